#include "yak/plugin.hpp"

#include "twilio_whatsapp/channel.hpp"
#include "twilio_whatsapp/options.hpp"

namespace {

void enrol(yak::Registrar& registrar) {
  registrar.channel(yak::twilio::schema(), &yak::twilio::make_channel, &yak::twilio::validate);
}

}  // namespace

YAK_PLUGIN("twilio_whatsapp", "1.0.0", enrol);
