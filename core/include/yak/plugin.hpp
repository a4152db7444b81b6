// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "yak/abi.hpp"
#include "yak/api.hpp"
#include "yak/channel.hpp"
#include "yak/commands.hpp"
#include "yak/context/channel_context.hpp"
#include "yak/context/middleware_context.hpp"
#include "yak/context/provider_context.hpp"
#include "yak/message/address.hpp"
#include "yak/middleware.hpp"
#include "yak/provider.hpp"
#include "yak/schema.hpp"
#include "yak/settings.hpp"

namespace yak {

class Store;

/// Checks settings against each other, after each key has been checked by itself. Returns what is
/// wrong. Pure: it also runs in `yak check`, without network or instance.
using Validator = std::vector<ConfigIssue> (*)(const Settings& settings);

/// Factories build one instance from its checked settings. `context` outlives the instance. What a
/// factory's parameters do not name, the instance cannot use.
using ChannelFactory = result<std::unique_ptr<Channel>> (*)(ChannelContext& context,
                                                            Settings settings);
using ProviderFactory = result<std::unique_ptr<Provider>> (*)(ProviderContext& context,
                                                              Settings settings);
using MiddlewareFactory = result<std::unique_ptr<Middleware>> (*)(MiddlewareContext& context,
                                                                  Settings settings);
/// The factory of a middleware that registers or looks up chat commands. `commands` are those of
/// the generation for which the instance is built, and outlive the instance. A reload keeps the
/// instances that were built with them only if it keeps all of them; see Registrar.
using CommandMiddlewareFactory = result<std::unique_ptr<Middleware>> (*)(MiddlewareContext& context,
                                                                         CommandRegistry& commands,
                                                                         Settings settings);
/// The services available to a store, which is built before everything else. Relative paths are
/// resolved against `data_dir`. A store includes yak/store.hpp.
struct StoreContext {
  Logger& log;
  Metrics& metrics;
  Clock& clock;
  std::string data_dir;
};
using StoreFactory = result<std::unique_ptr<Store>> (*)(StoreContext& context, Settings settings);

/// Collects what a plugin offers: at most one of each kind. Used during `enrol` only.
///
/// It also learns what instances depend on. A reload keeps a running instance if its plugin, its
/// settings, the HTTP client's settings and `server.public_url` are unchanged. Instances whose
/// factory takes the CommandRegistry depend on each other too: they are all kept, or all built
/// again with a new registry. Users in settings (`Field::names_users`) count as changed only if
/// they name other people.
class YAK_API Registrar {
 public:
  virtual ~Registrar();
  /// `people`: how the service's addresses are compared and people admitted.
  virtual void channel(Schema schema, ChannelFactory factory, Validator validate = nullptr,
                       ChannelPeople people = {}) = 0;
  virtual void provider(Schema schema, ProviderFactory factory, Validator validate = nullptr) = 0;
  virtual void middleware(Schema schema, MiddlewareFactory factory,
                          Validator validate = nullptr) = 0;
  /// Declares that instances use the chat commands.
  virtual void middleware(Schema schema, CommandMiddlewareFactory factory,
                          Validator validate = nullptr) = 0;
  virtual void store(Schema schema, StoreFactory factory, Validator validate = nullptr) = 0;
};

/// The value of the exported symbol. Plain data without constructors, readable before any code
/// runs.
struct PluginEntry {
  const char* name;     ///< the value of `plugin:` in the YAML
  const char* version;  ///< the plugin's own version
  void (*enrol)(Registrar& registrar);
};

}  // namespace yak

/// Defines the plugin of this library: `YAK_PLUGIN("openai", "1.0.0", enrol)` at namespace scope,
/// once. `enrol` is a `void(yak::Registrar&)` that registers kinds, schemas and factories and does
/// nothing else.
#define YAK_PLUGIN(name, version, enrol)                         \
  extern "C" YAK_EXPORT const ::yak::PluginEntry YAK_ABI_SYMBOL; \
  extern "C" YAK_EXPORT const ::yak::PluginEntry YAK_ABI_SYMBOL { name, version, enrol }
