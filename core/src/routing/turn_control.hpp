#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/intrusive/list.hpp>

#include "yak/clock.hpp"
#include "yak/message.hpp"

namespace yak::routing {

/// The handle on a running turn. Belongs to the turn's loop; listed there while the turn runs.
struct TurnControl
    : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  boost::asio::cancellation_signal signal;
  /// The turn's message, while its chain runs; else null.
  const Message* message = nullptr;
  MonotonicTime began{};
  MonotonicTime typing_shown{};
  bool stopped = false;    ///< by its user: ends without a reply
  bool abandoned = false;  ///< by shutdown: stays in the journal, to be run at the next start

  void stop() {
    stopped = true;
    signal.emit(boost::asio::cancellation_type::terminal);
  }
  void abandon() {
    abandoned = true;
    signal.emit(boost::asio::cancellation_type::terminal);
  }
};

}  // namespace yak::routing
