#include "config/value_text.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "config/bounded_file.hpp"
#include "config/expand.hpp"
#include "config/utf8.hpp"

namespace yak::config {
namespace {

constexpr std::size_t kMaxQuoted = 24;

std::optional<std::string> read_value(const Node& scalar, const std::string& name,
                                      const std::string& path, const Sources& sources) {
  const auto fail = [&](const std::string& why) {
    sources.problems.add(scalar.position, path, "!file " + scalar.text + ": " + why);
    return std::nullopt;
  };
  if (name.empty()) return fail("names no file");
  const std::string full = (std::filesystem::path(sources.folder) / name).string();
  if (sources.files != nullptr) sources.files->push_back(full);
  result<FileText> content = read_bounded(full, kMaxValueFileBytes);
  if (!content) return fail(content.error().message);
  std::string& text = content->text;
  if (find_malformed_utf8(text)) return fail("holds something else than UTF-8 text");
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
  if (scalar.style != Node::Style::file) return value;

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
