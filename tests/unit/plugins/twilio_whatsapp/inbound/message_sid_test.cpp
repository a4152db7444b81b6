// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/inbound/message_sid.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "twilio_whatsapp/inbound/form_fields.hpp"
#include "twilio_whatsapp/inbound/inbound.hpp"
#include "twilio_whatsapp/inbound/signature.hpp"

namespace yak::twilio {
namespace {

using Form = std::vector<FormField>;

const std::string kAccount = "AC0123456789abcdef0123456789abcdef";
const std::string kSid = "SM9a8b7c6d5e4f30219a8b7c6d5e4f3021";
const std::string kOtherSid = "SM00000000000000000000000000000abc";

/// A reply to an earlier message, from a person without a phone number, with a file: it has every
/// kind of identifier. The fields are in the order in which they are signed.
Form captured() {
  return {{"AccountSid", kAccount},
          {"ApiVersion", "2010-04-01"},
          {"Body", "Zum Beispiel: GO MM"},
          {"ExternalUserId", "US.13A4GZ6"},
          {"From", "whatsapp:US.13A4GZ6"},
          {"MediaContentType0", "image/jpeg"},
          {"MediaUrl0", "https://api.twilio.com/x"},
          {"MessageSid", kSid},
          {"NumMedia", "1"},
          {"OriginalRepliedMessageSid", kOtherSid},
          {"SmsMessageSid", kSid},
          {"SmsSid", kSid},
          {"SmsStatus", "received"},
          {"To", "whatsapp:+14155238886"},
          {"WaId", "4915112345678"}};
}

/// True if a field name that begins with `words` may sort between `name` and the field at `next`.
bool sorts_between(const std::string& words, const std::string& name, std::size_t next,
                   const Form& form) {
  return words >= name.substr(0, 1) && (next >= form.size() || words[0] <= form[next].first[0]);
}

/// Calls `see` with every form that has the same signed text as `form` but one more field: a field
/// ends early at every possible place, the bytes that follow become a name of 1, 2, 3 or 12 bytes,
/// and the new value extends to the end of this or any later field.
void split_everywhere(const Form& form, const std::function<void(const Form&)>& see) {
  const std::string text = signed_fields(form);
  for (std::size_t at = 0; at < form.size(); ++at) {
    const std::string run = form[at].first + form[at].second;
    for (std::size_t cut = 1; cut < run.size(); ++cut) {
      std::string rest = run.substr(cut);
      for (std::size_t last = at; last < form.size(); ++last) {
        if (last > at) rest += form[last].first + form[last].second;
        // A cheap check first: fields are signed in the order of their names.
        if (!sorts_between(rest.substr(0, 12), form[at].first, last + 1, form)) continue;
        for (const std::size_t name : {1, 2, 3, 12}) {
          if (name > rest.size()) continue;
          for (const std::size_t own : {cut, std::min(cut, form[at].first.size())}) {
            Form split(form.begin(), form.begin() + static_cast<std::ptrdiff_t>(at));
            split.emplace_back(run.substr(0, own), run.substr(own, cut - own));
            split.emplace_back(rest.substr(0, name), rest.substr(name));
            split.insert(split.end(), form.begin() + static_cast<std::ptrdiff_t>(last) + 1,
                         form.end());
            if (signed_fields(split) == text) see(split);
          }
        }
      }
    }
  }
}

/// The id of the message that the webhook accepts from a correctly signed form; empty if refused.
std::string accepted_as(const Form& form) {
  if (!is_unambiguous(form)) return "";
  const auto message = parse_inbound(InboundRules{"whatsapp", kAccount}, form, "", {});
  return message ? message->external_id : "";
}

TEST(MessageSid, ACapturedRequestIsTheSameMessageHoweverItIsSplit) {
  ASSERT_EQ(accepted_as(captured()), kSid);
  std::set<std::string> ids;
  std::set<std::string> cut_ids;
  int forms = 0;
  split_everywhere(captured(), [&](const Form& form) {
    ++forms;
    ids.insert(accepted_as(form));
    cut_ids.insert(std::string(field(form, "MessageSid")));
  });
  // A cut at some letters of the SID keeps the names in order: these forms have a shortened SID.
  EXPECT_GT(forms, 500);
  EXPECT_GT(cut_ids.size(), 12U);
  ids.erase("");
  ids.erase(kSid);
  EXPECT_TRUE(ids.empty()) << *ids.begin();
}

TEST(MessageSid, ATextThatContainsFieldsIsNoSecondMessage) {
  const std::string forged =
      "Fromwhatsapp:+1MessageSid" + kOtherSid + "SmsMessageSid" + kOtherSid + "SmsSid" + kOtherSid;
  Form sent = captured();
  sent[2].second = "x" + forged;
  const std::string text = signed_fields(sent);
  const Form split{{"AccountSid", kAccount},
                   {"ApiVersion", "2010-04-01"},
                   {"Body", "x"},
                   {"From", "whatsapp:+1"},
                   {"MessageSid", kOtherSid},
                   {"SmsMessageSid", kOtherSid},
                   {"SmsSid", kOtherSid + text.substr(text.find("ExternalUserId"))}};
  ASSERT_EQ(signed_fields(split), text);
  EXPECT_EQ(accepted_as(split), "");
  EXPECT_FALSE(is_unambiguous(sent));
  Form padded = split;
  padded.back().second = kOtherSid;
  padded.emplace_back("Zz", "");
  EXPECT_TRUE(is_unambiguous(padded));
}

TEST(MessageSid, AnOlderMessageThatIsQuotedIsNotTheMessage) {
  const Form form = captured();
  const std::string text = signed_fields(form);
  const std::size_t quoted = text.find("MessageSid" + kOtherSid);
  const std::size_t file = text.find("MediaUrl0");
  Form split(form.begin(), form.begin() + 6);
  split.emplace_back("MediaUrl0", text.substr(file + 9, quoted - file - 9));
  split.emplace_back("MessageSid", kOtherSid);
  split.emplace_back("S", text.substr(quoted + 10 + kOtherSid.size() + 1));
  ASSERT_EQ(signed_fields(split), text);
  ASSERT_TRUE(read_message_sid(split).has_value());
  EXPECT_FALSE(is_unambiguous(split));
}

TEST(MessageSid, NamesThatContinueAnIdentifierAreRefused) {
  const std::vector<std::pair<std::string, bool>> rows{{"MessageSidSM12", false},
                                                       {"SmsSidS", false},
                                                       {"AccountSidAC0", false},
                                                       {"Fromwhatsapp:", false},
                                                       {"WaId49", false},
                                                       {"ExternalUserIdUS.1", false},
                                                       {"FromCountry", true},
                                                       {"MessageSidKind", true},
                                                       {"ExternalUserIdType", true},
                                                       {"Forwarded", true},
                                                       {"aLowerCase", true},
                                                       {"Brackets[0]", true},
                                                       {"", true},
                                                       {"ZzzNewParameter", true}};
  for (const auto& [name, fits] : rows) {
    Form form = captured();
    form.emplace_back(name, "1");
    EXPECT_EQ(is_unambiguous(form), fits) << name;
  }
}

TEST(MessageSid, MustBeTheSameSidInAllItsFields) {
  const std::string upper = "SM9A8B7C6D5E4F30219A8B7C6D5E4F3021";
  const std::vector<std::pair<Form, bool>> rows{
      {{{"MessageSid", kSid}}, true},
      {{{"SmsSid", kSid}}, true},
      {{{"MessageSid", "MM" + kSid.substr(2)}}, true},
      {{{"MessageSid", kSid}, {"SmsSid", ""}}, true},
      {{{"MessageSid", kSid}, {"MessageSid", kSid}}, true},
      {{{"MessageSid", kSid}, {"MessageSid", kOtherSid}}, false},
      {{{"MessageSid", kSid}, {"SmsSid", kOtherSid}}, false},
      {{{"MessageSid", kSid}, {"SmsMessageSid", "SM9a8b"}}, false},
      {{{"MessageSid", "SM9a8b"}}, false},
      {{{"MessageSid", kSid + "0"}}, false},
      {{{"MessageSid", "AC" + kSid.substr(2)}}, false},
      {{{"MessageSid", upper}}, false},
      {{}, false}};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(read_message_sid(rows[i].first).has_value(), rows[i].second) << i;
  }
}

}  // namespace
}  // namespace yak::twilio
