// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal/terminal_signals.hpp"

#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <initializer_list>

namespace yak::cli {
namespace {

sigset_t signals_of_terminal() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGWINCH}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

TerminalSignals::TerminalSignals() {
  hold_back();
  const sigset_t signals = signals_of_terminal();
  descriptor_ = base::Descriptor(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

TerminalSignals::~TerminalSignals() { let_through(); }

void TerminalSignals::let_through() const {
  const sigset_t signals = signals_of_terminal();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

void TerminalSignals::hold_back() const {
  const sigset_t signals = signals_of_terminal();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

int TerminalSignals::take() const {
  signalfd_siginfo info{};
  const ssize_t got = ::read(descriptor_.get(), &info, sizeof info);
  return got == static_cast<ssize_t>(sizeof info) ? static_cast<int>(info.ssi_signo) : 0;
}

void TerminalSignals::die_of(int signal) const {
  std::signal(signal, SIG_DFL);
  let_through();
  ::raise(signal);
  std::_Exit(128 + signal);
}

}  // namespace yak::cli
