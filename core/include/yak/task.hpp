// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace yak {

/// A lazily started coroutine. It runs on the event loop of the coroutine that awaits it.
///
/// Name locals before `co_await`, take parameters by value if the coroutine may outlive its caller,
/// and never block: a blocked loop delays every conversation on it.
template <class T = void>
using task = boost::asio::awaitable<T>;

using Executor = boost::asio::any_io_executor;

}  // namespace yak
