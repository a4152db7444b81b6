// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "generation/instance/task_group.hpp"
#include "yak/context/channel_context.hpp"
#include "yak/context/provider_context.hpp"
#include "yak/store.hpp"

namespace yak::doctor {

/// The context of a channel or provider that is only diagnosed. The HTTP client, clock and random
/// source are real; operations that would accept or send a message fail. The store is not open.
///
/// All services outlive the instance. `stop` ends `spawn`ed work.
class DiagnosisContext final : public ChannelContext, public ProviderContext {
 public:
  struct Dependencies {
    boost::asio::io_context& loop;
    HttpClient& http;
    Store& store;
    Logger& log;
    Metrics& metrics;
    Clock& clock;
    Random& random;
    std::string public_url;
    std::vector<std::string> allow_from;  ///< of a channel
  };

  DiagnosisContext(std::string instance, const Dependencies& dependencies);

  [[nodiscard]] const std::string& instance() const override { return instance_; }
  [[nodiscard]] Executor executor() override { return dependencies_.loop.get_executor(); }
  [[nodiscard]] Routes& routes() override { return routes_; }
  [[nodiscard]] Routes& admin_routes() override { return routes_; }
  [[nodiscard]] const std::string& public_url() const override { return dependencies_.public_url; }
  [[nodiscard]] HttpClient& http() override { return dependencies_.http; }
  [[nodiscard]] Inbox& inbox() override { return inbox_; }
  [[nodiscard]] KeyValue& kv() override { return *keys_; }
  [[nodiscard]] Logger& log() override { return dependencies_.log; }
  [[nodiscard]] Metrics& metrics() override { return dependencies_.metrics; }
  [[nodiscard]] Clock& clock() override { return dependencies_.clock; }
  [[nodiscard]] Random& random() override { return dependencies_.random; }
  [[nodiscard]] Conversations& conversations() override { return conversations_; }
  [[nodiscard]] const std::vector<std::string>& allow_from() const override {
    return dependencies_.allow_from;
  }
  void spawn(std::string name, std::function<task<void>()> factory, Restart restart) override;
  [[nodiscard]] bool stopping() const noexcept override { return false; }

  /// Ends the instance's background work. Call on the loop.
  task<void> stop() { return tasks_.stop(); }

 private:
  /// Discards routes, because no server runs.
  struct NoRoutes final : Routes {
    result<void> add(Route /*route*/) override { return {}; }
    void add_hint(std::string /*hint*/) override {}
  };
  struct NoInbox final : Inbox {
    task<result<Accepted>> accept(Message message, std::chrono::milliseconds inline_wait) override;
    task<result<void>> report(yak::ReceiptUpdate report) override;
    task<result<DeliveryId>> find_receipt(std::string channel, std::string receipt) override;
  };
  struct NoConversations final : Conversations {
    task<std::size_t> stop(ConversationKey /*conversation*/) override { co_return 0; }
    task<std::size_t> backlog(ConversationKey /*conversation*/) override { co_return 0; }
  };

  std::string instance_;
  Dependencies dependencies_;
  std::unique_ptr<KeyValue> keys_;
  NoRoutes routes_;
  NoInbox inbox_;
  NoConversations conversations_;
  generation::TaskGroup tasks_;
};

}  // namespace yak::doctor
