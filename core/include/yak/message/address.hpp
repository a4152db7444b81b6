// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/api.hpp"
#include "yak/error.hpp"

namespace yak {

/// Normalizes an address of one plugin's channel: two ways of writing the same address give the
/// same result. The result is empty if `written` has no address in it, such as an unset variable.
/// The error is `invalid`, with a reason for the operator, if `written` cannot be an address of
/// that service.
///
/// Pure and static: `yak check` calls it without an instance. It is applied to configured addresses
/// and to senders' addresses, and returns its own results unchanged.
using AddressRule = result<std::string> (*)(std::string_view written);

/// The default rule: the text without leading and trailing spaces. It refuses `NAME:…`, which is
/// most often a misspelt channel name.
YAK_API result<std::string> exact_address(std::string_view written);

/// The rule for services that use telephone numbers: the digits of an international number. It
/// drops spaces, hyphens, brackets, the plus sign and the invisible marks that come with numbers
/// copied from address books.
YAK_API result<std::string> phone_address(std::string_view written);

/// Applies `rule`, after the check that holds for every channel: `invalid` for an address with `•`,
/// which is a masked address copied from a log.
YAK_API result<std::string> read_address(AddressRule rule, std::string_view written);

/// How a plugin's channel identifies and admits people. Static: one for each plugin.
struct ChannelPeople {
  AddressRule read = &exact_address;
  /// The channel admits people itself (by a key or an invitation). The core then ignores
  /// `allow_from` and applies only an administrator's `/deny`.
  bool admits_itself = false;
};

/// What a plugin can learn about a channel instance.
struct ChannelInfo {
  std::string name;
  std::string plugin;
  std::vector<std::string> allow_from;  ///< as configured; `*` admits everybody
  ChannelPeople people;
};

/// An address on a channel instance; names one person.
struct UserAddress {
  std::string channel;
  std::string address;  ///< normalized by the channel's rule; empty: no person

  /// `whatsapp:15551234567`; equal for the same person.
  [[nodiscard]] std::string key() const { return channel + ":" + address; }
};

/// Parses `CHANNEL:ADDRESS`, or an address alone, which is taken to be on the channel `current`
/// unless that is empty. `not_found` names the unknown channel and the nearest existing one;
/// `invalid` says what is wrong with the address. Pure.
YAK_API result<UserAddress> read_user(std::string_view written,
                                      const std::vector<ChannelInfo>& channels,
                                      std::string_view current = {});

}  // namespace yak
