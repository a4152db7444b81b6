// SPDX-License-Identifier: Apache-2.0
#include "observe/log/log_sink.hpp"

#include <algorithm>
#include <array>

#include "observe/log/address_mask.hpp"

namespace yak::observe {
namespace {

/// Removes secrets from the fields' values.
std::vector<LogField> redacted(const Redactor& redactor, std::span<const LogField> fields) {
  std::vector<LogField> clean(fields.begin(), fields.end());
  for (LogField& field : clean) field.value = redactor.redact(std::move(field.value));
  return clean;
}

}  // namespace

LogSink::LogSink(Clock& clock, LogLevel level, LogFormat format)
    : clock_(clock),
      level_(level),
      format_(format),
      redactor_(std::make_shared<const Redactor>()) {}

LogSink::~LogSink() { put_repeats(repeats_.take_all()); }

void LogSink::set_secrets(std::vector<Secret> secrets) {
  auto redactor = std::make_shared<const Redactor>(std::move(secrets));
  const std::lock_guard lock(mutex_);
  redactor_ = std::move(redactor);
}

void LogSink::write(LogLevel level, std::string_view source, std::string_view message,
                    std::initializer_list<LogField> fields) {
  if (level >= LogLevel::warn) {
    LastErrors::Entry entry;
    entry.at = clock_.now();
    entry.level = level;
    entry.text = mask(neutralize_controls(redact(error_text(message, fields))));
    const std::lock_guard lock(mutex_);
    errors_.note(subject_of(source, fields), std::move(entry));
    if (!repeats_.admit(level, source, message, clock_.monotonic())) return;
  }
  put(level, source, message, {fields.begin(), fields.size()});
}

void LogSink::put(LogLevel level, std::string_view source, std::string_view message,
                  std::span<const LogField> fields) {
  const auto format = format_ == LogFormat::json ? format_json : format_text;
  // Before formatting, which would escape characters of a secret.
  const std::shared_ptr<const Redactor> redactor = this->redactor();
  const bool is_clean =
      !redactor->finds_secret(message) && std::ranges::none_of(fields, [&](const LogField& field) {
        return redactor->finds_secret(field.value);
      });
  if (is_clean) {
    output_.put(level, mask(format(clock_.now(), level, source, message, fields)));
    return;
  }
  output_.put(level,
              mask(format(clock_.now(), level, source, redactor->redact(std::string(message)),
                          redacted(*redactor, fields))));
}

std::string LogSink::mask(std::string text) const {
  // A service's error text may contain the address that it rejected.
  static const AddressMask kNumbers;
  return shows_addresses_ ? text : kNumbers.clean(std::move(text));
}

void LogSink::write_repeats() {
  std::vector<LogRepeats::Left> ended;
  {
    const std::lock_guard lock(mutex_);
    ended = repeats_.take_ended(clock_.monotonic());
  }
  put_repeats(ended);
}

void LogSink::put_repeats(const std::vector<LogRepeats::Left>& ended) {
  for (const LogRepeats::Left& left : ended) {
    const std::array<LogField, 2> fields{LogField("repeats", repeats_text(left.count)),
                                         LogField("left_out", left.count)};
    put(left.level, left.source, left.message, fields);
  }
}

void LogSink::flush() {
  std::vector<LogRepeats::Left> left;
  {
    const std::lock_guard lock(mutex_);
    left = repeats_.take_all();
  }
  put_repeats(left);
  output_.flush(std::chrono::seconds(1));
}

std::size_t LogSink::suppressed() const {
  const std::lock_guard lock(mutex_);
  return repeats_.suppressed();
}

LastErrors::Entries LogSink::last_errors() const {
  const std::lock_guard lock(mutex_);
  return errors_.entries();
}

std::shared_ptr<const Redactor> LogSink::redactor() const {
  const std::lock_guard lock(mutex_);
  return redactor_;
}

std::string LogSink::redact(std::string text) const { return redactor()->redact(std::move(text)); }

std::size_t LogSink::dropped() const { return output_.dropped(); }

}  // namespace yak::observe
