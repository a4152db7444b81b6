// SPDX-License-Identifier: Apache-2.0
#include "config/yaml/parse.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/node/node.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <utility>

#include "base/utf8.hpp"
#include "config/config.hpp"
#include "config/yaml/tree_builder.hpp"

namespace yak::config {
namespace {

Position position_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1};
}

Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<std::uint32_t>(std::ranges::count(before, '\n')) + 1,
          static_cast<std::uint32_t>(offset - line_start) + 1};
}

/// The text of a line, counted from 1.
std::string_view line_of(std::string_view text, std::uint32_t line) {
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

/// Forwards yaml-cpp's events to the TreeBuilder. Stops at a second document: for some input,
/// yaml-cpp returns empty documents endlessly without consuming input.
class Events final : public YAML::EventHandler {
 public:
  explicit Events(TreeBuilder& tree, Problems& problems) : tree_(tree), problems_(problems) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    problems_.add(position_of(mark), "", "the document ends here; only one document is allowed");
    throw TreeBuilder::BoundReached{};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    tree_.null(position_of(mark), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    tree_.alias(position_of(mark), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    tree_.scalar(position_of(mark), tag, anchor, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    tree_.list_start(position_of(mark), tag, anchor);
  }
  void OnSequenceEnd() override { tree_.end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    tree_.map_start(position_of(mark), tag, anchor);
  }
  void OnMapEnd() override { tree_.end(); }

 private:
  TreeBuilder& tree_;
  Problems& problems_;
  int documents_ = 0;
};

/// Translates yaml-cpp's error text into one that says how to fix the file. The original text is
/// never shown, because it may quote the file.
std::string explain(std::string_view message) {
  using Pair = std::pair<std::string_view, std::string_view>;
  static constexpr std::array kTexts{
      Pair{"illegal map value",
           "a ':' where none can be; check the indentation, or put the value in quotes"},
      Pair{"end of map not found", "this line's indentation matches no line above"},
      Pair{"end of sequence not found", "this line's indentation matches no line above"},
      Pair{"end of map flow not found", "'{' without a closing '}', or a value that needs quotes"},
      Pair{"end of sequence flow not found",
           "'[' without a closing ']', or a value that needs quotes"},
      Pair{"illegal flow end", "']' or '}' without an opening bracket; put the value in quotes"},
      Pair{"illegal block entry", "a '-' where no list can be"},
      Pair{"illegal map key", "a key where none can be"},
      Pair{"illegal tab", "a tab in the indentation; use spaces"},
      Pair{"unknown escape", "an unknown \\ escape; in '…' a backslash is literal"},
      Pair{"bad character found while scanning hex", "an unfinished \\x, \\u or \\U escape"},
      Pair{"invalid unicode", "a \\u or \\U escape that is not a character"},
      Pair{"the referenced anchor", "an alias (*) without its anchor (&); put the value in quotes"},
      Pair{"alias not found", "a '*' without a name; put the value in quotes"},
      Pair{"unknown token", "a value cannot begin like this; put it in quotes"},
  };
  for (const auto& [start, text] : kTexts) {
    if (message.starts_with(start)) return std::string(text);
  }
  return "not YAML; check the quotes and the indentation";
}

void report_syntax(const YAML::Exception& failure, std::string_view text, const TreeBuilder& tree,
                   Problems& problems) {
  const Position position = position_of(failure.mark);
  const std::string_view line = line_of(text, position.line);
  const std::string_view indentation = line.substr(0, line.find_first_not_of(" \t"));
  if (std::string_view(failure.msg).starts_with("illegal document indicator in scalar")) {
    problems.add(tree.last_key(), tree.path(), "a quote opens after this key and never closes");
  } else if (indentation.find('\t') != std::string_view::npos) {
    problems.add(position, tree.path(), "a tab in the indentation; use spaces");
  } else if (line.substr(0, position.column).ends_with("${")) {
    problems.add(position, tree.path(), "inside { } and [ ] write \"${NAME}\" in quotes");
  } else {
    problems.add(position, tree.path(), explain(failure.msg));
  }
}

bool is_readable(std::string_view text, Problems& problems) {
  if (text.size() > Config::kMaxFileBytes) {
    problems.add({}, "", "larger than 1 MiB");
    return false;
  }
  if (const auto malformed = base::find_malformed_utf8(text)) {
    problems.add(position_of(text, *malformed), "", "this byte is not UTF-8 text");
    return false;
  }
  return true;
}

}  // namespace

NodePtr parse_yaml(std::string_view text, Problems& problems) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!is_readable(text, problems)) return nullptr;
  TreeBuilder tree(problems);
  Events events(tree, problems);
  // Without an end marker, yaml-cpp accepts an unclosed quote at the end of the file and takes the
  // rest of the file as its text.
  std::istringstream input(std::string(text) + "\n...\n");
  try {
    YAML::Parser parser(input);
    for (int documents = 0; documents < 2 && parser.HandleNextDocument(events); ++documents) {
    }
  } catch (const TreeBuilder::BoundReached&) {
    return nullptr;
  } catch (const YAML::Exception& failure) {
    report_syntax(failure, text, tree, problems);
    return nullptr;
  }
  const NodePtr root = tree.root();
  return root && root->kind != Node::Kind::null ? root : std::make_shared<Node>();
}

}  // namespace yak::config
