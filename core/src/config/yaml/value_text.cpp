// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/value_text.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/bounded_file.hpp"
#include "base/utf8.hpp"
#include "config/yaml/expand.hpp"

namespace yak::config {
namespace {

constexpr std::size_t kMaxQuoted = 24;

error invalid(std::string why) { return {ErrorKind::invalid, std::move(why)}; }

/// The path of the file that `!file` refers to.
result<std::string> value_file(const std::string& name, const Sources& sources) {
  if (name.empty()) return invalid("the file name is missing");
  return (std::filesystem::path(sources.folder) / name).string();
}

/// The path of the file that `!credential` refers to. systemd.exec(5), LoadCredential=, defines the
/// folder, and that a credential's name is a file name.
result<std::string> credential_file(const std::string& name, const Sources& sources) {
  if (name.empty()) return invalid("the credential name is missing");
  if (name == "." || name == ".." || name.find('/') != std::string::npos) {
    return invalid("not a plain file name; use !file for a path");
  }
  const auto folder = sources.environment("CREDENTIALS_DIRECTORY");
  if (!folder || folder->empty()) {
    return invalid(
        "$CREDENTIALS_DIRECTORY is not set; the service manager sets it for a unit with "
        "LoadCredential=");
  }
  return (std::filesystem::path(*folder) / name).string();
}

std::optional<std::string> read_value(const Node& scalar, const std::string& name,
                                      const std::string& path, const Sources& sources) {
  const bool is_credential = scalar.style == Node::Style::credential;
  const auto fail = [&](const std::string& why) {
    const char* const tag = is_credential ? "!credential " : "!file ";
    sources.problems.add(scalar.position, path, tag + scalar.text + ": " + why);
    return std::nullopt;
  };
  const result<std::string> full =
      is_credential ? credential_file(name, sources) : value_file(name, sources);
  if (!full) return fail(full.error().message);
  if (sources.files != nullptr) sources.files->push_back(*full);
  result<base::FileText> content = base::read_bounded(*full, kMaxValueFileBytes);
  if (!content) {
    const bool is_missing = is_credential && content.error().kind == ErrorKind::not_found;
    return fail(is_missing ? "not loaded; add it to the unit: LoadCredential=" + name +
                                 ":/path/of/its/file"
                           : content.error().message);
  }
  std::string& text = content->text;
  if (base::find_malformed_utf8(text)) return fail("is not UTF-8 text");
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return std::move(text);
}

}  // namespace

std::optional<ValueText> resolve(const Node& scalar, const std::string& path,
                                 const Sources& sources) {
  if (sources.is_default) {
    return ValueText{scalar.text, scalar.style == Node::Style::quoted, true, false, {}};
  }
  Expansion expansion = expand(scalar.text, sources.environment);
  for (const std::string& fault : expansion.faults) {
    sources.problems.add(scalar.position, path, fault);
  }
  if (!expansion.faults.empty()) return std::nullopt;

  ValueText value;
  value.text = std::move(expansion.text);
  value.is_literal = !expansion.has_reference;
  value.is_quoted = scalar.style == Node::Style::quoted && value.is_literal;
  value.is_foreign = expansion.is_foreign;
  value.variables = std::move(expansion.variables);
  if (scalar.style != Node::Style::file && scalar.style != Node::Style::credential) return value;

  std::optional<std::string> content = read_value(scalar, value.text, path, sources);
  if (!content) return std::nullopt;
  value.text = std::move(*content);
  value.is_literal = false;
  value.is_foreign = true;
  return value;
}

std::string found(const ValueText& value) {
  const bool is_plain = std::ranges::none_of(
      value.text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!value.is_literal || !is_plain || value.text.size() > kMaxQuoted) return {};
  return "; found '" + value.text + "'";
}

}  // namespace yak::config
