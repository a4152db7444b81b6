#include <yak/plugin.hpp>

#include <utility>

namespace {

/// Makes every answer loud.
class Shout final : public yak::Middleware {
 public:
  explicit Shout(yak::Settings settings) : ending_(settings.text("ending")) {}

  yak::task<yak::result<void>> handle(yak::Turn& turn, yak::Next& next) override {
    auto outcome = co_await next(turn);
    if (!outcome) co_return outcome;
    for (yak::ReplyPart& part : turn.reply.parts) {
      for (char& letter : part.text) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
      }
      part.text += ending_;
    }
    co_return outcome;
  }

 private:
  std::string ending_;
};

yak::result<std::unique_ptr<yak::Middleware>> make(yak::Context& /*context*/,
                                                   yak::Settings settings) {
  return std::unique_ptr<yak::Middleware>(std::make_unique<Shout>(std::move(settings)));
}

void enrol(yak::Registrar& registrar) {
  registrar.middleware(
      yak::Schema{yak::Field::text("ending", "Put behind every part.").defaults_to("\"!\"")},
      &make);
}

}  // namespace

YAK_PLUGIN("shout", "1.0.0", enrol);
