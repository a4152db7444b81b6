// SPDX-License-Identifier: Apache-2.0
#include "twilio_whatsapp/text/whatsapp_markup.hpp"

#include <md4c.h>

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "twilio_whatsapp/text/entities.hpp"
#include "twilio_whatsapp/text/markdown_bounds.hpp"
#include "twilio_whatsapp/text/markup_writer.hpp"
#include "twilio_whatsapp/text/plain_marks.hpp"
#include "yak/text/utf8.hpp"

namespace yak::twilio {
namespace {

/// md4c 0.4.8 reads a few bytes beyond the end of its input (fixed in 0.5.0).
constexpr std::size_t kPadding = 64;

bool is_line_break_tag(std::string_view html) noexcept {
  return html == "<br>" || html == "<br/>" || html == "<br />";
}

/// True when a link's text is its address.
bool says_address(std::string_view written, std::string_view url) {
  // Images nest, so the total size of their texts may be large.
  if (written.size() > url.size()) return false;
  std::string text(written);
  show_plain_marks(text);
  for (const std::string_view scheme : {"", "mailto:", "https://", "http://"}) {
    if (url.starts_with(scheme) && url.substr(scheme.size()) == text) return true;
  }
  return false;
}

std::string attribute_text(const MD_ATTRIBUTE& attribute) {
  std::string text;
  for (std::size_t i = 0; attribute.size > 0 && attribute.substr_offsets[i] < attribute.size; ++i) {
    const MD_OFFSET begin = attribute.substr_offsets[i];
    const std::string_view piece(attribute.text + begin, attribute.substr_offsets[i + 1] - begin);
    text += attribute.substr_types[i] == MD_TEXT_ENTITY ? decode_entity(piece) : std::string(piece);
  }
  return text;
}

/// Translates the parser's events. The callbacks abort the parser when the result exceeds a limit.
class Translator {
 public:
  /// Empty when the result would be longer than `limit`, or the parser fails.
  std::optional<std::string> run(const std::string& padded, std::size_t size, std::size_t limit) {
    limit_ = limit;
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH;
    parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
      return of(self).checked(&Translator::enter_block, type, detail);
    };
    parser.leave_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
      return of(self).checked(&Translator::leave_block, type, detail);
    };
    parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
      return of(self).checked(&Translator::enter_span, type, detail);
    };
    parser.leave_span = [](MD_SPANTYPE type, void* detail, void* self) {
      return of(self).checked(&Translator::leave_span, type, detail);
    };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE bytes, void* self) {
      return of(self).checked(&Translator::text, type, std::string_view(text, bytes));
    };
    if (md_parse(padded.data(), static_cast<MD_SIZE>(size), &parser, this) != 0) return {};
    return std::move(writer_).finish();
  }

 private:
  /// Marks a bullet list; the numbers of CommonMark's lists are not negative.
  static constexpr long kBullet = -1;

  struct List {
    long number = kBullet;  ///< of the next item
    char sign = '-';        ///< the bullet, or what follows the number
  };

  static Translator& of(void* self) { return *static_cast<Translator*>(self); }

  /// md4c 0.4.8 handles only negative values as a request to abort, not other non-zero values.
  template <class Step, class Type, class Detail>
  int checked(Step step, Type type, Detail detail) {
    (this->*step)(type, detail);
    return writer_.size() > limit_ ? -1 : 0;
  }

  void enter_block(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
      case MD_BLOCK_QUOTE: writer_.enter_quote(); break;
      case MD_BLOCK_UL: {
        const auto& list = *static_cast<MD_BLOCK_UL_DETAIL*>(detail);
        enter_list({kBullet, list.mark == '+' ? '+' : '-'}, list.is_tight != 0);
        break;
      }
      case MD_BLOCK_OL: {
        const auto& list = *static_cast<MD_BLOCK_OL_DETAIL*>(detail);
        enter_list({static_cast<long>(list.start), list.mark_delimiter}, list.is_tight != 0);
        break;
      }
      case MD_BLOCK_LI: enter_item(); break;
      case MD_BLOCK_HR: writer_.lines("———"); break;
      case MD_BLOCK_H:
        writer_.block();
        bold_is_due_ = true;
        break;
      case MD_BLOCK_CODE: verbatim_.clear(); break;
      case MD_BLOCK_HTML:
        verbatim_.clear();
        in_html_block_ = true;
        break;
      case MD_BLOCK_P: writer_.block(); break;
      default: enter_table_block(type); break;
    }
  }

  void enter_table_block(MD_BLOCKTYPE type) {
    switch (type) {
      case MD_BLOCK_TABLE:
        writer_.block();
        in_table_ = true;
        is_first_row_ = true;
        break;
      case MD_BLOCK_TR:
        if (!std::exchange(is_first_row_, false)) writer_.line_break();
        is_first_cell_ = true;
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        if (!std::exchange(is_first_cell_, false)) writer_.text(" | ");
        bold_is_due_ = type == MD_BLOCK_TH;
        break;
      default: break;
    }
  }

  void leave_block(MD_BLOCKTYPE type, void* /*detail*/) {
    switch (type) {
      case MD_BLOCK_QUOTE: writer_.leave_quote(); break;
      case MD_BLOCK_UL:
      case MD_BLOCK_OL:
        lists_.pop_back();
        writer_.leave_list();
        break;
      case MD_BLOCK_LI: writer_.leave_item(); return;
      case MD_BLOCK_CODE: writer_.code_block(verbatim_); break;
      case MD_BLOCK_HTML:
        writer_.lines(verbatim_);
        in_html_block_ = false;
        break;
      case MD_BLOCK_H:
      case MD_BLOCK_TH: end_bold(); break;
      case MD_BLOCK_TABLE: in_table_ = false; break;
      default: break;
    }
    if (!in_table_) writer_.end_block();
  }

  void enter_span(MD_SPANTYPE type, void* /*detail*/) {
    begin_bold();
    switch (type) {
      case MD_SPAN_EM: writer_.open('_'); break;
      case MD_SPAN_STRONG: writer_.open('*'); break;
      case MD_SPAN_DEL: writer_.open('~'); break;
      case MD_SPAN_CODE: verbatim_.clear(); break;
      case MD_SPAN_A:
      case MD_SPAN_IMG: links_.push_back(writer_.position()); break;
      default: break;
    }
  }

  void leave_span(MD_SPANTYPE type, void* detail) {
    switch (type) {
      case MD_SPAN_EM: writer_.close('_'); break;
      case MD_SPAN_STRONG: writer_.close('*'); break;
      case MD_SPAN_DEL: writer_.close('~'); break;
      case MD_SPAN_CODE: writer_.code(verbatim_); break;
      case MD_SPAN_A:
        leave_link(attribute_text(static_cast<MD_SPAN_A_DETAIL*>(detail)->href));
        break;
      case MD_SPAN_IMG:
        leave_link(attribute_text(static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src));
        break;
      default: break;
    }
  }

  void text(MD_TEXTTYPE type, std::string_view words) {
    switch (type) {
      case MD_TEXT_CODE: verbatim_ += words; return;
      case MD_TEXT_HTML: html(words); return;
      case MD_TEXT_BR:
      case MD_TEXT_SOFTBR: line_break(); return;
      default: break;
    }
    begin_bold();
    switch (type) {
      case MD_TEXT_NULLCHAR: writer_.text("\xEF\xBF\xBD"); break;
      case MD_TEXT_ENTITY: writer_.text(decode_entity(words)); break;
      default: writer_.text(words); break;
    }
  }

  /// `words` is a tag inside a paragraph, or a piece of a line inside a block of HTML.
  void html(std::string_view words) {
    if (in_html_block_) {
      verbatim_ += words;
    } else if (is_line_break_tag(words)) {
      line_break();
    } else {
      begin_bold();
      writer_.text(words);
    }
  }

  void line_break() {
    if (in_table_) {
      writer_.text(" ");
    } else {
      writer_.line_break();
    }
  }

  void enter_list(List list, bool is_tight) {
    lists_.push_back(list);
    writer_.enter_list(is_tight);
  }

  void enter_item() {
    List& list = lists_.back();
    std::string marker = list.number == kBullet ? "" : std::to_string(list.number++);
    writer_.enter_item(marker.append(1, list.sign).append(1, ' '));
  }

  /// Opens the bold mark of a heading at its first text, so that an empty one has no marks.
  void begin_bold() {
    if (!bold_is_due_) return;
    bold_is_due_ = false;
    writer_.open('*');
    is_bold_ = true;
  }

  void end_bold() {
    bold_is_due_ = false;
    if (std::exchange(is_bold_, false)) writer_.close('*');
  }

  /// Writes each URL once; later links to it show only their text.
  void leave_link(std::string url) {
    show_plain_marks(url);
    const std::string_view text = writer_.since(links_.back());
    links_.pop_back();
    if (url.empty()) return;
    const bool is_new = shown_.insert(url).second;
    if (!is_new || says_address(text, url)) return;
    writer_.text(text.empty() ? url : " (" + url + ")");
  }

  std::size_t limit_ = 0;
  MarkupWriter writer_;
  std::vector<List> lists_;         ///< the open ones
  std::vector<std::size_t> links_;  ///< where the text of each open link begins
  std::set<std::string> shown_;     ///< URLs
  std::string verbatim_;            ///< of the code or HTML that is being read
  bool in_html_block_ = false;
  bool in_table_ = false;
  bool is_first_row_ = false;
  bool is_first_cell_ = false;
  bool bold_is_due_ = false;
  bool is_bold_ = false;
};

