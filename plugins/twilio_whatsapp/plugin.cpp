#include "yak/plugin.hpp"

namespace {
void enrol(yak::Registrar&) {}
}  // namespace

YAK_PLUGIN("twilio_whatsapp", "1.0.0", enrol);
