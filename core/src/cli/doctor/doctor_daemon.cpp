// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/doctor_daemon.hpp"

#include <set>

#include "cli/admin_client.hpp"
#include "cli/doctor/doctor_limits.hpp"
#include "cli/json_fields.hpp"
#include "observe/log/redactor.hpp"

namespace yak::cli {
namespace {

using Level = Diagnosis::Level;

void diagnose_instances(const Json& status, std::vector<Diagnosis>& diagnoses) {
  for (const Json& instance : list_of(status, "instances")) {
    if (text_of(instance, "state") != "degraded") continue;
    diagnoses.emplace_back(Level::fail,
                           "daemon " + text_of(instance, "kind") + " " + text_of(instance, "name"),
                           "degraded: " + text_of(instance, "trouble"),
                           "the daemon restarts it after each failure; see its log");
  }
}

/// Formats as `only in the daemon: channel whatsapp (twilio_whatsapp); only here: …`.
std::string differing_instances(const Json& there, const std::vector<std::string>& here) {
  std::set<std::string> theirs;
  for (const Json& name : there) {
    if (name.is_string()) theirs.insert(observe::neutralize_controls(name.get<std::string>()));
  }
  const std::set<std::string> ours(here.begin(), here.end());
  const auto list = [](const char* where, const std::set<std::string>& in,
                       const std::set<std::string>& out) {
    std::string names;
    for (const std::string& name : in) {
      if (!out.contains(name)) names += (names.empty() ? "" : ", ") + name;
    }
    return names.empty() ? names : std::string(where) + names;
  };
  const std::string running = list("only in the daemon: ", theirs, ours);
  const std::string read = list("only here: ", ours, theirs);
  return running + (running.empty() || read.empty() ? "" : "; ") + read;
}

void diagnose_readiness(const Json& status, std::vector<Diagnosis>& diagnoses) {
  const auto ready = status.find("ready");
  if (ready != status.end() && *ready == true) {
    diagnoses.emplace_back(Level::ok, "daemon", "running and ready");
    return;
  }
  const auto checks = status.find("checks");
  if (checks != status.end() && checks->is_object()) {
    for (const auto& [name, value] : checks->items()) {
      if (value == "ok" || !value.is_string()) continue;
      diagnoses.emplace_back(Level::fail, "daemon " + name, value.get<std::string>(),
                             "messages are refused until this is fixed; see the daemon's log");
    }
  }
  if (diagnoses.empty()) {
    diagnoses.emplace_back(Level::fail, "daemon", "running, but not ready", "see the daemon's log");
  }
}

}  // namespace

std::vector<Diagnosis> diagnose_status(const Json& status) {
  std::vector<Diagnosis> diagnoses;
  diagnose_readiness(status, diagnoses);
  diagnose_instances(status, diagnoses);
  return diagnoses;
}

std::optional<Diagnosis> diagnose_misdirected(const Json& status) {
  const auto found = status.find("misdirected");
  if (found == status.end() || !found->is_object()) return std::nullopt;
  const std::uint64_t posts = found->value("posts", std::uint64_t{0});
  if (posts == 0) return std::nullopt;
  const std::string hint = text_of(*found, "hint");
  return Diagnosis(Level::warn, "wrong path",
                   std::to_string(posts) +
                       " POST requests arrived at unknown paths, the last "
                       "to " +
                       text_of(*found, "last_path"),
                   hint.empty() ? "correct the URL where it was entered" : hint);
}

DaemonDiagnosis diagnose_daemon(const std::string& socket) {
  DaemonDiagnosis found;
  AdminClient client(socket);
  const auto answer = client.get("/api/v1/status");
  if (!answer && answer.error().kind == ErrorKind::forbidden) {
    found.refused = true;
    found.diagnoses.emplace_back(Level::fail, "daemon", answer.error().message,
                                 "the daemon cannot be checked until then");
    return found;
  }
  if (!answer && answer.error().not_sent) return found;
  found.running = true;
  const auto status = object_of(answer);
  if (status) {
    found.status = *status;
    found.diagnoses = diagnose_status(*status);
    if (auto descriptors = diagnose_descriptors(*status)) {
      found.diagnoses.push_back(*std::move(descriptors));
    }
    if (auto misdirected = diagnose_misdirected(*status)) {
      found.diagnoses.push_back(*std::move(misdirected));
    }
  } else {
    found.diagnoses.emplace_back(Level::fail, "daemon",
                                 "its status is not available: " + status.error().message,
                                 "see its log; restart it if it hangs");
  }
  return found;
}

Diagnosis diagnose_configuration(const Json& status, const generation::PlanSummary& here) {
  const std::string what = "daemon configuration";
  const Json& runs = part_of(status, "configuration");
  if (!runs.contains("fingerprint")) {
    return {Level::warn, what,
            "the daemon does not report its configuration: it is another version of Yak",
            "restart it, or 'yak upgrade', and run yak doctor again"};
  }
  const std::string file = text_of(runs, "file");
  if (text_of(runs, "fingerprint") == here.fingerprint) {
    return {Level::ok, what, "the daemon runs this configuration"};
  }
  const std::string counts = std::to_string(integer_of(runs, "instances_on")) +
                             " instances on, this file " + std::to_string(here.on.size());
  std::string words = "the daemon runs another configuration (" + counts + ")";
  if (file != here.file) words += "; its file is " + file;
  const std::string differing = differing_instances(list_of(runs, "instances"), here.on);
  words += differing.empty() ? "; the instances are the same, but some settings differ"
                             : "; " + differing;
  return {Level::fail, what, words,
          "examine the daemon's own file with its variables (-c " + file +
              " --env-file FILE), or apply this one: yak reload"};
}

Diagnosis diagnose_webhook(const Json& answer) {
  const std::string url = text_of(answer, "url");
  const std::string words = text_of(answer, "explanation");
  if (answer.value("passed", false)) return {Level::ok, "webhook", url + ": " + words};
  return {Level::fail, "webhook", url + ": " + words,
          "messages do not arrive this way; 'yak webhook-test' shows the full response"};
}

std::vector<Diagnosis> diagnose_webhook(const std::string& socket, const std::string& channel) {
  AdminClient client(socket);
  const auto answer = client.post("/api/v1/channels/" + percent_encode(channel) + "/webhook-test",
                                  Json{{"probe", true}}.dump());
  const auto body = object_of(answer);
  if (body) return {diagnose_webhook(*body)};
  if (body.error().kind == ErrorKind::not_found) return {};
  return {Diagnosis(Level::fail, "webhook", "it could not be tested: " + body.error().message,
                    "see the daemon's log")};
}

}  // namespace yak::cli
