// SPDX-License-Identifier: Apache-2.0
#include "plugins/enrolment.hpp"

namespace yak::plugins {

void Enrolment::channel(Schema schema, ChannelFactory factory, Validator validate,
                        ChannelPeople people) {
  if (keep(plugin_.channel, {std::move(schema), factory, validate}, "channel")) {
    plugin_.people = people;
  }
}

void Enrolment::provider(Schema schema, ProviderFactory factory, Validator validate) {
  keep(plugin_.provider, {std::move(schema), factory, validate}, "provider");
}

void Enrolment::middleware(Schema schema, MiddlewareFactory factory, Validator validate) {
  keep(plugin_.middleware, {std::move(schema), factory, validate}, "middleware");
}

void Enrolment::middleware(Schema schema, CommandMiddlewareFactory factory, Validator validate) {
  keep(plugin_.middleware, {std::move(schema), factory, validate}, "middleware");
}

void Enrolment::store(Schema schema, StoreFactory factory, Validator validate) {
  keep(plugin_.store, {std::move(schema), factory, validate}, "store");
}

}  // namespace yak::plugins
