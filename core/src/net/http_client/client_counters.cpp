// SPDX-License-Identifier: Apache-2.0
#include "net/http_client/client_counters.hpp"

namespace yak::net {

ClientCounters::ClientCounters(Metrics& metrics) {
  const auto counter = [&metrics](std::string_view outcome) {
    return &metrics.counter("yak_http_client_requests_total", "HTTP client requests by result",
                            {{"result", std::string(outcome)}});
  };
  answered_ = counter("ok");
  for (const ErrorKind kind :
       {ErrorKind::invalid, ErrorKind::unavailable, ErrorKind::timeout, ErrorKind::canceled,
        ErrorKind::too_large, ErrorKind::protocol, ErrorKind::internal}) {
    failed_.at(static_cast<std::size_t>(kind)) = counter(to_string(kind));
  }
}

void ClientCounters::count(const result<HttpResponse>& outcome) const {
  Counter* const counter =
      outcome ? answered_ : failed_.at(static_cast<std::size_t>(outcome.error().kind));
  if (counter != nullptr) counter->add();
}

}  // namespace yak::net
