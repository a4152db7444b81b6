#include "twilio_whatsapp/whatsapp_markup.hpp"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "twilio_whatsapp/markup_writer.hpp"
#include "twilio_whatsapp/unicode.hpp"

namespace yak::twilio {
namespace {

struct Free {
  void operator()(cmark_parser* parser) const noexcept { cmark_parser_free(parser); }
  void operator()(cmark_node* node) const noexcept { cmark_node_free(node); }
  void operator()(cmark_iter* iter) const noexcept { cmark_iter_free(iter); }
};
using NodePtr = std::unique_ptr<cmark_node, Free>;

NodePtr parse(const std::string& markdown) {
  // cmark-gfm 0.29 keeps the special characters of extensions in a static table that it changes
  // while it parses (inlines.c, SPECIAL_CHARS), so two parses must not run at once.
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  cmark_gfm_core_extensions_ensure_registered();
  const std::unique_ptr<cmark_parser, Free> parser(cmark_parser_new(CMARK_OPT_DEFAULT));
  for (const char* name : {"table", "strikethrough"}) {
    if (cmark_syntax_extension* extension = cmark_find_syntax_extension(name)) {
      cmark_parser_attach_syntax_extension(parser.get(), extension);
    }
  }
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  return NodePtr(cmark_parser_finish(parser.get()));
}

std::string_view view(const char* text) noexcept { return text == nullptr ? "" : text; }

bool is_line_break_tag(std::string_view html) noexcept {
  return html == "<br>" || html == "<br/>" || html == "<br />";
}

/// True where a link's text says its address already.
bool says_address(std::string_view text, std::string_view url) noexcept {
  for (const std::string_view scheme : {"", "mailto:", "https://", "http://"}) {
    if (url.starts_with(scheme) && url.substr(scheme.size()) == text) return true;
  }
  return false;
}

/// Walks the document without recursion: its nesting is the model's to choose.
class Translator {
 public:
  std::string run(cmark_node* document) {
    const std::unique_ptr<cmark_iter, Free> iter(cmark_iter_new(document));
    for (cmark_event_type event = cmark_iter_next(iter.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iter.get())) {
      cmark_node* node = cmark_iter_get_node(iter.get());
      if (event == CMARK_EVENT_ENTER) {
        if (!enter_leaf(node) && !enter_container(node)) enter_extension(node);
      } else if (!leave_container(node)) {
        leave_extension(node);
      }
    }
    return std::move(writer_).finish();
  }

 private:
  void line_break() {
    if (in_table_) {
      writer_.text(" ");
    } else {
      writer_.line_break();
    }
  }

  bool enter_leaf(cmark_node* node) {
    const std::string_view literal = view(cmark_node_get_literal(node));
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT: writer_.text(literal); return true;
      case CMARK_NODE_SOFTBREAK:
      case CMARK_NODE_LINEBREAK: line_break(); return true;
      case CMARK_NODE_CODE: writer_.code(literal); return true;
      case CMARK_NODE_CODE_BLOCK: writer_.code_block(literal); return true;
      case CMARK_NODE_HTML_BLOCK: writer_.lines(literal); return true;
      case CMARK_NODE_HTML_INLINE:
        is_line_break_tag(literal) ? line_break() : writer_.text(literal);
        return true;
      case CMARK_NODE_THEMATIC_BREAK: writer_.lines("———"); return true;
      default: return false;
    }
  }

  bool enter_container(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_PARAGRAPH: writer_.block(); return true;
      case CMARK_NODE_HEADING:
        writer_.block();
        writer_.open('*');
        return true;
      case CMARK_NODE_BLOCK_QUOTE: writer_.enter_quote(); return true;
      case CMARK_NODE_LIST: enter_list(node); return true;
      case CMARK_NODE_ITEM: enter_item(); return true;
      case CMARK_NODE_STRONG: writer_.open('*'); return true;
      case CMARK_NODE_EMPH: writer_.open('_'); return true;
      case CMARK_NODE_LINK:
      case CMARK_NODE_IMAGE: links_.push_back(writer_.position()); return true;
      default: return false;
    }
  }

  bool leave_container(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_HEADING:
      case CMARK_NODE_STRONG: writer_.close('*'); return true;
      case CMARK_NODE_EMPH: writer_.close('_'); return true;
      case CMARK_NODE_BLOCK_QUOTE: writer_.leave_quote(); return true;
      case CMARK_NODE_LIST:
        numbers_.pop_back();
        writer_.leave_list();
        return true;
      case CMARK_NODE_ITEM: writer_.leave_item(); return true;
      case CMARK_NODE_LINK:
      case CMARK_NODE_IMAGE: leave_link(view(cmark_node_get_url(node))); return true;
      default: return false;
    }
  }

  void enter_list(cmark_node* node) {
    const bool ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    numbers_.push_back(ordered ? cmark_node_get_list_start(node) : kBullet);
    writer_.enter_list(cmark_node_get_list_tight(node) != 0);
  }

  void enter_item() {
    long& number = numbers_.back();
    writer_.enter_item(number == kBullet ? "- " : std::to_string(number++) + ". ");
  }

  void leave_link(std::string_view url) {
    const std::size_t start = links_.back();
    links_.pop_back();
    const std::string_view text = writer_.since(start);
    if (url.empty() || says_address(text, url)) return;
    const std::string shown = text.empty() ? std::string(url) : " (" + std::string(url) + ")";
    writer_.text(shown);
  }

  void enter_extension(cmark_node* node) {
    const std::string_view type = view(cmark_node_get_type_string(node));
    if (type == "strikethrough") writer_.open('~');
    if (type == "table") {
      writer_.block();
      in_table_ = true;
    }
    if (type == "table_header" || type == "table_row") {
      header_ = type == "table_header";
      first_cell_ = true;
      if (!header_) writer_.line_break();
    }
    if (type == "table_cell") {
      if (!std::exchange(first_cell_, false)) writer_.text(" | ");
      if (bold_cell(node)) writer_.open('*');
    }
  }

  void leave_extension(cmark_node* node) {
    const std::string_view type = view(cmark_node_get_type_string(node));
    if (type == "strikethrough") writer_.close('~');
    if (type == "table_cell" && bold_cell(node)) writer_.close('*');
    if (type == "table") in_table_ = false;
  }

  [[nodiscard]] bool bold_cell(cmark_node* cell) const {
    return header_ && cmark_node_first_child(cell) != nullptr;
  }

  static constexpr long kBullet = -1;  // CommonMark's list numbers are not negative

  MarkupWriter writer_;
  std::vector<long> numbers_;       ///< of each open list, what its next item has
  std::vector<std::size_t> links_;  ///< where the text of each open link begins
  bool in_table_ = false;
  bool header_ = false;
  bool first_cell_ = true;
};

}  // namespace

std::string to_whatsapp_markup(std::string_view markdown) {
  std::string repaired = repair_utf8(markdown);
  if (repaired.size() > kMaxMarkdownBytes) return repaired;
  const NodePtr document = parse(repaired);
  return Translator().run(document.get());
}

}  // namespace yak::twilio
