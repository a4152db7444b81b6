// SPDX-License-Identifier: Apache-2.0
#include "memory/row_bytes.hpp"

#include <initializer_list>
#include <string>
#include <vector>

namespace yak::memory {
namespace {

std::size_t sum(std::initializer_list<const std::string*> texts) {
  std::size_t bytes = 0;
  for (const std::string* text : texts) bytes += text->size();
  return bytes;
}

std::size_t bytes_of(const std::vector<Attachment>& files) {
  std::size_t bytes = 0;
  for (const Attachment& file : files) bytes += sum({&file.url, &file.content_type, &file.name});
  return bytes;
}

}  // namespace

std::size_t bytes_of(const Message& message) {
  std::size_t bytes = sum({&message.channel, &message.external_id, &message.peer, &message.sender,
                           &message.sender_name, &message.to, &message.address, &message.raw_text,
                           &message.text, &message.reply_to, &message.payload});
  for (const std::string& alias : message.aliases) bytes += alias.size();
  return bytes + bytes_of(message.attachments);
}

std::size_t bytes_of(const MessageRow& row) {
  std::size_t bytes = bytes_of(row.message) + row.turn.size();
  for (const auto& [number, step] : row.steps) bytes += step.record.size();
  return bytes;
}

std::size_t bytes_of(const DeliveryRow& row) {
  const Delivery& delivery = row.delivery;
  std::size_t bytes =
      sum({&delivery.channel, &delivery.peer, &delivery.address, &delivery.from,
           &delivery.in_reply_to, &delivery.content.text, &delivery.receipt, &delivery.failure});
  for (const DeliveryEvent& event : row.events) bytes += sum({&event.what, &event.detail});
  return bytes + bytes_of(delivery.content.media);
}

}  // namespace yak::memory
