// SPDX-License-Identifier: Apache-2.0
#include "observe/log/last_errors.hpp"

#include <gtest/gtest.h>

namespace yak::observe {
namespace {

LastErrors::Entry entry(std::string text) {
  LastErrors::Entry made;
  made.text = std::move(text);
  return made;
}

TEST(LastErrors, KeepsTheNewestOfEachInstance) {
  LastErrors errors;
  errors.note("whatsapp", entry("first"));
  errors.note("whatsapp", entry("second"));
  errors.note("openai", entry("third"));
  ASSERT_EQ(errors.entries().size(), 2U);
  EXPECT_EQ(errors.entries().at("whatsapp").text, "second");
}

TEST(LastErrors, IsBoundedInNumberAndInLength) {
  LastErrors errors;
  for (std::size_t i = 0; i < 2 * LastErrors::kMaxSources; ++i) {
    errors.note(std::to_string(i), entry("x"));
  }
  EXPECT_EQ(errors.entries().size(), LastErrors::kMaxSources);
  std::string text(LastErrors::kMaxText - 1, 'x');
  errors.note("0", entry(text + "äöü"));
  EXPECT_EQ(errors.entries().at("0").text, text + "…");
}

TEST(LastErrors, ALineOfTheCoreBelongsToTheInstanceThatItNames) {
  EXPECT_EQ(subject_of("whatsapp", {{"channel", "other"}}), "whatsapp");
  EXPECT_EQ(subject_of("core", {{"delivery", 7}, {"channel", "whatsapp"}}), "whatsapp");
  EXPECT_EQ(subject_of("core", {{"model", "openai/gpt-4o"}}), "openai");
  EXPECT_EQ(subject_of("core", {{"instance", "history"}}), "history");
  EXPECT_EQ(subject_of("core", {{"turns", 3}}), "core");
}

TEST(LastErrors, IncludesTheReason) {
  EXPECT_EQ(error_text("a turn failed", {{"message", 7}, {"reason", "it threw"}}),
            "a turn failed: it threw");
  EXPECT_EQ(error_text("the store cannot write", {{"reason", "disk full"}}),
            "the store cannot write: disk full");
  EXPECT_EQ(error_text("stopping", {}), "stopping");
}

}  // namespace
}  // namespace yak::observe
