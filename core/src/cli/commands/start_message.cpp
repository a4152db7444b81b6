// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/start_message.hpp"

#include "base/version.hpp"
#include "cli/daemon_answer.hpp"
#include "generation/plan/plan_notes.hpp"
#include "generation/server_options.hpp"
#include "observe/log/log_format.hpp"

namespace yak::cli {
namespace {

std::string kind_and_name(const config::Instance& instance) {
  std::string kind(config::to_string(instance.kind));
  if (instance.name == kind) return kind;
  return kind + " " + instance.name;
}

}  // namespace

StartMessage::StartMessage(const generation::Plan& plan)
    : is_json_(plan.config.core().log.format == config::LogConfig::Format::json),
      config_path_(plan.config.path()),
      public_url_(generation::public_url(plan.config)) {
  const config::ServerConfig& server = plan.config.core().server;
  host_ = server.listen.substr(0, server.listen.rfind(':'));
  scheme_ = server.tls ? "https" : "http";
  for (const generation::PlannedInstance& planned : plan.instances) {
    on_.push_back(kind_and_name(planned.instance) + " (" + planned.plugin->name + " " +
                  planned.plugin->version + ")");
    has_console_ = has_console_ || planned.instance.plugin == "console";
  }
  for (const config::Instance& instance : plan.disabled) {
    off_.push_back(kind_and_name(instance) +
                   (instance.disabled_by.empty()
                        ? " (its enabled_if is empty)"
                        : " — set " + instance.disabled_by + " to turn it on"));
  }
  for (const std::string& layer : generation::layers_left_out(plan)) {
    off_.push_back("middleware " + layer + " (not in the list 'middleware')");
  }
  for (const generation::PlanNote& note : generation::nobody_admitted(plan)) {
    notes_.push_back(note.message + "; " + note.advice);
  }
}

std::string StartMessage::text(const daemon::Runtime& runtime, WallTime now) const {
  return is_json_ ? json(runtime, now) : lines(runtime);
}

std::string StartMessage::url(const daemon::Runtime& runtime) const {
  return scheme_ + "://" + host_ + ":" + std::to_string(runtime.port());
}

std::string StartMessage::json(const daemon::Runtime& runtime, WallTime now) const {
  Json line{{"time", observe::timestamp(now)},
            {"level", "info"},
            {"source", "core"},
            {"message", "serving"},
            {"version", base::version()},
            {"url", url(runtime)},
            {"admin_socket", runtime.admin_socket()}};
  if (runtime.admin_port() != 0) line["admin_port"] = std::to_string(runtime.admin_port());
  if (!public_url_.empty()) line["public_url"] = public_url_;
  line["on"] = on_;
  line["off"] = off_;
  line["notes"] = notes_;
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string StartMessage::lines(const daemon::Runtime& runtime) const {
  std::string text = "yak " + std::string(base::version()) + " listens on " + url(runtime) +
                     ", admin socket " + runtime.admin_socket();
  if (runtime.admin_port() != 0)
    text += ", metrics on port " + std::to_string(runtime.admin_port());
  text += "\n";
  if (!public_url_.empty()) text += "  public  " + public_url_ + "\n";
  for (const std::string& line : on_) text += "  on      " + line + "\n";
  for (const std::string& line : off_) text += "  off     " + line + "\n";
  for (const std::string& note : notes_) text += "  note    " + note + "\n";
  if (has_console_) {
    text += "  next    talk to it from another terminal: yak chat -c " + config_path_ + "\n";
  }
  return text;
}

}  // namespace yak::cli
