// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal/keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace yak::cli {
namespace {

using Kind = Key::Kind;

/// The keys that the decoder returns for `bytes`, fed in reads of `size`: `text:é paste:… enter`.
std::string keys_of(const std::string& bytes, std::size_t size) {
  static constexpr std::array<const char*, 25> kNames{
      "text",       "paste",        "enter",       "newline",       "tab",
      "backspace",  "del",          "left",        "right",         "word_left",
      "word_right", "up",           "down",        "page_up",       "page_down",
      "home",       "end",          "kill_to_end", "kill_to_start", "kill_word",
      "yank",       "clear_screen", "interrupt",   "end_of_input",  "suspend"};
  KeyDecoder decoder;
  std::string all;
  bool after_text = false;
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    for (const Key& key : decoder.feed(std::string_view(bytes).substr(at, size))) {
      const bool is_text = key.kind == Kind::text;
      // The decoder may return typed characters one by one.
      if (!(is_text && after_text)) {
        all += all.empty() ? "" : " ";
        all += kNames.at(static_cast<std::size_t>(key.kind));
        if (is_text || key.kind == Kind::paste) all += ":";
      }
      all += key.text;
      after_text = is_text;
    }
  }
  return all;
}

struct KeyCase {
  const char* bytes;
  const char* keys;
};

TEST(ChatKeys, BytesAreKeysHoweverReadsAreSplit) {
  static constexpr std::array<KeyCase, 18> kCases{{
      {"hello\r", "text:hello enter"},
      {"é 日本語 😀\n", "text:é 日本語 😀 enter"},
      {"\x1b[A\x1b[B\x1b[C\x1b[D", "up down right left"},
      {"\x1bOH\x1bOF\x1b[1~\x1b[4~\x1b[3~", "home end home end del"},
      {"\x1b[1;5D\x1b[1;5C\x1b"
       "b\x1b"
       "f",
       "word_left word_right word_left word_right"},
      {"\x1b[5~\x1b[6~", "page_up page_down"},
      {"\x01\x05\x0b\x15\x17\x19", "home end kill_to_end kill_to_start kill_word yank"},
      {"\x03\x04\x1a\x0c\t\x7f\x08",
       "interrupt end_of_input suspend clear_screen tab backspace backspace"},
      {"a\x1b\rb", "text:a newline text:b"},
      {"\x1b[200~one\rtwo\r\nthree\n\x1b[201~\r", "paste:one\ntwo\nthree\n enter"},
      {"\x1b[200~\x03\x04\x1b[A\tx\x1b[201~", "paste:[A\tx"},
      {"\x1b[200~日本\x1b[201~é", "paste:日本 text:é"},
      {"\x1b[99~\x1b[Z\x1b[5;9uend", "text:end"},
      {"\xff\xfe"
       "a",
       "text:��a"},
      {"\xed\xa0\x80"
       "a",
       "text:���a"},
      {"a\xe2\x80\xae"
       "b",
       "text:ab"},
      {"\x1b\x1b[A", "up"},
      {"\x1c\x1d\x1e\x1f"
       "a",
       "text:a"},
  }};
  for (const KeyCase& one : kCases) {
    for (const std::size_t size :
         {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{4'096}}) {
      EXPECT_EQ(keys_of(one.bytes, size), one.keys) << one.bytes << " in reads of " << size;
    }
  }
}

TEST(ChatKeys, ALoneEscapeWaitsForTheTimeout) {
  KeyDecoder decoder;
  EXPECT_TRUE(decoder.feed("\x1b").empty());
  EXPECT_TRUE(decoder.waits());
  decoder.give_up();
  ASSERT_EQ(decoder.feed("[A").size(), 1U);  // typed text, not an arrow key
}

TEST(ChatKeys, APasteIsBounded) {
  KeyDecoder decoder;
  (void)decoder.feed("\x1b[200~");
  for (int i = 0; i < 100; ++i) (void)decoder.feed(std::string(10'000, 'x'));
  const auto keys = decoder.feed("\x1b[201~y");
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].text.size(), KeyDecoder::kMaxPaste);
  EXPECT_EQ(keys[1].text, "y");
}

TEST(ChatKeys, ASequenceWithoutEndIsDropped) {
  KeyDecoder decoder;
  EXPECT_TRUE(decoder.feed("\x1b[" + std::string(40, '1')).size() <= 1);
  EXPECT_FALSE(decoder.waits());
}

}  // namespace
}  // namespace yak::cli
