#include "yak/plugin.hpp"

namespace {

void enrol(yak::Registrar&) {}

}  // namespace

YAK_PLUGIN("openai", "1.0.0", enrol);
