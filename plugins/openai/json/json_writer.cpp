// SPDX-License-Identifier: Apache-2.0
#include "openai/json/json_writer.hpp"

#include <boost/json/serialize.hpp>

#include "openai/json/text_joiner.hpp"
#include "yak/text/utf8.hpp"

namespace yak::openai {

void append_json_string(std::string& out, std::string_view text) {
  std::string repaired;
  if (!is_utf8(text)) {
    append_joined(repaired, text);
    text = repaired;
  }
  out += boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

}  // namespace yak::openai
