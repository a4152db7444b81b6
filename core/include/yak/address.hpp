#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yak/api.hpp"
#include "yak/error.hpp"

namespace yak {

/// How one plugin's channel compares addresses: gives the form in which two ways of writing the
/// same address are equal. Empty when nothing is left of `written`, as an unset variable leaves it.
/// `invalid` when it cannot be an address of that service, with a reason for the operator.
///
/// Pure and static: `yak check` calls it without an instance. It reads configured addresses and
/// those of senders alike, and gives its own results back unchanged.
using AddressRule = result<std::string> (*)(std::string_view written);

/// The rule of a channel that gives none: the text as it is, without the spaces around it. It
/// refuses `NAME:…`, which is most often the name of a channel misspelt.
YAK_API result<std::string> exact_address(std::string_view written);

/// For services whose people are telephone numbers: the digits of an international number. Spaces,
/// hyphens, brackets, the plus sign and the invisible marks that address books copy are dropped.
YAK_API result<std::string> phone_address(std::string_view written);

/// `rule` after what every channel refuses: `invalid` for an address with `•`, which is a masked
/// one, copied from a log.
YAK_API result<std::string> read_address(AddressRule rule, std::string_view written);

/// What the core knows of the people of a channel's service; static, for each plugin.
struct ChannelPeople {
  AddressRule read = &exact_address;
  /// The channel admits people itself (a key, an invitation): `allow_from` is not asked, only an
  /// administrator's `/deny`.
  bool admits_itself = false;
};

/// What a plugin may know of a channel instance.
struct ChannelInfo {
  std::string name;
  std::string plugin;
  std::vector<std::string> allow_from;  ///< as configured; `*` opens it to all
  ChannelPeople people;
};

/// A person on a channel.
struct UserAddress {
  std::string channel;
  std::string address;  ///< as the channel's rule gives it; empty: no person

  /// `whatsapp:15551234567`: equal for equal people.
  [[nodiscard]] std::string key() const { return channel + ":" + address; }
};

/// Reads `CHANNEL:ADDRESS`, or an address alone, which is on the channel `current` where that is
/// not empty. `not_found` names a channel that does not exist and the nearest one; `invalid` says
/// what is wrong with the address. Pure.
YAK_API result<UserAddress> read_user(std::string_view written,
                                      const std::vector<ChannelInfo>& channels,
                                      std::string_view current = {});

}  // namespace yak
