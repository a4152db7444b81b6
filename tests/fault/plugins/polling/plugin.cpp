// SPDX-License-Identifier: Apache-2.0
// A polling channel, as for a messenger's bot API: it requests updates from its service, gives them
// to the inbox, and confirms them with the next request. support/polling_service.mjs is the service
// and describes the protocol.
#include "yak/plugin.hpp"
#include "yak/event.hpp"

#include <atomic>
#include <charconv>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::chrono::milliseconds kPause{20};

struct Update {
  std::int64_t id = 0;
  std::string person;
  std::string text;
};

/// The fields of one line, separated by tabs.
Update update_in(std::string_view line) {
  Update update;
  const std::size_t first = line.find('\t');
  const std::size_t second = line.find('\t', first + 1);
  std::from_chars(line.data(), line.data() + first, update.id);
  update.person = line.substr(first + 1, second - first - 1);
  update.text = line.substr(second + 1);
  return update;
}

std::vector<Update> updates_in(std::string_view body) {
  std::vector<Update> updates;
  while (!body.empty()) {
    const std::size_t end = body.find('\n');
    updates.push_back(update_in(body.substr(0, end)));
    body.remove_prefix(end + 1);
  }
  return updates;
}

class PollingChannel final : public yak::Channel {
 public:
  PollingChannel(yak::ChannelContext& context, const yak::Settings& settings)
      : context_(context), url_(settings.text("url")), fails_(settings.boolean("fails")) {}

  yak::task<yak::result<void>> start() override {
    if (fails_) co_return yak::error(yak::ErrorKind::unavailable, "it was told to fail");
    context_.spawn("poll", [this] { return poll(); }, yak::Restart::on_failure);
    co_return yak::result<void>();
  }

  [[nodiscard]] yak::Capabilities capabilities() const override {
    yak::Capabilities can;
    can.receives_alone = true;
    return can;
  }

  yak::task<void> hand_over() override {
    const auto over = std::make_shared<yak::Event>();
    over_ = over;
    co_await over->wait();
  }

  yak::task<void> take_back() override {
    over_ = std::shared_ptr<yak::Event>();
    context_.spawn("poll", [this] { return poll(); }, yak::Restart::on_failure);
    co_return;
  }

  yak::task<yak::SendOutcome> send(const yak::Delivery& delivery) override {
    yak::HttpRequest request("POST", url_ + "/messages");
    request.body = yak::write_form({{"key", std::to_string(delivery.id)},
                                    {"to", delivery.peer},
                                    {"text", delivery.content.text}});
    const auto response = co_await context_.http().send(std::move(request));
    if (!response && response.error().not_sent) {
      co_return yak::SendOutcome::retry(response.error().message);
    }
    if (!response) co_return yak::SendOutcome::unknown(response.error().message);
    if (response->status >= 500) co_return yak::SendOutcome::unknown("5xx");
    if (response->status >= 400) co_return yak::SendOutcome::rejected(response->body);
    co_return yak::SendOutcome::sent(response->body);
  }

  yak::task<yak::result<yak::Lookup>> find(const yak::Delivery& delivery) override {
    yak::HttpRequest request("GET", url_ + "/messages?key=" + std::to_string(delivery.id));
    const auto response = co_await context_.http().send(std::move(request));
    if (!response) co_return response.error();
    yak::Lookup lookup;
    lookup.kind = response->status == 200 ? yak::Lookup::Kind::found : yak::Lookup::Kind::absent;
    lookup.receipt = response->body;
    co_return lookup;
  }

  yak::task<void> stop() override { co_return; }

 private:
  yak::task<void> poll() {
    while (true) {
      if (const auto over = over_.load()) {
        over->set();
        co_return;
      }
      yak::HttpRequest request("GET", url_ + "/updates?offset=" + std::to_string(offset_));
      const auto response = co_await context_.http().send(std::move(request));
      const bool is_answer = response && response->status == 200;
      const bool is_taken = is_answer && co_await take(updates_in(response->body));
      if (!is_taken) co_await context_.clock().sleep(kPause);
    }
  }

  /// Gives the updates to the inbox in order; false when it does not accept one.
  yak::task<bool> take(std::vector<Update> updates) {
    for (const Update& update : updates) {
      yak::Message message;
      message.channel = context_.instance();
      message.external_id = std::to_string(update.id);
      message.peer = update.person;
      message.sender = update.person;
      message.raw_text = update.text;
      message.text = update.text;
      const auto accepted =
          co_await context_.inbox().accept(std::move(message), std::chrono::milliseconds(0));
      if (!accepted) co_return false;
      offset_ = update.id;
    }
    co_return true;
  }

  yak::ChannelContext& context_;
  std::string url_;
  bool fails_;
  std::atomic<std::shared_ptr<yak::Event>> over_;  ///< set by the poll that ends; null: it goes on
  std::int64_t offset_ = 0;                        ///< the last update that the inbox accepted
};

yak::result<std::unique_ptr<yak::Channel>> make(yak::ChannelContext& context,
                                                yak::Settings settings) {
  return std::unique_ptr<yak::Channel>(std::make_unique<PollingChannel>(context, settings));
}

void enrol(yak::Registrar& registrar) {
  registrar.channel(
      yak::Schema{yak::Field::text("url", "Where the service is.").required(),
                  yak::Field::boolean("fails", "Whether it cannot start.").defaults_to("false"),
                  yak::Field::integer("version", "A key to change.").defaults_to("1")},
      &make);
}

}  // namespace

YAK_PLUGIN("polling", "1.0.0", enrol);
