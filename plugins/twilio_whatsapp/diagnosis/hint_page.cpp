// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/diagnosis/hint_page.hpp"

namespace yak::twilio {

std::string path_hint(std::string_view url) {
  return "Twilio's webhook is POST " + std::string(url) + "; set it in the Twilio console";
}

std::string hint_page() {
  return "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Yak</title>\n"
         "<h1>This is a webhook of Yak</h1>\n"
         "<p>Yak is running and reachable. This address answers only signed requests of "
         "Twilio.</p>\n"
         "<p>The URL to enter in the Twilio console under <b>When a message comes in</b> (sandbox: "
         "Messaging &rarr; Try it out &rarr; Send a WhatsApp message &rarr; Sandbox settings), "
         "method POST, is in Yak's log, and <code>yak doctor</code> shows it.</p>\n</html>\n";
}

}  // namespace yak::twilio
