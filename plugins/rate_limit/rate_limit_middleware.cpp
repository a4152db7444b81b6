// SPDX-License-Identifier: Apache-2.0
#include "rate_limit/rate_limit_middleware.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <memory>
#include <utility>

#include "rate_limit/day_budget.hpp"
#include "rate_limit/limiter.hpp"
#include "rate_limit/refusal_text.hpp"
#include "yak/user_set.hpp"

namespace yak::rate_limit {
namespace {

/// Users held in memory; about 200 bytes each.
constexpr std::size_t kMaxUsers = 20'000;
/// How often a user over the day's limit gets a reply.
constexpr std::chrono::hours kReminder{1};

struct LimitMetrics {
  explicit LimitMetrics(Metrics& metrics) {
    const std::array<const char*, 5> scopes{"user", "channel", "global", "tokens", "cost"};
    for (std::size_t i = 0; i < scopes.size(); ++i) {
      refused[i] = &metrics.counter("yak_rate_limited_total", "Messages over a limit, by limit",
                                    {{"scope", scopes[i]}});
    }
    forgotten = &metrics.counter("yak_rate_limit_forgotten_total",
                                 "Users evicted from memory while still limited");
  }

  Counter& of(Scope scope) { return *refused[static_cast<std::size_t>(scope)]; }
  Counter& of(Budget budget) { return *refused[3 + static_cast<std::size_t>(budget)]; }

  std::array<Counter*, 5> refused{};
  Counter* forgotten = nullptr;
};

/// Refuses messages over a limit. Thread-safe: the state is in Limiter and DayLedger.
class RateLimitMiddleware final : public Middleware {
 public:
  RateLimitMiddleware(MiddlewareContext& context, const Limits& limits, const DayLimits& day_limits,
                      const std::vector<std::string>& exempt)
      : context_(context),
        limits_(limits),
        day_limits_(day_limits),
        exempt_(exempt),
        limiter_(limits, kMaxUsers),
        ledger_(std::make_shared<DayLedger>(kMaxUsers)),
        meters_(context.metrics()) {}

  /// Not a coroutine: without a day's budget there is nothing to do after the answer, and its frame
  /// would stay allocated for as long as the model takes to answer.
  task<result<void>> handle(Turn& turn, Next& next) override {
    if (exempt_.contains(turn)) return next(turn);
    for (const std::string& alias : turn.message.aliases) {
      limiter_.adopt(turn.user, turn.message.channel + ":" + alias);
    }
    if (day_limits_.any()) return run_within_budget(turn, next);
    return check_rate(turn) ? next(turn) : refused();
  }

 private:
  static task<result<void>> refused() { co_return result<void>(); }

  task<result<void>> run_within_budget(Turn& turn, Next& next) {
    const result<bool> admitted = co_await check_day(turn);
    if (!admitted) co_return admitted.error();
    if (!*admitted || !check_rate(turn)) co_return result<void>();
    const result<void> outcome = co_await next(turn);
    if (outcome) record(turn);
    if (turn.price.any()) add_fees(turn);
    co_return outcome;
  }

  bool check_rate(Turn& turn) {
    const LimitDecision verdict = limiter_.take(turn.user, turn.message.channel, now());
    if (const auto count = limiter_.take_forgotten(); count > 0) {
      meters_.forgotten->add(static_cast<double>(count));
    }
    if (verdict.admitted) return true;
    turn.result = TurnResult::refused;
    meters_.of(verdict.scope).add();
    if (verdict.tell) turn.reply.add(refusal_text(verdict, limits_));
    return false;
  }

