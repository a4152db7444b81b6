// SPDX-License-Identifier: Apache-2.0
#include "sqlite/threads/operation_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace yak::sqlite {
namespace {

using ::testing::ElementsAre;
using Pushed = OperationQueue::Pushed;

class Nothing final : public Operation {
 public:
  Nothing() : Operation(Kind::write) {}
  void run() override {}
  void fail(const error& /*failure*/) override {}
};

TEST(OperationQueue, GivesOutInOrderAndAtMostTheLimit) {
  std::array<Nothing, 3> operations;
  OperationQueue queue(8);
  queue.open();
  for (Nothing& operation : operations) EXPECT_EQ(queue.push(operation), Pushed::yes);
  std::vector<Operation*> batch;
  EXPECT_TRUE(queue.take(batch, 2));
  EXPECT_THAT(batch, ElementsAre(&operations[0], &operations[1]));
  EXPECT_TRUE(queue.take(batch, 2));
  EXPECT_THAT(batch, ElementsAre(&operations[2]));
}

TEST(OperationQueue, RefusesAboveItsBoundUntilThereIsRoom) {
  std::array<Nothing, 3> operations;
  OperationQueue queue(2);
  queue.open();
  EXPECT_EQ(queue.push(operations[0]), Pushed::yes);
  EXPECT_EQ(queue.push(operations[1]), Pushed::yes);
  EXPECT_EQ(queue.push(operations[2]), Pushed::full);
  std::vector<Operation*> batch;
  EXPECT_TRUE(queue.take(batch, 1));
  EXPECT_EQ(queue.push(operations[2]), Pushed::yes);
}

TEST(OperationQueue, IsClosedUntilOpenedAndAfterClose) {
  std::array<Nothing, 2> operations;
  OperationQueue queue(2);
  EXPECT_EQ(queue.push(operations[0]), Pushed::closed);
  queue.open();
  EXPECT_EQ(queue.push(operations[0]), Pushed::yes);
  queue.close();
  EXPECT_EQ(queue.push(operations[1]), Pushed::closed);
  std::vector<Operation*> batch;
  EXPECT_TRUE(queue.take(batch, 8));
  EXPECT_FALSE(queue.take(batch, 8));
}

TEST(OperationQueue, WakesTheThreadThatWaits) {
  Nothing operation;
  OperationQueue queue(2);
  queue.open();
  std::size_t taken = 0;
  std::thread taker([&queue, &taken] {
    std::vector<Operation*> batch;
    while (queue.take(batch, 8)) taken += batch.size();
  });
  EXPECT_EQ(queue.push(operation), Pushed::yes);
  queue.close();
  taker.join();
  EXPECT_EQ(taken, 1U);
}

}  // namespace
}  // namespace yak::sqlite
