// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yak::twilio {

/// The forms of one configured URL that Twilio may have signed, the most likely first.
///
/// Twilio signs the URL as entered, with these exceptions. The fragment (connection overrides) is
/// never signed. Messaging keeps the port and voice drops it; official SDKs accept an added default
/// port. The security guide says that user name and password are dropped, but SDKs keep them.
/// twilio-node accepts an apostrophe of the query as %27. Case and escapes are never changed.
class SignedUrl {
 public:
  explicit SignedUrl(std::string_view configured);

  /// All forms of the configured URL with `query` instead of its own. Without `query_is_data` also
  /// those with its own query, for proxies that rewrite or drop it; when the handler uses the
  /// query, only the received one is accepted.
  [[nodiscard]] std::vector<std::string> candidates(std::string_view query,
                                                    bool query_is_data) const;

  /// As configured, without the fragment.
  [[nodiscard]] std::string text() const { return bases_.front() + query_; }

 private:
  std::vector<std::string> bases_;  ///< everything before the query, in each form
  std::string query_;               ///< with its `?`; empty when there is none
};

/// `url` without user name and password, for log lines and pages.
std::string shown_url(std::string_view url);

/// True when the host has an underscore: Twilio refuses such a StatusCallback (error 21609).
bool has_underscore_host(std::string_view url) noexcept;

/// `url` with `name=value` added to its query, before any fragment.
std::string with_query_parameter(std::string_view url, std::string_view name,
                                 std::string_view value);

}  // namespace yak::twilio
