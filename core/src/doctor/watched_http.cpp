// SPDX-License-Identifier: Apache-2.0
#include "doctor/watched_http.hpp"

#include "net/url.hpp"
#include "yak/text/http_date.hpp"

namespace yak::doctor {

task<result<HttpResponse>> WatchedHttp::send(HttpRequest request) {
  const auto url = net::parse_url(request.url);
  const std::string authority = url ? url->authority() : std::string();
  const WallTime asked = clock_.now();
  auto response = co_await http_.send(std::move(request));
  if (response) note_date(authority, asked, *response);
  co_return response;
}

task<result<HttpResponse>> WatchedHttp::stream(HttpRequest request, BodySink& sink) {
  return http_.stream(std::move(request), sink);
}

SeenServer* WatchedHttp::find(const std::string& authority) {
  if (servers_.size() >= kMaxServers && !servers_.contains(authority)) return nullptr;
  return &servers_[authority];
}

void WatchedHttp::note_certificate(const std::string& authority, std::chrono::sys_seconds ends) {
  const std::lock_guard lock(mutex_);
  if (SeenServer* server = find(authority)) server->certificate_ends = ends;
}

void WatchedHttp::note_date(const std::string& authority, WallTime asked,
                            const HttpResponse& response) {
  const auto date = parse_http_date(response.header("Date"));
  if (!date) return;
  // The server made the response between `asked` and now. The header's resolution is one second.
  const WallTime middle = asked + (clock_.now() - asked) / 2;
  const std::lock_guard lock(mutex_);
  if (SeenServer* server = find(authority)) {
    server->ahead = std::chrono::round<std::chrono::seconds>(middle - *date);
  }
}

std::map<std::string, SeenServer> WatchedHttp::servers() const {
  const std::lock_guard lock(mutex_);
  return servers_;
}

}  // namespace yak::doctor
