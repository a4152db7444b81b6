// SPDX-License-Identifier: Apache-2.0
#include "openai/diagnosis.hpp"

#include <string>

namespace yak::openai {
namespace {

using Level = Diagnosis::Level;

/// Whether a key would be sent to another machine unencrypted.
bool sends_in_clear(const Options& options) {
  const std::string& origin = options.endpoint.origin;
  if (options.api_key.empty() || !origin.starts_with("http://")) return false;
  const std::string host = origin.substr(std::string("http://").size());
  return !host.starts_with("127.") && !host.starts_with("localhost") && !host.starts_with("[::1]");
}

Diagnosis diagnose_failure(const Options& options, const error& failure) {
  switch (failure.kind) {
    case ErrorKind::unauthenticated:
    case ErrorKind::forbidden:
      return {Level::fail, "credentials", failure.message,
              "correct api_key; create a new key at the service if this one was revoked"};
    case ErrorKind::quota:
      return {Level::fail, "credentials", failure.message,
              "add credit or raise the limit at the service"};
    case ErrorKind::rate_limited:
      return {Level::warn, "models", failure.message, "try again in a minute"};
    case ErrorKind::not_found:
    case ErrorKind::protocol:
      return {Level::warn, "models", failure.message,
              "check base_url (" + options.endpoint.origin +
                  "); some servers work although they do not list models"};
    default:
      return {Level::fail, "service", failure.message,
              "check the network, DNS, http.proxy and base_url"};
  }
}

}  // namespace

std::vector<Diagnosis> diagnose_server(const Options& options,
                                       const result<std::vector<Model>>& models) {
  std::vector<Diagnosis> diagnoses;
  if (sends_in_clear(options)) {
    diagnoses.emplace_back(
        Level::warn, "service",
        options.endpoint.origin + " is not encrypted, and every request contains the key",
        "use https:// in base_url");
  }
  if (!models) {
    diagnoses.push_back(diagnose_failure(options, models.error()));
  } else if (models->empty()) {
    diagnoses.emplace_back(Level::warn, "models", "the server lists no models",
                           "load a model on the server, or check base_url");
  } else {
    diagnoses.emplace_back(Level::ok, "credentials",
                           "accepted; " + std::to_string(models->size()) + " models are listed");
  }
  return diagnoses;
}

}  // namespace yak::openai
