// SPDX-License-Identifier: Apache-2.0
// The bytes of a connection give the same requests, however they are split into reads.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/http_server/parser/request_parser.hpp"

namespace {

using yak::net::RequestParser;
using Step = RequestParser::Step;

std::vector<std::string> parse(std::string_view bytes, std::size_t size) {
  std::vector<std::string> seen;
  RequestParser parser(1024);
  parser.begin();
  for (;;) {
    const Step step = parser.advance();
    if (step == Step::refused) return seen;
    if (step == Step::header) parser.limit_body(4096);
    if (step == Step::complete) {
      const yak::ServerRequest& request = parser.request();
      std::string text = std::string(request.method) + " " + std::string(request.target) + " " +
                         std::string(request.path) + " " + std::string(request.body);
      for (const auto& [name, value] : request.headers) {
        text.append(name).append(":").append(value).append("\n");
      }
      seen.push_back(std::move(text));
      parser.finish();
      parser.shrink();
      parser.begin();
    }
    if (step != Step::need_more) continue;
    if (bytes.empty()) return seen;
    const std::span<char> space = parser.space();
    const std::size_t piece = std::min({size, space.size(), bytes.size()});
    std::memcpy(space.data(), bytes.data(), piece);
    parser.commit(piece);
    bytes.remove_prefix(piece);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> whole = parse(bytes, size);
  const std::size_t piece = size == 0 ? 1 : data[0] % 64U + 1;
  if (parse(bytes, piece) != whole || parse(bytes, 1) != whole) std::abort();
  return 0;
}
