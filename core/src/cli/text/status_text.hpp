// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "cli/daemon_answer.hpp"
#include "cli/terminal/keys.hpp"
#include "cli/text/text_style.hpp"

/// Formats the daemon's status as text. Pure. Control characters are neutralised.
namespace yak::cli {

/// The response of `/api/v1/status` in lines of at most `width` characters: readiness with the keys
/// that wait for a restart, then recent activity, the queues, the models, the instances, and the
/// last error of each.
std::string describe_status(const Json& body, std::size_t width);

/// Adds colours to the text of `describe_status`: readiness, problems, headings.
std::string paint_status(const std::string& text, const TextStyle& style);

/// The visible part of a text on a screen.
struct ScreenView {
  std::size_t lines = 24;  ///< of the screen
  std::size_t columns = 80;
  std::size_t top = 0;   ///< the first visible line of the text
  bool scrolls = false;  ///< keys are read; the last line then lists them
  TextStyle style;
};

/// `text` as a full screen that replaces the previous one. If lines do not fit, the last line says
/// so.
std::string as_screen(const std::string& text, const ScreenView& view);

/// The new `top` of the view after `key`: arrows, j and k, Page keys, Home and End. Limited so that
/// the last line of the text reaches the bottom of the screen.
std::size_t scrolled(const ScreenView& view, const Key& key, std::size_t lines_of_text);

}  // namespace yak::cli
