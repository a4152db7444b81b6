// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>

namespace yak::net {

/// The deadlines of one event loop, for work that rarely times out, such as connections.
///
/// Setting a deadline writes one field; a timer per read would cost a heap operation each time. One
/// shared timer scans all entries every `kTick` while the list is not empty, so an entry fires up
/// to one tick late. Use only on its own loop.
class DeadlineList {
 public:
  static constexpr std::chrono::milliseconds kTick{50};

  using Clock = std::chrono::steady_clock;

  /// Base class of an object with a deadline, such as a connection. Unlinks itself when destroyed.
  class Entry : public boost::intrusive::list_base_hook<
                    boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    virtual ~Entry() = default;
    /// Called once for each deadline that passes; typically closes a socket. May set a new deadline
    /// and may destroy this entry, but no other entry.
    virtual void on_deadline() = 0;

   private:
    friend class DeadlineList;
    Clock::time_point deadline_ = Clock::time_point::max();
  };

  explicit DeadlineList(boost::asio::io_context& loop) : timer_(loop) {}
  DeadlineList(const DeadlineList&) = delete;
  DeadlineList& operator=(const DeadlineList&) = delete;

  /// Sets or moves the entry's deadline.
  void set(Entry& entry, Clock::time_point deadline);
  void set(Entry& entry, std::chrono::milliseconds from_now) {
    set(entry, Clock::now() + from_now);
  }
  /// Clears the entry's deadline; it does not fire until `set` is called again.
  static void clear(Entry& entry) { entry.deadline_ = Clock::time_point::max(); }

  /// Cancels the timer so that the loop can run out of work.
  void stop();

 private:
  void schedule();
  void fire_passed();

  boost::asio::steady_timer timer_;
  boost::intrusive::list<Entry, boost::intrusive::constant_time_size<false>> entries_;
  bool ticking_ = false;
  bool stopped_ = false;
};

}  // namespace yak::net
