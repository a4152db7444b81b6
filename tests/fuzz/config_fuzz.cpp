// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "config/yaml/env_file.hpp"
#include "config/yaml/scalar.hpp"

namespace {

using namespace yak;

constexpr std::string_view kSecret = "s3cr3t-of-the-environment";

void require(bool holds) {
  if (!holds) std::abort();
}

std::optional<std::string> look_up(const std::string& name) {
  if (name == "SECRET") return std::string(kSecret);
  if (name == "EMPTY") return "";
  if (name == "N") return "12";
  return std::nullopt;
}

const Schema& every_type() {
  static const Schema schema{
      Field::text("text", "").between(1, 20),
      Field::secret("secret", ""),
      Field::boolean("boolean", ""),
      Field::integer("integer", "").between(1, 100),
      Field::number("number", ""),
      Field::duration("duration", "").defaults_to("8s"),
      Field::size("size", ""),
      Field::rate("rate", ""),
      Field::choice("choice", "", {"red", "green"}),
      Field::list("list", "", Field::element(FieldType::secret)),
      Field::map("map", "", Field::element(FieldType::integer)),
      Field::object("object", "", Schema{Field::text("host", "").required()}),
      Field::any("any", ""),
  };
  return schema;
}

/// A problem quotes the file without control characters, so that pieces of the file's text may join
/// to the secret.
std::string without_controls(std::string text) {
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  return text;
}

/// Error messages of durations and sizes show valid values, which must parse.
void read_scalars(std::string_view text) {
  for (const Field& field : every_type().fields()) {
    if (!field.children.empty() || field.type == FieldType::any) continue;
    const auto value = config::parse_scalar(field, text, false);
    require(value.has_value() || !value.error().message.empty());
  }
  if (const auto duration = config::parse_duration(text)) {
    const auto shown =
        config::show_bound(FieldType::duration, static_cast<double>(duration->count()));
    require(config::parse_duration(shown).value() == *duration);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const bool holds_secret = without_controls(text).find(kSecret) != std::string::npos;
  config::Problems problems;
  // A folder that does not exist, so that `!file` reads only absolute paths of this machine.
  const config::Config config = config::Config::parse(text, "/nonexistent/yak.yaml", &look_up,
                                                      problems, config::FileAccess::others_too);
  for (const config::Instance& instance : config.instances()) {
    const std::size_t before = problems.size();
    const Settings settings = config.check(instance, every_type(), problems);
    if (instance.enabled && problems.size() == before) {
      require(settings.duration("duration").count() >= 0);
    }
  }
  require(problems.empty() == problems.text().empty());
  require(holds_secret || problems.text().find(kSecret) == std::string::npos);
  config::Problems env_problems;
  (void)config::parse_env_file(text, ".env", env_problems);
  read_scalars(text);
  return 0;
}
