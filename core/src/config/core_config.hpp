// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "yak/log.hpp"
#include "yak/secret.hpp"

/// The core's keys of the configuration file as structs; members have the names of their keys.
/// config/schema/core_sections.hpp connects each member with its key, bounds and default. The
/// defaults are written there only: in a struct that was not read from a file, or for a key with a
/// problem, a member has the zero of its type. docs/config.md describes each key. Paths are as
/// written in the file; Config::resolve and Config::in_data_dir complete them.
namespace yak::config {

/// `server.tls`
struct TlsConfig {
  std::string certificate;
  std::string private_key;
};

/// `server.limits`
struct LimitsConfig {
  std::size_t max_connections = 0;
  std::size_t max_connections_per_address = 0;
  std::vector<std::string> proxies;
  std::size_t body_memory = 0;  ///< in bytes
  std::chrono::milliseconds header_timeout{0};
  std::chrono::milliseconds body_timeout{0};
  std::chrono::milliseconds idle_timeout{0};
};

struct ServerConfig {
  std::string listen;                     ///< HOST:PORT
  std::optional<std::string> public_url;  ///< without a slash at the end
  std::optional<TlsConfig> tls;
  std::size_t threads = 0;  ///< 0: one per core
  LimitsConfig limits;
  std::chrono::milliseconds drain_timeout{0};
};

struct AdminConfig {
  std::optional<std::string> socket;
  std::optional<std::string> group;
  std::optional<std::string> listen;  ///< HOST:PORT
  std::optional<Secret> token;
  std::vector<std::string> hosts;
};

struct AccessConfig {
  enum class Unknown : std::uint8_t { silent, code };
  Unknown unknown = Unknown::silent;
};

/// `assistant.breaker`
struct BreakerConfig {
  int failures = 0;  ///< in a row
  std::chrono::milliseconds open_for{0};

  bool operator==(const BreakerConfig&) const = default;
};

struct AssistantConfig {
  /// PROVIDER/MODEL or an alias. Of several, the first whose provider is enabled is used.
  std::vector<std::string> model;
  std::vector<std::string> fallbacks;          ///< PROVIDER/MODEL or an alias
  std::map<std::string, std::string> aliases;  ///< from a word to PROVIDER/MODEL
  std::string system_prompt;                   ///< empty: none
  std::chrono::milliseconds timeout{0};
  std::optional<std::int64_t> max_tokens;
  std::optional<double> temperature;
  BreakerConfig breaker;

  bool operator==(const AssistantConfig&) const = default;
};

/// `prices.models.MODEL`: US dollars per million tokens.
struct PriceConfig {
  double input_usd_per_1m = 0;
  std::optional<double> cached_input_usd_per_1m;
  double output_usd_per_1m = 0;
};

struct PricesConfig {
  std::optional<std::string> file;
  std::vector<std::pair<std::string, PriceConfig>> models;
};

struct HttpConfig {
  std::optional<Secret> proxy;
  std::vector<std::string> no_proxy;
  std::optional<std::string> ca_file;

  bool operator==(const HttpConfig& other) const;
};

struct DeliveryConfig {
  enum class InDoubt : std::uint8_t { reconcile_then_resend, hold };

  std::chrono::milliseconds lifetime{0};
  std::chrono::milliseconds retry_base{0};
  std::chrono::milliseconds retry_cap{0};
  InDoubt in_doubt = InDoubt::reconcile_then_resend;
  std::vector<std::chrono::milliseconds> look_up_after;  ///< in the order of the file
};

struct LanesConfig {
  enum class Overflow : std::uint8_t { reject_newest, drop_oldest, coalesce };
  enum class Expired : std::uint8_t { apologise, silent };

  std::size_t backlog = 0;
  std::size_t total = 0;
  Overflow overflow = Overflow::reject_newest;
  std::chrono::milliseconds collect{0};
  std::chrono::milliseconds max_age{0};
  Expired expired = Expired::apologise;
};

struct PluginsConfig {
  std::optional<std::vector<std::string>> path;  ///< no value only if the key has a problem
  std::chrono::milliseconds start_timeout{0};
};

struct LogConfig {
  enum class Format : std::uint8_t { text, json };
  enum class Addresses : std::uint8_t { masked, full };

  LogLevel level = LogLevel::trace;
  Format format = Format::text;
  Addresses addresses = Addresses::masked;
};

struct TracingConfig {
  std::optional<std::string> otlp;
  std::vector<std::pair<std::string, Secret>> headers;
};

/// All of them. A plain value.
struct CoreConfig {
  ServerConfig server;
  AdminConfig admin;
  AccessConfig access;
  AssistantConfig assistant;
  PricesConfig prices;
  HttpConfig http;
  DeliveryConfig delivery;
  LanesConfig lanes;
  PluginsConfig plugins;
  std::optional<std::string> data_dir;
  LogConfig log;
  TracingConfig tracing;
  bool watch = false;
};

}  // namespace yak::config