  task<result<bool>> check_day(Turn& turn) {
    const WallTime time = context_.clock().now();
    const Day today = day_of(time);
    std::optional<Spent> spent = ledger_->find(turn.user, today);
    if (!spent) {
      const auto rows = co_await context_.usage().rows(turn.user, today, today);
      // Fail closed: without the figure the budget cannot be enforced.
      if (!rows) co_return rows.error();
      ledger_->load(turn.user, today, spent_in(*rows));
      spent = ledger_->find(turn.user, today);
    }
    const std::optional<Budget> budget =
        spent ? reached(day_limits_, *spent) : std::optional<Budget>();
    if (!budget) co_return true;
    turn.result = TurnResult::refused;
    meters_.of(*budget).add();
    const std::chrono::milliseconds rest = rest_of_day(time);
    const Instant pause = std::min<Instant>(rest, kReminder);
    if (limiter_.tell(turn.user, now(), now() + pause)) {
      turn.reply.add(refusal_text(*budget, day_limits_, rest));
    }
    co_return false;
  }

  /// The channel's fees depend on how many parts the answer is split into, which only the commit
  /// knows. Read them from the store for the next message.
  void add_fees(Turn& turn) const {
    turn.after_commit.emplace_back([ledger = ledger_, user = turn.user](bool durable) {
      if (durable) ledger->forget(user);
    });
  }

  void record(const Turn& turn) {
    if (!turn.completion) return;
    const Usage& usage = turn.completion->usage;
    Spent more;
    if (usage.known) more.tokens = usage.prompt_tokens + usage.completion_tokens;
    if (turn.cost_known) more.nano_usd = turn.cost_nano_usd;
    ledger_->add(turn.user, day_of(context_.clock().now()), more);
    const bool counts =
        (!day_limits_.tokens || usage.known) && (!day_limits_.nano_usd || turn.cost_known);
    if (counts || warned_.exchange(true)) return;
    context_.log().warn(
        "the tokens or the price of an answer are unknown, so it does not count towards the day's "
        "limit: configure a price for the model, or use a provider that reports usage",
        {{"model", turn.answered_by}});
  }

  [[nodiscard]] Instant now() const { return context_.clock().monotonic().time_since_epoch(); }

  MiddlewareContext& context_;
  Limits limits_;
  DayLimits day_limits_;
  UserSet exempt_;
  Limiter limiter_;
  std::shared_ptr<DayLedger> ledger_;
  LimitMetrics meters_;
  std::atomic<bool> warned_{false};
};

std::optional<Rate> rate_in(const Settings& settings, std::string_view key) {
  return settings.has(key) ? std::optional<Rate>(settings.rate(key)) : std::nullopt;
}

DayLimits day_limits_in(const Settings& settings) {
  DayLimits limits;
  if (settings.has("tokens_per_day")) limits.tokens = settings.integer("tokens_per_day");
  if (settings.has("cost_per_day_usd")) {
    limits.nano_usd = std::llround(settings.number("cost_per_day_usd") * 1e9);
  }
  return limits;
}

}  // namespace

Schema schema() {
  constexpr double kMaxCount = 1'000'000;
  return Schema{
      Field::rate("per_user", "Messages that one user may send, such as `20/1m`.")
          .between(1, kMaxCount),
      Field::rate("per_channel", "Messages that one channel instance may receive.")
          .between(1, kMaxCount),
      Field::rate("global", "Messages that all users together may send.").between(1, kMaxCount),
      Field::integer("tokens_per_day",
                     "Tokens (prompts and answers) that one user may use in a day (UTC).")
          .between(1, 1e12),
      Field::number("cost_per_day_usd", "US dollars that one user may spend in a day (UTC).")
          .between(0, 1e6),
      Field::list("exempt", "Users without limits: `CHANNEL:ADDRESS`, such as `console:local`.",
                  Field::element(FieldType::text).names_users())
          .defaults_to("[]")
          .between(0, 1'000),
  };
}

result<std::unique_ptr<Middleware>> make_middleware(MiddlewareContext& context, Settings settings) {
  Limits limits;
  limits.per_user = rate_in(settings, "per_user");
  limits.per_channel = rate_in(settings, "per_channel");
  limits.global = rate_in(settings, "global");
  return std::unique_ptr<Middleware>(std::make_unique<RateLimitMiddleware>(
      context, limits, day_limits_in(settings), settings.texts("exempt")));
}

}  // namespace yak::rate_limit
