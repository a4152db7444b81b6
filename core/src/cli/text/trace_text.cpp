// SPDX-License-Identifier: Apache-2.0
#include "cli/text/trace_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "cli/json_fields.hpp"
#include "observe/log/redactor.hpp"
#include "yak/text/utf8.hpp"

namespace yak::cli {
namespace {

struct Line {
  std::string when;
  std::string what;
  std::string took;
  std::string note;
};

/// Formats as `+1.250 s`.
std::string when_of(std::int64_t after_us) {
  constexpr double kMicro = 1e-6;
  return fmt::format("{:+.3f} s", static_cast<double>(after_us) * kMicro);
}

/// Formats as `40 us`, `1.2 ms`, `700 ms`, `1.25 s`.
std::string span_of(std::int64_t span_us) {
  constexpr std::int64_t kMilli = 1'000;
  constexpr std::int64_t kSecond = 1'000'000;
  if (span_us < kMilli) return fmt::format("{} us", std::max<std::int64_t>(span_us, 0));
  const auto value = static_cast<double>(span_us);
  if (span_us < 10 * kMilli) return fmt::format("{:.1f} ms", value / kMilli);
  if (span_us < kSecond) return fmt::format("{:.0f} ms", value / kMilli);
  return fmt::format("{:.2f} s", value / kSecond);
}

void append(std::string& words, const std::string& more) {
  if (more.empty()) return;
  words += (words.empty() ? "" : ", ") + more;
}

std::string call_text(const Json& call) {
  std::string words = text_of(call, "response_model");
  if (call.contains("input_tokens")) {
    append(words, std::to_string(integer_of(call, "input_tokens")) + " + " +
                      std::to_string(integer_of(call, "output_tokens")) + " tokens");
  }
  append(words, text_of(call, "finish_reason"));
  if (const std::string id = text_of(call, "request_id"); !id.empty())
    append(words, "request " + id);
  return words;
}

void add_steps(std::vector<Line>& lines, const Json& turn) {
  constexpr std::size_t kStepIndent = 2;
  constexpr std::int64_t kDeepest = 16;
  const std::string model = text_of(turn, "model");
  for (const Json& step : list_of(turn, "steps")) {
    const auto depth = std::clamp<std::int64_t>(integer_of(step, "depth") + 1, 1, kDeepest);
    const bool failed = step.value("failed", false);
    const bool is_call = text_of(step, "kind") == "model call";
    const bool answered = is_call && !failed && text_of(step, "name") == model;
    Line line;
    line.when = when_of(integer_of(step, "after_us"));
    line.what =
        std::string(static_cast<std::size_t>(depth) * kStepIndent, ' ') + text_of(step, "name");
    line.took = span_of(integer_of(step, "own_us"));
    if (failed) line.note = "failed";
    const std::string detail = text_of(step, "detail");
    if (!detail.empty()) line.note += (line.note.empty() ? "" : ": ") + detail;
    if (answered) append(line.note, call_text(part_of(turn, "call")));
    lines.push_back(std::move(line));
  }
  if (const auto more = integer_of(turn, "steps_left_out"); more > 0) {
    lines.push_back({"", "  …", "", std::to_string(more) + " more steps were not kept"});
  }
}

void add_turn(std::vector<Line>& lines, const Json& turn) {
  if (turn.empty()) return;
  std::string note;
  for (const Json& joined : list_of(turn, "joined")) {
    if (joined.is_string()) append(note, joined.get<std::string>());
  }
  if (!note.empty()) note = "with " + note;
  const auto waited = integer_of(turn, "waited_us");
  const auto began = integer_of(turn, "after_us");
  lines.push_back({when_of(began - waited), "waited for its turn", span_of(waited), note});
  lines.push_back(
      {when_of(began), "turn", span_of(integer_of(turn, "took_us")), text_of(turn, "result")});
  add_steps(lines, turn);
}

void add_end(std::vector<Line>& lines, const Json& trace) {
  const Json& message = part_of(trace, "message");
  if (!message.contains("ended_after_us")) return;
  const std::string state = text_of(message, "state");
  const bool is_done = state == "done";
  const std::size_t count = list_of(trace, "deliveries").size();
  lines.push_back(
      {when_of(integer_of(message, "ended_after_us")), is_done ? "committed" : state, "",
       count == 0 ? "nothing to send"
                  : std::to_string(count) + (count == 1 ? " delivery" : " deliveries")});
}

void add_delivery(std::vector<Line>& lines, const Json& delivery) {
  std::string name = text_of(delivery, "id");
  if (integer_of(delivery, "parts") > 1) {
    name += " (" + std::to_string(integer_of(delivery, "part")) + "/" +
            std::to_string(integer_of(delivery, "parts")) + ")";
  }
  const std::string receipt = text_of(delivery, "receipt");
  for (const Json& event : list_of(delivery, "events")) {
    Line line;
    line.when = when_of(integer_of(event, "after_us"));
    line.what = name + " " + text_of(event, "what");
    line.note = text_of(event, "detail");
    if (text_of(event, "what") == "sent" && !receipt.empty()) append(line.note, receipt);
    lines.push_back(std::move(line));
  }
}

std::string as_columns(const std::vector<Line>& lines) {
  std::array<std::size_t, 3> widths{};
  for (const Line& line : lines) {
    widths[0] = std::max(widths[0], count_code_points(line.when));
    widths[1] = std::max(widths[1], count_code_points(line.what));
    widths[2] = std::max(widths[2], count_code_points(line.took));
  }
  const auto spaces = [](const std::string& text, std::size_t width) {
    return std::string(width - count_code_points(text), ' ');
  };
  std::string table;
  for (const Line& line : lines) {
    std::string row = spaces(line.when, widths[0]) + line.when + "  " + line.what +
                      spaces(line.what, widths[1]) + "  " + spaces(line.took, widths[2]) +
                      line.took + "  " + line.note;
    row.erase(row.find_last_not_of(' ') + 1);
    table += row + "\n";
  }
  return table;
}

/// `m7: done, whatsapp, from +1555•••67 to +1415•••86`, and the message's other ids.
std::string heading(const Json& trace) {
  const Json& message = part_of(trace, "message");
  const Json& turn = part_of(trace, "turn");
  std::string words = text_of(message, "id") + ": " + text_of(message, "state") + ", " +
                      text_of(message, "channel") + ", from " + text_of(message, "from") + " to " +
                      text_of(message, "to") + "\n";
  words += "  the channel's id: " + text_of(message, "external_id") + "\n";
  if (!turn.empty()) words += "  trace: " + text_of(turn, "trace") + "\n";
  words += "  received: " + text_of(message, "received_at") + "\n";
  if (integer_of(message, "suspicion") > 0) {
    words += "  suspected of crashing the process\n";
  }
  return words;
}

}  // namespace

std::string describe_trace(const Json& trace) {
  const Json& message = part_of(trace, "message");
  std::vector<Line> lines{{when_of(0), "received", "", ""}};
  add_turn(lines, part_of(trace, "turn"));
  add_end(lines, trace);
  for (const Json& delivery : list_of(trace, "deliveries")) add_delivery(lines, delivery);
  if (text_of(message, "state") == "received") {
    lines.push_back({"", "its turn has not ended", "", ""});
  }
  return heading(trace) + as_columns(lines);
}

}  // namespace yak::cli
