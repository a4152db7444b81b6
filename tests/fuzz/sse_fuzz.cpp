// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "openai/api/completion_body.hpp"
#include "openai/errors/error_response.hpp"
#include "openai/stream/completion_stream.hpp"
#include "openai/stream/sse_decoder.hpp"
#include "yak/text/utf8.hpp"

namespace {

using namespace yak::openai;
using yak::is_utf8;

const ErrorReader kErrors("fuzz", Redactor());
constexpr std::size_t kMaxEvent = 4096;

/// The events of a stream; `ok` is false when one exceeded the bound.
struct Decoded {
  std::vector<std::string> events;
  bool ok = true;
  friend bool operator==(const Decoded&, const Decoded&) = default;
};

Decoded decode(std::string_view stream, std::size_t read) {
  SseDecoder decoder(kMaxEvent);
  Decoded decoded;
  while (!stream.empty()) {
    const std::string piece(stream.substr(0, read));
    stream.remove_prefix(piece.size());
    decoder.feed(piece);
    while (true) {
      const auto event = decoder.next();
      if (!event) {
        decoded.ok = false;
        return decoded;
      }
      if (!*event) break;
      decoded.events.emplace_back(**event);
    }
  }
  return decoded;
}

void require(bool holds) {
  if (!holds) std::abort();
}

/// For any events, all deltas together are the answer's text, and both are UTF-8.
void read_answer(const std::vector<std::string>& events) {
  CompletionStream stream(kErrors);
  std::string deltas;
  for (const std::string& event : events) {
    if (!stream.take(event, deltas)) return;
  }
  const auto completion = stream.finish(deltas);
  if (!completion) {
    require(is_utf8(completion.error().message));
    return;
  }
  require(is_utf8(completion->text));
  require(!completion->text.empty());
  require(deltas.ends_with(completion->text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t read = data[0] % 16U + 1;
  const std::string_view stream(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Decoded whole = decode(stream, stream.size() + 1);
  // The bound may differ between splits by the three bytes of a byte order mark.
  const Decoded cut = decode(stream, read);
  if (!stream.starts_with("\xEF\xBB\xBF")) require(cut.ok == whole.ok);
  if (whole.ok && cut.ok) require(cut == whole);
  read_answer(whole.events);

  const auto body = read_completion(stream, {}, kErrors);
  require(!body || (!body->text.empty() && is_utf8(body->text)));
  yak::HttpResponse response;
  response.status = 500;
  response.body = stream;
  require(is_utf8(kErrors.from_response(response, {}).message));
  return 0;
}
