#include "twilio_whatsapp/hint_page.hpp"

#include "twilio_whatsapp/twiml.hpp"

namespace yak::twilio {

std::string path_hint(std::string_view url) {
  return "Twilio's webhook is POST " + std::string(url) + "; set it in the Twilio console";
}

std::string hint_page(std::string_view url) {
  const std::string shown = escape_xml(url);
  return "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Yak</title>\n"
         "<h1>This is Twilio's door</h1>\n"
         "<p>Yak is running and can be reached. This address answers Twilio's signed requests "
         "only.</p>\n"
         "<p>In the Twilio console, enter it under <b>When a message comes in</b> (sandbox: "
         "Messaging &rarr; Try it out &rarr; Send a WhatsApp message &rarr; Sandbox settings), "
         "method POST, exactly so:</p>\n<p><code>" +
         shown + "</code></p>\n</html>\n";
}

}  // namespace yak::twilio
