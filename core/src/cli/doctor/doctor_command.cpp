// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor/doctor_command.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "base/clock.hpp"
#include "cli/command_failure.hpp"
#include "cli/config_source.hpp"
#include "cli/doctor/doctor_daemon.hpp"
#include "cli/doctor/doctor_limits.hpp"
#include "cli/doctor/doctor_report.hpp"
#include "daemon/runtime.hpp"
#include "doctor/diagnosis.hpp"
#include "doctor/doctor_admission.hpp"
#include "doctor/doctor_certificate.hpp"
#include "doctor/doctor_files.hpp"
#include "doctor/doctor_listeners.hpp"
#include "doctor/doctor_outside.hpp"
#include "doctor/doctor_plugins.hpp"
#include "generation/plan/make_plan.hpp"
#include "generation/plan/plan_notes.hpp"
#include "generation/server_options.hpp"
#include "monitor/health.hpp"
#include "net/descriptor_limit.hpp"

namespace yak::cli {
namespace {

using config::InstanceKind;
using Level = Diagnosis::Level;

/// Limit of all requests to services together.
constexpr std::chrono::seconds kLimit{60};

/// The exit code of an instance's diagnosis. `yak run` exits with 77 for permissions too.
int code_of(const Diagnosis& diagnosis) {
  return diagnosis.kind == ErrorKind::forbidden ? kPermission : kUnavailable;
}

class Doctor {
 public:
  Doctor(const Invocation& invocation, const std::string& path)
      : invocation_(invocation),
        environment_(environment_of(invocation, problems_)),
        plan_(generation::make_plan(path, environment_, problems_)) {}

  DoctorReport run() {
    look_at_configuration();
    report_.add("files", doctor::diagnose_sources(plan_.config, invocation_.env_file), kPermission);
    look_at_plugins();
    if (!problems_.empty()) {
      report_.skip("everything else", "store, network, services",
                   "the configuration must be valid first");
      return std::move(report_);
    }
    report_.add("access", doctor::diagnose_admission(plan_), kConfig);
    report_.add("files", doctor::diagnose_data_dir(plan_.config.data_dir()), kPermission);
    look_at_disk();
    const std::string socket = invocation_.socket.empty()
                                   ? generation::admin_socket_path(plan_.config)
                                   : invocation_.socket;
    const DaemonDiagnosis daemon = diagnose_daemon(socket);
    look_at_network(daemon);
    look_outside();
    look_at_webhooks(daemon, socket);
    return std::move(report_);
  }

 private:
  void look_at_configuration() {
    const std::string section = "configuration";
    for (const config::Problem& problem : problems_.sorted()) {
      report_.add(section,
                  Diagnosis(Level::fail, problem.path.empty() ? "file" : problem.path,
                            config::to_string(problem), "correct it; 'yak check' shows it too"),
                  kConfig);
    }
    if (!problems_.empty()) return;
    report_.add(section,
                Diagnosis(Level::ok, "file",
                          plan_.config.path() + ": " + std::to_string(plan_.instances.size()) +
                              " instances on, " + std::to_string(plan_.disabled.size()) + " off"),
                kConfig);
    look_at_admission();
    for (const config::Instance& instance : plan_.disabled) {
      report_.skip(section, instance.path,
                   instance.disabled_by.empty()
                       ? "off (its enabled_if is empty)"
                       : "off: set " + instance.disabled_by + " (docs/recipes.md has examples)");
    }
  }

  void look_at_admission() {
    for (const generation::PlanNote& note : generation::nobody_admitted(plan_)) {
      report_.add("configuration", Diagnosis(Level::warn, note.path, note.message, note.advice),
                  kConfig);
    }
  }

  void look_at_plugins() {
    // The core's part of the file may be valid when a plugin's part is not.
    config::Problems own;
    const auto config = config::Config::read(plan_.config.path(), environment_, own);
    if (!own.empty()) return;
    std::set<std::string> used;
    for (const auto& instance : config.instances()) used.insert(instance.plugin);
    const plugins::PluginLoader loader(generation::plugin_folders(config));
    report_.add("plugins", doctor::diagnose_plugins(loader.folders(), used), kConfig);
  }

  void look_at_disk() {
    const Settings& store = plan_.of(InstanceKind::store).front()->instance.common;
    report_.add(
        "disk",
        doctor::diagnose_room(plan_.config.data_dir(),
                              std::max(store.size("min_free"), monitor::Health::kLeastFree)),
        kTemporary);
  }

  void look_at_network(const DaemonDiagnosis& daemon) {
    if (daemon.refused) {
      report_.add("daemon", daemon.diagnoses, kPermission);
    } else if (daemon.running) {
      if (daemon.status.is_object()) {
        report_.add("daemon", diagnose_configuration(daemon.status, generation::summarize(plan_)),
                    kConfig);
      }
      report_.add("daemon", daemon.diagnoses, kUnavailable);
    } else {
      report_.skip("daemon", "daemon", "not running");
      report_.add("network",
                  diagnose_descriptors(generation::public_options(plan_.config).max_connections,
                                       net::highest_descriptor_limit()),
                  kConfig);
    }
    report_.add("network",
                doctor::diagnose_listeners(plan_.config, daemon.running || daemon.refused),
                kUnavailable);
    report_.add("network", doctor::diagnose_server_tls(plan_.config, clock_.now()), kConfig);
  }

  void look_outside() {
    const doctor::PlanDiagnosis diagnosed = doctor::diagnose(plan_, kLimit);
    for (const doctor::InstanceDiagnosis& instance : diagnosed.instances) {
      for (const Diagnosis& diagnosis : instance.diagnoses) {
        report_.add(instance.name, diagnosis, code_of(diagnosis));
      }
    }
    const auto diagnoses = doctor::diagnose_servers(diagnosed.servers, clock_.now());
    report_.add("outside", diagnoses, kUnavailable);
    if (diagnoses.empty()) {
      report_.skip("outside", "clock", "no response of a service had a Date header");
    }
  }

  void look_at_webhooks(const DaemonDiagnosis& daemon, const std::string& socket) {
    if (!daemon.running) {
      report_.skip("daemon", "webhooks",
                   "tested only while the daemon runs: start it and run yak doctor again");
      return;
    }
    for (const generation::PlannedInstance* planned : plan_.of(InstanceKind::channel)) {
      const std::string& name = planned->instance.name;
      report_.add("channel " + name, diagnose_webhook(socket, name), kUnavailable);
    }
  }

  const Invocation& invocation_;
  base::SystemClock clock_;
  config::Problems problems_;
  config::Environment environment_;
  generation::Plan plan_;
  DoctorReport report_;
};

}  // namespace

int doctor(const Invocation& invocation) {
  const auto path = find_config(invocation);
  if (!path) return fail(invocation, kConfig, path.error().message);
  const DoctorReport report = Doctor(invocation, *path).run();
  if (invocation.json) {
    std::cout << report.json().dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
              << '\n';
  } else {
    std::cout << report.text(TextStyle::of(STDOUT_FILENO));
  }
  return report.exit_code();
}

}  // namespace yak::cli
