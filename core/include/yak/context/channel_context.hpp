// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "yak/api.hpp"
#include "yak/channel.hpp"
#include "yak/context.hpp"
#include "yak/context/conversations.hpp"
#include "yak/http.hpp"

namespace yak {

/// What the core offers to a channel instance.
class YAK_API ChannelContext : public Context {
 public:
  ~ChannelContext() override;

  [[nodiscard]] virtual Inbox& inbox() = 0;
  /// Routes of the public listener. Add them while the instance is built or started.
  [[nodiscard]] virtual Routes& routes() = 0;
  /// Routes of the admin socket: only those who may open it get here. Add them as above.
  [[nodiscard]] virtual Routes& admin_routes() = 0;
  /// `server.public_url` without a trailing slash; empty when not configured.
  [[nodiscard]] virtual const std::string& public_url() const = 0;
  /// The instance's `allow_from`, as configured. The core applies it.
  [[nodiscard]] virtual const std::vector<std::string>& allow_from() const = 0;
  [[nodiscard]] virtual Conversations& conversations() = 0;
};

}  // namespace yak
