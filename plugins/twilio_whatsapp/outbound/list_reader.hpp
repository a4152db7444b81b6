// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "twilio_whatsapp/options.hpp"
#include "twilio_whatsapp/outbound/message_list.hpp"
#include "yak/http.hpp"

namespace yak::twilio {

/// Bounds on reading a list.
struct ListBounds {
  int page_size = 0;  ///< messages a page; Twilio's maximum is 1000
  int pages = 0;
  std::size_t bytes = 0;  ///< of all pages; the page that exceeds it is the last
};

/// Steps through the pages of a message list, without I/O: while `has_next`, send `request` and
/// pass the answer to `take`. `options` must outlive it.
class ListReader {
 public:
  /// `uri` is the path and query of the first page, relative to `api_url`.
  ListReader(const Options& options, std::string uri, ListBounds bounds)
      : options_(options), next_(std::move(uri)), bounds_(bounds) {}

  /// True when there is a further page and the bounds allow to read it.
  [[nodiscard]] bool has_next() const noexcept {
    return !next_.empty() && pages_ < bounds_.pages && bytes_ < bounds_.bytes;
  }
  /// True when the last page was read.
  [[nodiscard]] bool is_whole() const noexcept { return next_.empty(); }
  [[nodiscard]] HttpRequest request() const;
  /// Reads an answer to `request`; a failure does not change the position.
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
