// SPDX-License-Identifier: Apache-2.0
// What every store promises of status callbacks.

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "store_contract/store_contract.hpp"
#include "yak/message/receipt.hpp"

namespace yak::store_contract {
namespace {

class ReceiptContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store_);
    delivery_ = committed(*store_, commit_of(accepted(*store_, short_message("a")))).front();
  }

  result<bool> report(DeliveryId delivery, std::string receipt, ReceiptStatus status,
                      std::string channel = "whatsapp") {
    ReceiptUpdate report;
    report.channel = std::move(channel);
    report.delivery = delivery;
    report.receipt = std::move(receipt);
    report.status = status;
    auto outcome = wait(store_->journal().report(report));
    if (!outcome) return outcome.error();
    return outcome->moved;
  }

  StoreHome home_;
  std::unique_ptr<Store> store_ = open_store(home_, GetParam());
  DeliveryId delivery_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Stores, ReceiptContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& info) { return info.param.name; });

TEST_P(ReceiptContract, MovesUpAndNeverDown) {
  EXPECT_TRUE(report(delivery_, "SM9", ReceiptStatus::sent).value());
  EXPECT_FALSE(report(delivery_, "SM9", ReceiptStatus::sent).value());
  EXPECT_FALSE(report(delivery_, "SM9", ReceiptStatus::queued).value());
  EXPECT_TRUE(report(delivery_, "SM9", ReceiptStatus::read).value());
  EXPECT_FALSE(report(delivery_, "SM9", ReceiptStatus::delivered).value());
}

TEST_P(ReceiptContract, EndsWithFailed) {
  EXPECT_TRUE(report(delivery_, "SM9", ReceiptStatus::failed).value());
  EXPECT_FALSE(report(delivery_, "SM9", ReceiptStatus::failed).value());
  EXPECT_FALSE(report(delivery_, "SM9", ReceiptStatus::delivered).value());
}

TEST_P(ReceiptContract, DoesNotFailWhatArrived) {
  EXPECT_TRUE(report(delivery_, "SM9", ReceiptStatus::delivered).value());
  EXPECT_FALSE(report(delivery_, "SM9", ReceiptStatus::failed).value());
  EXPECT_TRUE(report(delivery_, "SM9", ReceiptStatus::read).value());
}

TEST_P(ReceiptContract, FindsByReceiptWhereTheIdIsNotNamed) {
  DeliveryUpdate sent(delivery_, DeliveryState::sent);
  sent.receipt = "SM9";
  wait(store_->journal().update(sent)).value();
  EXPECT_TRUE(report(0, "SM9", ReceiptStatus::delivered).value());
  EXPECT_FALSE(report(delivery_, "", ReceiptStatus::delivered).value());
}

TEST_P(ReceiptContract, KeepsAReceiptThatComesBeforeTheAnswer) {
  EXPECT_TRUE(report(delivery_, "SM9", ReceiptStatus::queued).value());
  EXPECT_TRUE(report(0, "SM9", ReceiptStatus::sent).value());
}

TEST_P(ReceiptContract, KeepsTheReceiptThatIsThere) {
  DeliveryUpdate sent(delivery_, DeliveryState::sent);
  sent.receipt = "SM-first";
  wait(store_->journal().update(sent)).value();
  EXPECT_TRUE(report(delivery_, "SM-second", ReceiptStatus::queued).value());
  EXPECT_FALSE(report(0, "SM-second", ReceiptStatus::sent).has_value());
  EXPECT_TRUE(report(0, "SM-first", ReceiptStatus::sent).value());
}

TEST_P(ReceiptContract, FindsNothingForAnotherChannelOrAnUnknownReceipt) {
  EXPECT_TRUE(report(delivery_, "SM9", ReceiptStatus::queued).value());
  const auto expect_missing = [](const result<bool>& outcome) {
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::not_found);
  };
  expect_missing(report(delivery_, "SM9", ReceiptStatus::sent, "telegram"));
  expect_missing(report(0, "SM9", ReceiptStatus::sent, "telegram"));
  expect_missing(report(0, "SM-unknown", ReceiptStatus::sent));
  expect_missing(report(0, "", ReceiptStatus::sent));
  expect_missing(report(delivery_ + 1, "", ReceiptStatus::sent));
}

TEST(ReceiptRule, HoldsForEveryPair) {
  using enum ReceiptStatus;
  struct Row {
    ReceiptStatus from;
    std::vector<ReceiptStatus> moves_to;
  };
  const std::vector<Row> rows{
      {none, {queued, sent, delivered, read, failed}},
      {queued, {sent, delivered, read, failed}},
      {sent, {delivered, read, failed}},
      {delivered, {read}},
      {read, {}},
      {failed, {}},
  };
  for (const Row& row : rows) {
    for (const ReceiptStatus to : {none, queued, sent, delivered, read, failed}) {
      const bool expected = std::ranges::find(row.moves_to, to) != row.moves_to.end();
      EXPECT_EQ(moves_up(row.from, to), expected)
          << static_cast<int>(row.from) << " to " << static_cast<int>(to);
    }
  }
}

}  // namespace
}  // namespace yak::store_contract
