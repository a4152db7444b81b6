// SPDX-License-Identifier: Apache-2.0
#include "yak/plugin.hpp"

#include "twilio_whatsapp/address_rule.hpp"
#include "twilio_whatsapp/channel.hpp"
#include "twilio_whatsapp/options.hpp"

namespace {

void enrol(yak::Registrar& registrar) {
  registrar.channel(yak::twilio::schema(), &yak::twilio::make_channel, &yak::twilio::validate,
                    {&yak::twilio::whatsapp_address});
}

}  // namespace

YAK_PLUGIN("twilio_whatsapp", "1.0.0", enrol);
