#include "base/version.hpp"

namespace yak::services {

std::string_view version() { return YAK_VERSION; }

}  // namespace yak::services
