// SPDX-License-Identifier: Apache-2.0
#include "openai/openai_provider.hpp"

#include <memory>
#include <utility>

#include "openai/api/api_requests.hpp"
#include "openai/api/costs.hpp"
#include "openai/api/model_cache.hpp"
#include "openai/api/model_list.hpp"
#include "openai/api/request_builder.hpp"
#include "openai/diagnosis.hpp"
#include "openai/errors/retry_schedule.hpp"
#include "openai/options.hpp"
#include "openai/stream/stream_reader.hpp"

namespace yak::openai {
namespace {

using std::chrono::milliseconds;

/// For a request without a deadline; the default of `assistant.timeout`.
constexpr milliseconds kDefaultTime{90'000};
constexpr std::chrono::days kCostDays{30};
/// One page holds 31 days and suffices; the bound stops a server that always names a next page.
constexpr int kMaxCostPages = 8;

/// A configured header may hold a key, so its value is redacted; shorter values (`true`) are not.
constexpr std::size_t kMinSecretHeader = 8;

ErrorReader error_reader(const Options& options, std::string key_name) {
  std::vector<Secret> secrets{options.api_key, options.admin_key};
  for (const Header& header : options.headers) {
    if (header.value.size() >= kMinSecretHeader) secrets.emplace_back(header.value);
  }
  return {std::string(options.quirks().label), Redactor(std::move(secrets)), std::move(key_name)};
}

class OpenAiProvider final : public Provider {
 public:
  OpenAiProvider(ProviderContext& context, Options options)
      : clock_(context.clock()),
        http_(context.http()),
        log_(context.log()),
        random_(context.random()),
        retries_(context.metrics().counter("yak_provider_retries_total",
                                           "Retries of requests to a provider.",
                                           {{"provider", context.instance()}})),
        options_(std::move(options)),
        stall_timeouts_{options_.first_token_timeout, options_.stall_timeout},
        requests_(options_),
        builder_(options_.style),
        errors_(error_reader(options_, "api_key")),
        admin_errors_(error_reader(options_, "admin_key")),
        models_(options_.models_lifetime) {}

  task<result<Completion>> complete(const CompletionRequest& request, DeltaSink& sink) override;
  task<result<std::vector<Model>>> models() override;
  task<result<Credits>> credits() override;
  task<std::vector<Diagnosis>> diagnose() override;

 private:
  /// The state of one call of `complete`, shared by its attempts.
  struct Call {
    const CompletionRequest& request;
    MonotonicTime deadline;
    RetrySchedule schedule;
    milliseconds wait{0};  ///< before the next attempt
  };

  // Not inlined, to keep the frame of `complete` small: thousands of calls wait at once.
  [[gnu::noinline]] Call begin(const CompletionRequest& request) const;
  [[gnu::noinline]] task<result<HttpResponse>> ask(const Call& call, StreamReader& reader);
  [[gnu::noinline]] std::unique_ptr<result<Completion>> conclude(Call& call, StreamReader& reader,
                                                                 result<HttpResponse>& outcome);
  [[gnu::noinline]] error too_late() const;
  task<result<std::vector<Model>>> fetch_models();
  void log_success(const Call& call, int attempt, const StreamReader& reader,
                   const Completion& completion);
  void log_failure(const Call& call, int attempt, const StreamReader& reader, const error& failure,
                   std::optional<milliseconds> wait);

  Clock& clock_;
  HttpClient& http_;
  Logger& log_;
  Random& random_;
  Counter& retries_;
  const Options options_;
  const StallTimeouts stall_timeouts_;
  const ApiRequests requests_;
  const RequestBuilder builder_;
  const ErrorReader errors_;
  const ErrorReader admin_errors_;
  ModelCache models_;
};

OpenAiProvider::Call OpenAiProvider::begin(const CompletionRequest& request) const {
  const bool bounded = request.deadline != MonotonicTime{};
  const MonotonicTime deadline = bounded ? request.deadline : clock_.monotonic() + kDefaultTime;
  return {request, deadline, RetrySchedule(options_.max_retries, deadline)};
}

error OpenAiProvider::too_late() const {
  return errors_.broken(ErrorKind::timeout, "was not asked: the deadline had passed", {});
}

/// Builds the body for each attempt, so that it is not kept in memory while the model answers.
task<result<HttpResponse>> OpenAiProvider::ask(const Call& call, StreamReader& reader) {
  const auto left = std::chrono::floor<milliseconds>(call.deadline - reader.begin());
  HttpRequest request =
      requests_.completion(builder_.build(call.request), call.request.traceparent, left);
  return options_.style.stream ? http_.stream(std::move(request), reader)
                               : http_.send(std::move(request));
}

/// The call's result; null: make another attempt after `call.wait`.
std::unique_ptr<result<Completion>> OpenAiProvider::conclude(Call& call, StreamReader& reader,
                                                             result<HttpResponse>& outcome) {
  auto completion = std::make_unique<result<Completion>>(reader.finish(std::move(outcome)));
  const int attempt = call.schedule.retries() + 1;
  if (*completion) {
    log_success(call, attempt, reader, **completion);
    return completion;
  }
  const error& failure = completion->error();
  const auto wait =
      call.schedule.next(failure, reader.answer_began(), clock_.monotonic(), random_.uniform());
  log_failure(call, attempt, reader, failure, wait);
  if (!wait) return completion;
  retries_.add();
  call.wait = *wait;
  return nullptr;
}

task<result<Completion>> OpenAiProvider::complete(const CompletionRequest& request,
                                                  DeltaSink& sink) {
  Call call = begin(request);
  while (true) {
    StreamReader reader(errors_, clock_, stall_timeouts_, sink);
    if (call.deadline - reader.begin() < milliseconds(1)) co_return too_late();
    auto asked = ask(call, reader);
    auto outcome = co_await std::move(asked);
    const auto completion = conclude(call, reader, outcome);
    if (completion) co_return std::move(*completion);
    co_await clock_.sleep(call.wait);
  }
}

void OpenAiProvider::log_success(const Call& call, int attempt, const StreamReader& reader,
                                 const Completion& completion) {
  if (!log_.enabled(LogLevel::debug)) return;
  const auto took = std::chrono::floor<milliseconds>(clock_.monotonic() - reader.begin());
  log_.debug("model answered",
             {{"model", call.request.model},
              {"request_id", completion.request_id},
              {"attempt", attempt},
              {"ms", took.count()},
              {"first_token_ms", reader.first_token_after().value_or(took).count()},
              {"prompt_tokens", completion.usage.prompt_tokens},
              {"completion_tokens", completion.usage.completion_tokens}});
}

void OpenAiProvider::log_failure(const Call& call, int attempt, const StreamReader& reader,
                                 const error& failure, std::optional<milliseconds> wait) {
  if (failure.kind == ErrorKind::canceled) return;
  log_.warn("model call failed",
            {{"model", call.request.model},
             {"request_id", reader.request_id()},
             {"status", reader.status()},
             {"attempt", attempt},
             {"kind", to_string(failure.kind)},
             {"reason", failure.message},
             {"retry_in_ms", wait ? std::to_string(wait->count()) : std::string("never")}});
}

task<result<std::vector<Model>>> OpenAiProvider::fetch_models() {
  HttpRequest request = requests_.models();
  auto response = co_await http_.send(std::move(request));
  if (!response) co_return response.error();
  if (response->status != 200) co_return errors_.from_response(*response, clock_.now());
  auto models = read_models(response->body);
  if (!models) {
    co_return errors_.broken(models.error().kind, models.error().message, request_id_of(*response));
  }
  co_return models;
}

task<result<std::vector<Model>>> OpenAiProvider::models() {
  auto known = models_.look(clock_.monotonic());
  if (known) co_return std::move(*known);
  auto fetched = co_await fetch_models();
  const MonotonicTime now = clock_.monotonic();
  if (!fetched) {
    log_.warn("the list of models could not be fetched", {{"reason", fetched.error().message}});
    co_return models_.fail(fetched.error(), now);
  }
  models_.keep(*fetched, now);
  co_return fetched;
}

task<result<Credits>> OpenAiProvider::credits() {
  if (options_.admin_key.empty()) {
    co_return error(ErrorKind::unsupported,
                    errors_.label() + " reports costs only with an admin_key");
  }
  const auto today = std::chrono::floor<std::chrono::days>(clock_.now());
  // The thirty days include today.
  const std::chrono::sys_seconds start = today - kCostDays + std::chrono::days(1);
  CostTotal total;
  std::optional<std::string> page = std::string();
  for (int pages = 0; page && pages < kMaxCostPages; ++pages) {
    HttpRequest request = requests_.costs(start.time_since_epoch().count(), *page);
    auto response = co_await http_.send(std::move(request));
    if (!response) co_return response.error();
    if (response->status != 200) co_return admin_errors_.from_response(*response, clock_.now());
    auto next = total.add_page(response->body);
    if (!next) {
      co_return admin_errors_.broken(next.error().kind, next.error().message,
                                     request_id_of(*response));
    }
    page = std::move(*next);
  }
  if (page) co_return admin_errors_.broken(ErrorKind::protocol, "sent too many pages of costs", {});
  Credits credits;
  credits.summary = total.summary(options_.top_up_usd);
  co_return credits;
}

task<std::vector<Diagnosis>> OpenAiProvider::diagnose() {
  const auto listed = co_await fetch_models();
  // The next caller gets the list from the cache.
  if (listed) models_.keep(*listed, clock_.monotonic());
  co_return diagnose_server(options_, listed);
}

}  // namespace

result<std::unique_ptr<Provider>> make_provider(ProviderContext& context, Settings settings) {
  result<Options> options = read_options(settings);
  if (!options) return options.error();
  return std::unique_ptr<Provider>(std::make_unique<OpenAiProvider>(context, std::move(*options)));
}

}  // namespace yak::openai
