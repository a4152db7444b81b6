// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/outbound/listed_inbound.hpp"

#include <string>

namespace yak::twilio {

result<Message> message_of(const InboundRules& rules, const ListedMessage& listed,
                           const std::vector<Attachment>& files) {
  // An item without an account is ours: it is in our account's list.
  const std::string& account = listed.account_sid.empty() ? rules.account_sid : listed.account_sid;
  std::vector<FormField> form{{"AccountSid", account},
                              {"From", listed.from},
                              {"To", listed.to},
                              {"Body", listed.body},
                              {"NumMedia", std::to_string(files.size())}};
  for (std::size_t i = 0; i < files.size(); ++i) {
    form.emplace_back("MediaUrl" + std::to_string(i), files[i].url);
    form.emplace_back("MediaContentType" + std::to_string(i), files[i].content_type);
  }
  return inbound_message(rules, listed.sid, form, listed.json, listed.sent_at);
}

}  // namespace yak::twilio
