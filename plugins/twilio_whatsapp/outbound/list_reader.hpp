#pragma once

#include <cstddef>
#include <string>

#include "twilio_whatsapp/options.hpp"
#include "twilio_whatsapp/outbound/message_list.hpp"
#include "yak/http.hpp"

namespace yak::twilio {

/// How much of a list is read.
struct ListBounds {
  int page_size = 0;  ///< messages; Twilio gives at most 1000 a page
  int pages = 0;
  std::size_t bytes = 0;  ///< of all pages; the one that passes it is the last
};

/// Steps through the pages of a message list, without I/O: perform `request`, hand the answer to
/// `take`, as long as `has_next`. `options` outlives it.
class ListReader {
 public:
  /// `uri`: path and query of the first page, behind `api_url`.
  ListReader(const Options& options, std::string uri, ListBounds bounds)
      : options_(options), next_(std::move(uri)), bounds_(bounds) {}

  /// True when there is a page to read and the bounds leave room for it.
  [[nodiscard]] bool has_next() const noexcept {
    return !next_.empty() && pages_ < bounds_.pages && bytes_ < bounds_.bytes;
  }
  /// True when the last page was read.
  [[nodiscard]] bool is_whole() const noexcept { return next_.empty(); }
  [[nodiscard]] HttpRequest request() const;
  /// Reads an answer to `request`; after a failure of read_page it stands where it stood.
  result<MessagePage> take(const HttpResponse& response);

 private:
  const Options& options_;
  std::string next_;
  ListBounds bounds_;
  int pages_ = 0;
  std::size_t bytes_ = 0;
  std::size_t messages_ = 0;
};

}  // namespace yak::twilio
