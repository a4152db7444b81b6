// SPDX-License-Identifier: Apache-2.0
#include "base/async/marking_executor.hpp"

#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>
#include <type_traits>
#include <utility>

namespace yak::base {
namespace asio = boost::asio;
namespace {

/// Forwards properties to the loop's executor.
template <class Inner>
class MarkingExecutor {
 public:
  MarkingExecutor(Inner inner, ActivityPtr activity) noexcept
      : inner_(std::move(inner)), activity_(std::move(activity)) {}

  template <class Property>
    requires asio::can_query_v<const Inner&, Property>
  [[nodiscard]] decltype(auto) query(const Property& property) const noexcept {
    return asio::query(inner_, property);
  }
  template <class Property>
    requires asio::can_require_v<const Inner&, Property>
  [[nodiscard]] auto require(const Property& property) const noexcept {
    auto inner = asio::require(inner_, property);
    return MarkingExecutor<decltype(inner)>(std::move(inner), activity_);
  }
  template <class Function>
  void execute(Function&& function) const {
    inner_.execute([activity = activity_, work = std::forward<Function>(function)]() mutable {
      const RunsActivity runs(activity);
      work();
    });
  }
  friend bool operator==(const MarkingExecutor& a, const MarkingExecutor& b) noexcept {
    return a.inner_ == b.inner_ && a.activity_ == b.activity_;
  }

 private:
  Inner inner_;
  ActivityPtr activity_;
};

}  // namespace

Executor marking_executor(asio::io_context& loop, ActivityPtr activity) {
  using Marking = MarkingExecutor<asio::io_context::executor_type>;
  // Asio's any_executor allocates for larger objects at every copy.
  static_assert(sizeof(Marking) <= 3 * sizeof(void*));
  return Marking(loop.get_executor(), std::move(activity));
}

Executor marking_executor(asio::io_context& loop, const InstanceLabel* instance,
                          const char* layer) {
  return marking_executor(loop, std::make_shared<Activity>(Activity{instance, layer, 0}));
}

}  // namespace yak::base