/// Appends the definitions whose URL the text does not contain; the parser drops unused ones.
void append_unshown(std::string& shown, const std::vector<LinkDefinition>& definitions) {
  bool is_first = true;
  for (const LinkDefinition& definition : definitions) {
    if (shown.find(definition.url) != std::string::npos) continue;
    if (!shown.empty()) shown.append(is_first ? "\n\n" : "\n");
    shown.append("[").append(definition.label).append("]: ").append(definition.url);
    is_first = false;
  }
}

bool shows_nothing(std::string_view text) noexcept {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

std::string to_whatsapp_markup(std::string_view markdown) {
  std::string written = repair_utf8(markdown);
  const MarkdownSurvey survey = survey_markdown(written);
  if (!survey.within_bounds) return written;
  std::string parsed = widen_delimiter_rows(written, survey.delimiter_rows);
  hide_plain_marks(parsed);
  const std::size_t size = parsed.size();
  parsed.append(kPadding, '\n');
  const std::size_t limit = 2 * written.size();
  std::optional<std::string> shown = Translator().run(parsed, size, limit);
  if (!shown) return written;
  show_plain_marks(*shown);
  append_unshown(*shown, survey.definitions);
  if (shows_nothing(*shown) || shown->size() > limit) return written;
  return *std::move(shown);
}

}  // namespace yak::twilio
