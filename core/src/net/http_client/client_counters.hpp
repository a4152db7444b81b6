// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "yak/error.hpp"
#include "yak/http.hpp"
#include "yak/metrics.hpp"

namespace yak::net {

/// The metric yak_http_client_requests_total, labelled by result. Thread-safe.
class ClientCounters {
 public:
  explicit ClientCounters(Metrics& metrics);

  void count(const result<HttpResponse>& outcome) const;

 private:
  static constexpr std::size_t kKinds = static_cast<std::size_t>(ErrorKind::internal) + 1;

  Counter* answered_;
  std::array<Counter*, kKinds> failed_{};  // by ErrorKind; null: the client never returns this kind
};

}  // namespace yak::net
