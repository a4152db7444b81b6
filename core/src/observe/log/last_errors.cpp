// SPDX-License-Identifier: Apache-2.0
#include "observe/log/last_errors.hpp"

#include "yak/text/utf8.hpp"

namespace yak::observe {
namespace {

std::string_view value_of(std::initializer_list<LogField> fields, std::string_view key) {
  for (const LogField& field : fields) {
    if (field.key == key) return field.value;
  }
  return {};
}

/// Truncates at a character boundary, so that the text stays valid UTF-8.
void cut(std::string& text, std::size_t size) {
  if (text.size() <= size) return;
  text.resize(clip_utf8(text, size).size());
  text += "…";
}

}  // namespace

void LastErrors::note(const std::string& subject, Entry entry) {
  auto found = entries_.find(subject);
  if (found == entries_.end()) {
    if (entries_.size() >= kMaxSources) return;
    found = entries_.emplace(subject, Entry()).first;
  }
  cut(entry.text, kMaxText);
  found->second = std::move(entry);
}

std::string subject_of(std::string_view source, std::initializer_list<LogField> fields) {
  if (source != "core") return std::string(source);
  for (const std::string_view key : {"instance", "provider", "model", "channel"}) {
    const std::string_view value = value_of(fields, key);
    if (!value.empty()) return std::string(value.substr(0, value.find('/')));
  }
  return std::string(source);
}

std::string error_text(std::string_view message, std::initializer_list<LogField> fields) {
  std::string text(message);
  const std::string_view reason = value_of(fields, "reason");
  if (!reason.empty()) text.append(": ").append(reason);
  return text;
}

}  // namespace yak::observe
