// SPDX-License-Identifier: Apache-2.0
#include "admin/admin_guard.hpp"

#include <algorithm>

#include "admin/api_response.hpp"
#include "net/http_server/peer_address.hpp"

namespace yak::admin {
namespace {

using std::chrono::milliseconds;

constexpr const char* kName = "yak_admin_denied_total";
constexpr const char* kHelp = "Requests to the admin API over TCP that were refused, by reason.";

ServerResponse denied() {
  ServerResponse response = json_error(401, "send the admin token as 'Authorization: Bearer …'");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

ServerResponse too_many(milliseconds wait) {
  ServerResponse response = json_error(429, "too many wrong tokens; try again later");
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
  response.headers.emplace_back("Retry-After", std::to_string(seconds.count()));
  return response;
}

}  // namespace

milliseconds AdminGuard::Guesses::wait(MonotonicTime now, const GuessLimit& limit) const {
  // Each guess moves `full_again` by one `every`; up to `burst` guesses may be outstanding.
  const auto room = now + limit.every * (limit.burst - 1);
  if (full_again <= room) return milliseconds(0);
  return std::chrono::ceil<milliseconds>(full_again - room);
}

void AdminGuard::Guesses::use(MonotonicTime now, const GuessLimit& limit) {
  full_again = std::max(full_again, now) + limit.every;
}

AdminGuard::AdminGuard(Clock& clock, Metrics& metrics)
    : clock_(clock),
      missing_(metrics.counter(kName, kHelp, {{"reason", "missing"}})),
      wrong_(metrics.counter(kName, kHelp, {{"reason", "wrong"}})),
      throttled_(metrics.counter(kName, kHelp, {{"reason", "throttled"}})),
      foreign_host_(metrics.counter(kName, kHelp, {{"reason", "host"}})) {}

AdminGuard::Visitor& AdminGuard::visitor(std::string_view remote) {
  std::string key = net::peer_key(remote);
  if (Visitor* known = visitors_.find(key)) return *known;
  if (visitors_.size() >= kMaxAddresses) visitors_.pop_oldest();
  return visitors_.put(std::move(key), Visitor());
}

std::optional<ServerResponse> AdminGuard::throttle(const Visitor& visitor, MonotonicTime now) {
  const bool known = visitor.passed && now - *visitor.passed < kKnown;
  const milliseconds wait =
      std::max(visitor.guesses.wait(now, kOfOne), known ? milliseconds(0) : all_.wait(now, kOfAll));
  if (wait.count() == 0) return std::nullopt;
  throttled_.add();
  return too_many(wait);
}

std::optional<ServerResponse> AdminGuard::refuse(const ServerRequest& request,
                                                 const Secret& token) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view given = request.header("Authorization");
  if (given.empty()) {
    missing_.add();
    return denied();
  }
  const MonotonicTime now = clock_.monotonic();
  const std::lock_guard lock(mutex_);
  Visitor& from = visitor(request.remote);
  // Before the token is compared, so that a throttled response does not reveal whether it was
  // right.
  if (auto wait = throttle(from, now)) return wait;
  if (given.starts_with(kScheme) && token.equals(given.substr(kScheme.size()))) {
    from = Visitor{{}, now};
    return std::nullopt;
  }
  from.guesses.use(now, kOfOne);
  all_.use(now, kOfAll);
  wrong_.add();
  return denied();
}

}  // namespace yak::admin
