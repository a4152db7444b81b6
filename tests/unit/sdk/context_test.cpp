// SPDX-License-Identifier: Apache-2.0
// What a plugin can ask of its context is decided when it is compiled.
#include <gtest/gtest.h>

#include "yak/plugin.hpp"

namespace yak {
namespace {

template <class Kind>
concept HasCommands = requires(Kind& context) { context.commands(); };
template <class Kind>
concept HasInbox = requires(Kind& context) { context.inbox(); };
template <class Kind>
concept HasRoutes = requires(Kind& context) { context.routes(); };
template <class Kind>
concept HasHistory = requires(Kind& context) { context.history(); };
template <class Kind>
concept HasDaemon = requires(Kind& context) { context.daemon(); };

// Only the factory's parameters give a middleware the commands, so that it cannot ask too late.
static_assert(!HasCommands<MiddlewareContext> && !HasCommands<ChannelContext> &&
              !HasCommands<ProviderContext>);
static_assert(HasInbox<ChannelContext> && !HasInbox<MiddlewareContext> &&
              !HasInbox<ProviderContext>);
static_assert(HasRoutes<ChannelContext> && !HasRoutes<MiddlewareContext> &&
              !HasRoutes<ProviderContext>);
static_assert(HasHistory<MiddlewareContext> && !HasHistory<ChannelContext> &&
              !HasHistory<ProviderContext>);
static_assert(HasDaemon<MiddlewareContext> && !HasDaemon<ChannelContext> &&
              !HasDaemon<ProviderContext>);

/// Notes which declaration was chosen.
class Enrolled final : public Registrar {
 public:
  void channel(Schema /*schema*/, ChannelFactory /*factory*/, Validator /*validate*/,
               ChannelPeople /*people*/) override {}
  void provider(Schema /*schema*/, ProviderFactory /*factory*/, Validator /*validate*/) override {}
  void middleware(Schema /*schema*/, MiddlewareFactory /*factory*/,
                  Validator /*validate*/) override {
    uses_commands = false;
  }
  void middleware(Schema /*schema*/, CommandMiddlewareFactory /*factory*/,
                  Validator /*validate*/) override {
    uses_commands = true;
  }
  void store(Schema /*schema*/, StoreFactory /*factory*/, Validator /*validate*/) override {}

  bool uses_commands = false;
};

result<std::unique_ptr<Middleware>> make_plain(MiddlewareContext& /*context*/,
                                               Settings /*settings*/) {
  return std::unique_ptr<Middleware>();
}

result<std::unique_ptr<Middleware>> make_with_commands(MiddlewareContext& /*context*/,
                                                       CommandRegistry& /*commands*/,
                                                       Settings /*settings*/) {
  return std::unique_ptr<Middleware>();
}

TEST(Registrar, AFactoryThatTakesTheCommandsDeclaresThatItUsesThem) {
  Enrolled enrolled;
  Registrar& registrar = enrolled;
  registrar.middleware(Schema(), &make_with_commands);
  EXPECT_TRUE(enrolled.uses_commands);
  registrar.middleware(Schema(), &make_plain);
  EXPECT_FALSE(enrolled.uses_commands);
}

}  // namespace
}  // namespace yak
