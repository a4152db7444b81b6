// SPDX-License-Identifier: Apache-2.0
#include "store_contract/store_contract.hpp"

#include <gtest/gtest.h>

#include <tuple>

#include "yak/testing/fake_store.hpp"

namespace yak::store_contract {
namespace {

bool same_files(const std::vector<Attachment>& left, const std::vector<Attachment>& right) {
  return std::ranges::equal(left, right, [](const Attachment& a, const Attachment& b) {
    return std::tie(a.url, a.content_type, a.name) == std::tie(b.url, b.content_type, b.name);
  });
}

}  // namespace

std::unique_ptr<Store> open_store(StoreHome& home, const StoreKind& kind,
                                  testing::SettingsBuilder settings) {
  StoreContext context = home.context();
  auto made = kind.factory(context, settings.build());
  if (!made) {
    ADD_FAILURE() << made.error().message;
    return nullptr;
  }
  if (auto opened = (*made)->open(); !opened) {
    ADD_FAILURE() << opened.error().message;
    return nullptr;
  }
  return std::move(*made);
}

std::unique_ptr<Store> open_store(StoreHome& home, const StoreKind& kind) {
  return open_store(home, kind, testing::SettingsBuilder(kind.schema()));
}

void reopen(StoreHome& home, const StoreKind& kind, std::unique_ptr<Store>& store) {
  store->close();
  if (!kind.in_memory) {
    store.reset();
    store = open_store(home, kind);
  } else if (auto opened = store->open(); !opened) {
    ADD_FAILURE() << opened.error().message;
  }
}

void put(Batch& writes, const std::string& space, std::string key,
         std::optional<std::string> value) {
  // Any store's keys of this space add the same.
  static testing::FakeStore store;
  const std::unique_ptr<KeyValue> keys = store.kv(space);
  if (value) {
    keys->put_with(writes, std::move(key), *std::move(value)).value();
  } else {
    keys->erase_with(writes, std::move(key));
  }
}

Message full_message(int number) {
  using std::chrono::milliseconds;
  const std::string suffix = std::to_string(number);
  Message message;
  message.channel = "whatsapp";
  message.external_id = "SM" + suffix;
  message.peer = "group-" + suffix;
  message.sender = "+1555000" + suffix;
  message.sender_name = "Zoë \"Z\" " + suffix;
  message.to = "+14155238886";
  message.address = "+1555111" + suffix;
  message.raw_text = "/model 'x'; DROP TABLE inbox;\n" + suffix;
  message.text = "a location: 48.2, 16.4 🗺 " + suffix;
  message.reply_to = "SM-quoted-" + suffix;
  message.attachments.push_back(
      {"https://api.example/1?a=b&c=\"d\"", "image/jpeg", "beach 🏖.jpg"});
  message.attachments.push_back({"https://api.example/2", "", ""});
  // Verbatim means every byte, those that are no UTF-8 too.
  message.payload = std::string("Body=\xff\xfe\0&NumMedia=2", 20) + suffix;
  message.received_at = WallTime(milliseconds(1'767'603'600'123 + number));
  message.trace_id.fill(static_cast<std::uint8_t>(number + 1));
  return message;
}

Message short_message(std::string external_id, std::string text) {
  Message message;
  message.channel = "whatsapp";
  message.external_id = std::move(external_id);
  message.peer = "+15551234567";
  message.sender = message.peer;
  message.raw_text = std::move(text);
  message.text = message.raw_text;
  message.payload = "Body=" + message.raw_text;
  message.received_at = WallTime(std::chrono::milliseconds(1));
  return message;
}

Delivery full_delivery(int part, int parts) {
  using std::chrono::milliseconds;
  Delivery delivery;
  delivery.channel = "whatsapp";
  delivery.peer = "+15551234567";
  delivery.address = "+15557654321";
  delivery.from = "+14155238886";
  delivery.in_reply_to = "SM1";
  delivery.part = part;
  delivery.parts = parts;
  delivery.content.text = "part ½ " + std::to_string(part);
  delivery.content.media.push_back(
      {"https://cdn.example/" + std::to_string(part), "image/png", "a"});
  delivery.created_at = WallTime(milliseconds(1000));
  delivery.next_at = WallTime(milliseconds(2000));
  delivery.trace_id.fill(0x2a);
  return delivery;
}

TurnCommit commit_of(MessageId message, int deliveries) {
  TurnCommit commit;
  commit.message = message;
  for (int part = 1; part <= deliveries; ++part) {
    commit.deliveries.push_back(full_delivery(part, deliveries));
    commit.deliveries.back().message = message;
  }
  return commit;
}

UsageRow usage_of(std::string user, std::string model, Day day, std::int64_t messages) {
  UsageRow row;
  row.user = std::move(user);
  row.model = std::move(model);
  row.day = day;
  row.messages = messages;
  row.prompt_tokens = messages * 10;
  row.completion_tokens = messages * 5;
  row.cost_nano_usd = messages * 1000;
  row.unpriced_messages = messages / 2;
  return row;
}

bool same(const Message& left, const Message& right) {
  const auto fields = [](const Message& m) {
    return std::tie(m.id, m.channel, m.external_id, m.peer, m.sender, m.sender_name, m.to,
                    m.address, m.raw_text, m.text, m.reply_to, m.payload, m.received_at,
                    m.suspicion, m.trace_id);
  };
  return fields(left) == fields(right) && same_files(left.attachments, right.attachments);
}

bool same(const Delivery& left, const Delivery& right) {
  const auto fields = [](const Delivery& d) {
    return std::tie(d.id, d.message, d.channel, d.peer, d.address, d.from, d.in_reply_to, d.part,
                    d.parts, d.content.text, d.state, d.attempts, d.created_at, d.next_at,
                    d.receipt, d.status, d.failure, d.trace_id);
  };
  return fields(left) == fields(right) && same_files(left.content.media, right.content.media);
}

MessageId accepted(Store& store, const Message& message) {
  const auto outcome = wait(store.journal().accept(message));
  return outcome.value().id;
}

std::vector<DeliveryId> committed(Store& store, TurnCommit commit) {
  const auto outcome = wait(store.journal().commit(std::move(commit)));
  return outcome.value();
}

MessageId ended(Store& store, std::string external_id, MessageState state) {
  TurnCommit end;
  end.message = accepted(store, short_message(std::move(external_id)));
  end.state = state;
  committed(store, end);
  return end.message;
}

}  // namespace yak::store_contract
