#pragma once

#include <cstddef>
#include <string>

#include "cli/daemon_answer.hpp"
#include "cli/terminal/keys.hpp"
#include "cli/text/text_style.hpp"

/// How the daemon is, for people. Pure; nothing that the daemon says can move the cursor or
/// recolour the terminal.
namespace yak::cli {

/// What `/api/v1/status` told, in lines of at most `width` characters: readiness first, with the
/// keys that wait for a restart, then what was done in the last minutes, the queues, the models,
/// the instances, and what went wrong last in each.
std::string status_in_words(const Json& body, std::size_t width);

/// The same with colours: whether it is ready, what is wrong, headings.
std::string paint_status(const std::string& text, const TextStyle& style);

/// A part of a text on a screen.
struct ScreenView {
  std::size_t lines = 24;  ///< of the screen
  std::size_t columns = 80;
  std::size_t top = 0;   ///< the first line of the text that is shown
  bool scrolls = false;  ///< keys are read: then the last line names them
  TextStyle style;
};

/// `text` as a whole screen, drawn over the one before; what does not fit is left out, and said so.
std::string as_screen(const std::string& text, const ScreenView& view);

/// Where the view of a text of so many lines begins after `key`: arrows, j and k, pages, home and
/// end. At most so far that the last line of the screen has text.
std::size_t scrolled(const ScreenView& view, const Key& key, std::size_t lines_of_text);

}  // namespace yak::cli
