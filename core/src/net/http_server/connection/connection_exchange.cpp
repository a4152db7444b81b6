// SPDX-License-Identifier: Apache-2.0
#include "net/http_server/connection/connection_exchange.hpp"

#include <ctime>
#include <exception>
#include <utility>

#include "net/http_server/connection/connection_response.hpp"

namespace yak::net {
namespace asio = boost::asio;
namespace {

/// Body limit of requests that match no route; reading the body keeps the connection usable.
constexpr std::size_t kStrayBody = std::size_t{64} << 10U;
/// A reset within this time after a response may mean that the peer did not read it. A later reset
/// of an idle connection says nothing about the response.
constexpr std::chrono::seconds kMayBeLost{5};
/// Body memory of a connection that is not counted; most requests need no more.
constexpr std::size_t kUncounted = std::size_t{8} << 10U;

bool is_too_large(int status) { return status == 413 || status == 414 || status == 431; }

}  // namespace

ConnectionExchange::ConnectionExchange(std::shared_ptr<ServerLoop> loop, std::string remote)
    : loop_(std::move(loop)),
      settings_(loop_->settings),
      remote_(std::move(remote)),
      parser_(settings_->options.max_header_bytes) {}

ConnectionExchange::~ConnectionExchange() { loop_->shared->counts->give_body(held_); }

bool ConnectionExchange::hold_body() {
  const std::size_t wanted = parser_.capacity() > kUncounted ? parser_.capacity() : 0;
  if (wanted <= held_) return true;
  if (!loop_->shared->counts->take_body(wanted - held_, options().max_body_memory)) {
    parser_.give_up(503, "too many large requests; try again later");
    return false;
  }
  held_ = wanted;
  return true;
}

void ConnectionExchange::give_back_memory() noexcept {
  if (held_ == 0 || parser_.capacity() >= held_) return;
  const std::size_t kept = parser_.capacity() > kUncounted ? parser_.capacity() : 0;
  loop_->shared->counts->give_body(held_ - kept);
  held_ = kept;
}

void ConnectionExchange::release_request() {
  parser_.release();
  give_back_memory();
}

RouteTable::Match ConnectionExchange::route() {
  const ServerRequest& request = parser_.request();
  routes_ = loop_->shared->routes.routes();
  const RouteTable::Match match = routes_->find(request.method, request.path);
  parser_.limit_body(match.route != nullptr ? match.route->max_body_bytes : kStrayBody);
  path_ = match.route != nullptr ? std::string_view(match.route->path) : std::string_view();
  return match;
}

const ServerRequest& ConnectionExchange::request() {
  parser_.request().remote = remote_;
  return parser_.request();
}

ServerResponse ConnectionExchange::stray(const RouteTable::Match& match) {
  const RouteTable& routes = *routes_;
  const ServerRequest& request = parser_.request();
  if (request.method == "POST") routes.note_misdirected(request.path);
  if (!routes.hint_line().empty() && loop_->may_log()) {
    log().warn(match.allow == nullptr ? "a request matched no route"
                                      : "a request's method is not allowed for its path",
               {{"method", request.method},
                {"path", request.path.substr(0, RouteTable::kNotedPath)},
                {"hint", routes.hint_line()}});
  }
  const std::string_view accepts = request.header("Accept");
  if (match.allow == nullptr) return RouteTable::not_found(accepts);
  return RouteTable::method_not_allowed(*match.allow, accepts);
}

ServerResponse ConnectionExchange::refusal(bool slow) {
  const RequestRefusal refusal =
      slow ? RequestRefusal{408, "the request took too long to arrive"} : parser_.refusal();
  if (slow) {
    metrics().too_slow.add();
  } else {
    count_refusal(refusal.status);
  }
  log().debug("a request was refused", {{"status", refusal.status}, {"reason", refusal.message}});
  return error_response(refusal.status, refusal.message);
}

void ConnectionExchange::count_refusal(int status) {
  if (status == 503) {
    metrics().over_bodies.add();
  } else {
    (is_too_large(status) ? metrics().too_large : metrics().malformed).add();
  }
}

bool ConnectionExchange::keeps_alive() const { return parser_.keep_alive() && !loop_->draining; }

void ConnectionExchange::compose(ServerResponse& response, bool keep_alive) {
  if (response.status < 200 || response.status > 599) {
    log().error("a handler returned an invalid status", {{"status", response.status}});
    response.status = 500;
  }
  head_.clear();
  const ResponseFraming framing{parser_.is_http_1_1(), keep_alive};
  if (!append_response_head(head_, response, framing, loop_->date.at(std::time(nullptr)))) {
    log().error("dropped invalid headers of a response");
  }
  const bool bodiless = parser_.is_head() || !has_body(response);
  rest_ = {asio::buffer(head_), bodiless ? asio::const_buffer() : asio::buffer(response.body)};
  metrics().count_response(response.status);
}

void ConnectionExchange::compose_continue() {
  head_ = "HTTP/1.1 100 Continue\r\n\r\n";
  rest_ = {asio::buffer(head_), asio::const_buffer()};
}

void ConnectionExchange::compose_expired() {
  metrics().handler_timeouts.add();
  metrics().count_response(503);
  log().warn("a handler took too long", {{"path", path_}});
  head_ = closing_response(503, "the request timed out; try again later");
  if (parser_.is_head()) head_.resize(head_.find("\r\n\r\n") + 4);
  rest_ = {asio::buffer(head_), asio::const_buffer()};
}

void ConnectionExchange::peer_went_on() noexcept { after_reset_ = nullptr; }

void ConnectionExchange::peer_reset() {
  const auto told = std::exchange(after_reset_, nullptr);
  if (!told || std::chrono::steady_clock::now() - written_at_ > kMayBeLost) return;
  try {
    told();
  } catch (const std::exception& failure) {
    log().error("after_reset threw", {{"reason", failure.what()}});
  } catch (...) {
    log().error("after_reset threw");
  }
}

void ConnectionExchange::conclude(ServerResponse& response, bool written) {
  if (written && response.after_reset) {
    after_reset_ = std::move(response.after_reset);
    written_at_ = std::chrono::steady_clock::now();
  }
  if (!response.after_write) return;
  try {
    response.after_write(written);
  } catch (const std::exception& failure) {
    log().error("after_write threw", {{"reason", failure.what()}});
  } catch (...) {
    log().error("after_write threw");
  }
}

void ConnectionExchange::drop_request() {
  routes_.reset();
  parser_.finish();
  parser_.shrink();
  give_back_memory();
}

}  // namespace yak::net
