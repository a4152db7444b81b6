#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yak::twilio {

/// The spellings of one configured URL that Twilio may have signed, likeliest first.
///
/// Twilio signs the URL as it was entered, but: the fragment (connection overrides) is never
/// signed; a port is kept by messaging and dropped by voice, and official SDKs accept a default
/// port that was added; the security guide says user name and password are dropped, SDKs keep them;
/// and twilio-node accepts an apostrophe of the query as %27. Nothing else is touched: no case, no
/// escape.
class SignedUrl {
 public:
  explicit SignedUrl(std::string_view configured);

  /// All spellings of the configured URL with `query` in the place of its own; without
  /// `query_is_data`, also with its own query, for proxies that rewrite or drop it. Where the query
  /// carries what will be acted upon, only the query that was received may have been signed.
  [[nodiscard]] std::vector<std::string> candidates(std::string_view query,
                                                    bool query_is_data) const;

  /// As configured, without the fragment.
  [[nodiscard]] std::string text() const { return bases_.front() + query_; }

 private:
  std::vector<std::string> bases_;  ///< everything before the query, in each spelling
  std::string query_;               ///< with its `?`; empty when there is none
};

/// `url` without user name and password: for log lines and pages.
std::string shown_url(std::string_view url);

/// True where the host has an underscore: Twilio refuses such a StatusCallback (error 21609).
bool has_underscore_host(std::string_view url) noexcept;

/// `url` with `name=value` added to its query, before any fragment.
std::string with_query_parameter(std::string_view url, std::string_view name,
                                 std::string_view value);

}  // namespace yak::twilio
