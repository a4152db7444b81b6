// Boost.JSON, compiled once and hidden in this plugin. A stream's event costs it a seventh of what
// nlohmann needs, and it bounds the depth while it parses.
#include <boost/json/src.hpp>
