// A layer with a bug: a message that says the word takes the process down.
#include "yak/plugin.hpp"

#include <cstdlib>

namespace {

class CrashMiddleware final : public yak::Middleware {
 public:
  explicit CrashMiddleware(std::string word) : word_(std::move(word)) {}

  yak::task<yak::result<void>> handle(yak::Turn& turn, yak::Next& next) override {
    if (turn.message.text.find(word_) != std::string::npos) std::abort();
    return next(turn);
  }

 private:
  std::string word_;
};

yak::result<std::unique_ptr<yak::Middleware>> make(yak::Context& /*context*/,
                                                   yak::Settings settings) {
  return std::unique_ptr<yak::Middleware>(std::make_unique<CrashMiddleware>(settings.text("word")));
}

void enrol(yak::Registrar& registrar) {
  registrar.middleware(
      yak::Schema{
          yak::Field::text("word", "What a message says to crash it.").defaults_to("\"crash\"")},
      &make);
}

}  // namespace

YAK_PLUGIN("crash", "1.0.0", enrol);
