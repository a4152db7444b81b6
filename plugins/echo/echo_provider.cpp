// SPDX-License-Identifier: Apache-2.0
#include "echo/echo_provider.hpp"

#include <algorithm>
#include <utility>

namespace yak::echo {
namespace {

/// Answers with the last line of the request, word by word, after an optional delay: for a first
/// run without an account, and for tests that need a predictable answer.
class EchoProvider final : public Provider {
 public:
  EchoProvider(ProviderContext& context, const Settings& settings)
      : clock_(context.clock()),
        prefix_(settings.text("prefix")),
        delay_(settings.duration("delay")) {}

  task<result<Completion>> complete(const CompletionRequest& request, DeltaSink& sink) override {
    if (delay_.count() > 0) co_await clock_.sleep(delay_);
    const std::string said = request.lines.empty() ? std::string() : request.lines.back().text;
    Completion completion;
    completion.text = prefix_ + said;
    completion.model = request.model;
    completion.usage = usage_of(request, completion.text);
    stream(completion.text, sink);
    co_return completion;
  }

  task<result<std::vector<Model>>> models() override {
    std::vector<Model> models;
    models.emplace_back("echo");
    co_return models;
  }

 private:
  /// Counts one token a word, so that usage figures are consistent, though not realistic.
  static std::int64_t count_words(std::string_view text) {
    std::int64_t words = 0;
    bool inside = false;
    for (const char c : text) {
      const bool space = c == ' ' || c == '\n' || c == '\t';
      if (!space && !inside) ++words;
      inside = !space;
    }
    return words;
  }

  static Usage usage_of(const CompletionRequest& request, std::string_view answer) {
    Usage usage;
    usage.known = true;
    for (const ChatLine& line : request.lines) usage.prompt_tokens += count_words(line.text);
    usage.completion_tokens = count_words(answer);
    return usage;
  }

  static void stream(std::string_view text, DeltaSink& sink) {
    while (!text.empty()) {
      const std::size_t space = text.find(' ');
      const std::size_t end = space == std::string_view::npos ? text.size() : space + 1;
      sink.on_delta(text.substr(0, end));
      text.remove_prefix(end);
    }
  }

  Clock& clock_;
  std::string prefix_;
  std::chrono::milliseconds delay_;
};

}  // namespace

Schema schema() {
  return Schema{
      Field::text("prefix", "Text before the echoed message.").defaults_to("\"You said: \""),
      Field::duration("delay", "How long to wait before answering.")
          .defaults_to("0ms")
          .between(0, 600'000),
  };
}

result<std::unique_ptr<Provider>> make_provider(ProviderContext& context, Settings settings) {
  return std::unique_ptr<Provider>(std::make_unique<EchoProvider>(context, settings));
}

}  // namespace yak::echo
