#include "openai/examination.hpp"

#include <string>

namespace yak::openai {
namespace {

using Level = Finding::Level;

/// Whether a key would leave this machine in clear text.
bool sends_in_clear(const Options& options) {
  const std::string& origin = options.endpoint.origin;
  if (options.api_key.empty() || !origin.starts_with("http://")) return false;
  const std::string host = origin.substr(std::string("http://").size());
  return !host.starts_with("127.") && !host.starts_with("localhost") && !host.starts_with("[::1]");
}

Finding judge_failure(const Options& options, const error& failure) {
  switch (failure.kind) {
    case ErrorKind::unauthenticated:
    case ErrorKind::forbidden:
      return {Level::fail, "credentials", failure.message,
              "correct api_key: make a new one at the service if this one was withdrawn"};
    case ErrorKind::quota:
      return {Level::fail, "credentials", failure.message, "add money or raise the limit there"};
    case ErrorKind::rate_limited:
      return {Level::warn, "models", failure.message, "ask again in a minute"};
    case ErrorKind::not_found:
    case ErrorKind::protocol:
      return {Level::warn, "models", failure.message,
              "see whether base_url is right (" + options.endpoint.origin +
                  "); some servers list no models and answer all the same"};
    default:
      return {Level::fail, "service", failure.message,
              "see the network, the name service, http.proxy and base_url"};
  }
}

}  // namespace

std::vector<Finding> judge_server(const Options& options,
                                  const result<std::vector<Model>>& models) {
  std::vector<Finding> findings;
  if (sends_in_clear(options)) {
    findings.emplace_back(Level::warn, "service",
                          options.endpoint.origin +
                              " is not encrypted, and the key goes with every "
                              "request",
                          "use https:// in base_url");
  }
  if (!models) {
    findings.push_back(judge_failure(options, models.error()));
  } else if (models->empty()) {
    findings.emplace_back(Level::warn, "models", "the server lists none",
                          "load a model there, or see whether base_url is right");
  } else {
    findings.emplace_back(Level::ok, "credentials",
                          "taken; " + std::to_string(models->size()) + " models are listed");
  }
  return findings;
}

}  // namespace yak::openai
