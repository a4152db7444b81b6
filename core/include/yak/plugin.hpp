#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "yak/abi.hpp"
#include "yak/api.hpp"
#include "yak/channel.hpp"
#include "yak/context.hpp"
#include "yak/middleware.hpp"
#include "yak/provider.hpp"
#include "yak/schema.hpp"
#include "yak/settings.hpp"
#include "yak/store.hpp"

namespace yak {

/// Looks at settings that are right key by key and says what is wrong between them. Pure: it runs
/// in `yak check` too, with no network and no instance.
using Validator = std::vector<ConfigIssue> (*)(const Settings& settings);

using ChannelFactory = result<std::unique_ptr<Channel>> (*)(Context& context, Settings settings);
using ProviderFactory = result<std::unique_ptr<Provider>> (*)(Context& context, Settings settings);
using MiddlewareFactory = result<std::unique_ptr<Middleware>> (*)(Context& context,
                                                                  Settings settings);
/// A store is built before everything else, so it gets the few services that exist by then.
/// `data_dir` is what relative paths are taken against.
struct StoreContext {
  Logger& log;
  Metrics& metrics;
  Clock& clock;
  std::string data_dir;
};
using StoreFactory = result<std::unique_ptr<Store>> (*)(StoreContext& context, Settings settings);

/// Takes what a plugin offers: at most one of each kind. Used during `enrol` only.
class YAK_API Registrar {
 public:
  virtual ~Registrar();
  /// `people`: how this service's addresses are compared.
  virtual void channel(Schema schema, ChannelFactory factory, Validator validate = nullptr,
                       ChannelPeople people = {}) = 0;
  virtual void provider(Schema schema, ProviderFactory factory, Validator validate = nullptr) = 0;
  virtual void middleware(Schema schema, MiddlewareFactory factory,
                          Validator validate = nullptr) = 0;
  virtual void store(Schema schema, StoreFactory factory, Validator validate = nullptr) = 0;
};

/// What the exported symbol holds. Plain data without constructors, readable before any code runs.
struct PluginEntry {
  const char* name;     ///< as in the YAML's `plugin:`
  const char* version;  ///< of the plugin itself
  void (*enrol)(Registrar& registrar);
};

}  // namespace yak

/// Makes this library a plugin: `YAK_PLUGIN("openai", "1.0.0", enrol)` at namespace scope, once.
/// `enrol` is a `void(yak::Registrar&)` that names kinds, schemas and factories and does nothing
/// else.
#define YAK_PLUGIN(name, version, enrol)                         \
  extern "C" YAK_EXPORT const ::yak::PluginEntry YAK_ABI_SYMBOL; \
  extern "C" YAK_EXPORT const ::yak::PluginEntry YAK_ABI_SYMBOL { name, version, enrol }
