// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_people.hpp"

#include <utility>

namespace yak::testing {
namespace {

task<result<Person>> named(PersonRecords& store, std::string user) {
  const std::size_t colon = user.find(':');
  std::string address = colon == std::string::npos ? "" : user.substr(colon + 1);
  return store.find_person(user.substr(0, colon), std::move(address));
}

}  // namespace

task<result<PersonPage>> FakePeople::records(std::string user, std::string after, int limit) {
  result<Person> who = co_await named(store_, std::move(user));
  if (!who) co_return who.error();
  co_return co_await store_.page(*std::move(who), std::move(after), limit);
}

task<result<PersonCounts>> FakePeople::erase(std::string user, MessageId except) {
  result<Person> who = co_await named(store_, std::move(user));
  if (!who) co_return who.error();
  EraseExcept stays;
  stays.message = except;
  co_return co_await store_.erase(*std::move(who), std::move(stays));
}

}  // namespace yak::testing
