// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "yak/api.hpp"
#include "yak/context.hpp"
#include "yak/context/admission.hpp"
#include "yak/context/conversations.hpp"
#include "yak/context/daemon.hpp"
#include "yak/context/models.hpp"
#include "yak/context/people.hpp"
#include "yak/store/history.hpp"
#include "yak/store/usage.hpp"

namespace yak {

/// What the core offers to a middleware instance. A middleware that registers or looks up chat
/// commands declares that to the Registrar, and then its factory gets a CommandRegistry as well.
class YAK_API MiddlewareContext : public Context {
 public:
  ~MiddlewareContext() override;

  /// The history of every conversation.
  [[nodiscard]] virtual History& history() = 0;
  /// The usage of every user.
  [[nodiscard]] virtual UsageRecords& usage() = 0;
  /// The models of the newest generation. Its methods fail or return nothing before the first
  /// generation has started.
  [[nodiscard]] virtual Models& models() = 0;
  [[nodiscard]] virtual Conversations& conversations() = 0;
  [[nodiscard]] virtual Admission& admission() = 0;
  [[nodiscard]] virtual People& people() = 0;
  [[nodiscard]] virtual Daemon& daemon() = 0;
};

}  // namespace yak
