// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/env_file.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/bounded_file.hpp"
#include "base/utf8.hpp"
#include "config/yaml/expand.hpp"

namespace yak::config {
namespace {

constexpr std::string_view kSpace = " \t\r";

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// `text` up to a `#` that begins a word.
std::string_view without_comment(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins_word = i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t';
    if (text[i] == '#' && begins_word) return text.substr(0, i);
  }
  return text;
}

char unescape(char c) {
  switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    default: return c;
  }
}

struct Quoted {
  std::string text;
  std::string_view rest;  ///< after the closing quote
  bool is_closed = false;
};

/// Reads a quoted value; `text` begins with the quote.
Quoted unquote(std::string_view text) {
  const char quote = text[0];
  Quoted quoted;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      quoted.rest = text.substr(i + 1);
      quoted.is_closed = true;
      return quoted;
    }
    const bool escaped = quote == '"' && text[i] == '\\' && i + 1 < text.size() &&
                         std::string_view("ntr\"\\$").find(text[i + 1]) != std::string_view::npos;
    quoted.text += escaped ? unescape(text[++i]) : text[i];
  }
  return quoted;
}

/// Reads one line that is neither blank nor a comment. Returns the problem, or an empty string.
std::string take_line(std::string_view line, EnvFile& variables) {
  constexpr std::string_view kExport = "export ";
  if (line.starts_with(kExport)) line = trim(line.substr(kExport.size()));
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return "expected NAME=value";
  const std::string name(trim(line.substr(0, equals)));
  if (!is_variable_name(name)) return "a variable's name has letters, digits and '_' only";

  const std::string_view value = trim(line.substr(equals + 1));
  if (!value.starts_with('"') && !value.starts_with('\'')) {
    variables[name] = trim(without_comment(value));
    return {};
  }
  Quoted quoted = unquote(value);
  if (!quoted.is_closed) return name + ": the quote is not closed on this line";
  if (!trim(without_comment(quoted.rest)).empty()) {
    return name + ": text after the closing quote";
  }
  variables[name] = std::move(quoted.text);
  return {};
}

}  // namespace

EnvFile parse_env_file(std::string_view text, const std::string& file, Problems& problems) {
  EnvFile variables;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::uint32_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    std::string fault = base::find_malformed_utf8(line) ? "this line is not UTF-8 text"
                                                        : take_line(line, variables);
    if (!fault.empty()) problems.add({{number, 1}, "", std::move(fault), file});
  }
  return variables;
}

EnvFile read_env_file(const std::string& path, Problems& problems) {
  const result<base::FileText> content = base::read_bounded(path, kMaxEnvFileBytes);
  if (!content) {
    problems.add({{}, "", "cannot be read: " + content.error().message, path});
    return {};
  }
  return parse_env_file(content->text, path, problems);
}

Environment with_env_file(EnvFile file, Environment process) {
  const auto shared = std::make_shared<const EnvFile>(std::move(file));
  return [shared,
          process = std::move(process)](const std::string& name) -> std::optional<std::string> {
    if (std::optional<std::string> value = process(name)) return value;
    const auto found = shared->find(name);
    if (found == shared->end()) return std::nullopt;
    return found->second;
  };
}

}  // namespace yak::config
