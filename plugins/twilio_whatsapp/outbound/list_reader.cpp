// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/outbound/list_reader.hpp"

#include "twilio_whatsapp/rest/rest_request.hpp"

namespace yak::twilio {
namespace {

// A body has at most 1600 characters of up to 12 bytes each (a JSON escape of a character beyond
// the basic plane); the other members of an item take about 2 KB.
constexpr std::size_t kMaxItemBytes = std::size_t{24} << 10U;

}  // namespace

HttpRequest ListReader::request() const {
  return get_list(options_, next_, static_cast<std::size_t>(bounds_.page_size) * kMaxItemBytes);
}

result<MessagePage> ListReader::take(const HttpResponse& response) {
  result<MessagePage> page = read_page(response);
  if (!page) return page;
  ++pages_;
  bytes_ += response.body.size();
  next_ = page->next;
  for (ListedMessage& message : page->messages) message.place = messages_++;
  return page;
}

}  // namespace yak::twilio
