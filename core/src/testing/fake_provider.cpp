// SPDX-License-Identifier: Apache-2.0
#include "yak/testing/fake_provider.hpp"

#include <memory>
#include <stdexcept>
#include <utility>

namespace yak::testing {

task<result<void>> FakeProvider::start() { co_return result<void>(); }

task<result<Completion>> FakeProvider::complete(const CompletionRequest& request, DeltaSink& sink) {
  const Step step = next(request);
  const std::shared_ptr<void> leave(nullptr, [this](void*) {
    const std::lock_guard lock(mutex_);
    --running_;
  });
  co_await clock_.sleep(step.delay);
  if (!step.explosion.empty()) throw std::runtime_error(step.explosion);
  if (step.failure) co_return *step.failure;
  sink.on_delta(step.completion->text);
  co_return *step.completion;
}

task<result<std::vector<Model>>> FakeProvider::models() {
  const std::lock_guard lock(mutex_);
  ++model_lists_;
  if (models_failure) co_return *models_failure;
  std::vector<Model> models;
  models.reserve(model_names.size());
  for (const std::string& name : model_names) models.emplace_back(name);
  co_return models;
}

task<void> FakeProvider::stop() { co_return; }

FakeProvider::Step FakeProvider::next(const CompletionRequest& request) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
  ++running_;
  Step step;
  if (script_.empty()) {
    Completion completion;
    completion.text = "answer to " + (request.lines.empty() ? "" : request.lines.back().text);
    completion.usage.known = true;
    completion.usage.prompt_tokens = 10;
    completion.usage.completion_tokens = 5;
    step.completion = std::move(completion);
  } else {
    step = std::move(script_.front());
    script_.pop_front();
  }
  if (step.completion && step.completion->model.empty()) step.completion->model = request.model;
  return step;
}

void FakeProvider::push(Step step) {
  const std::lock_guard lock(mutex_);
  script_.push_back(std::move(step));
}

void FakeProvider::answer(std::string text, std::chrono::milliseconds delay) {
  Completion completion;
  completion.text = std::move(text);
  completion.usage.known = true;
  completion.usage.prompt_tokens = 10;
  completion.usage.completion_tokens = 5;
  answer(std::move(completion), delay);
}

void FakeProvider::answer(Completion completion, std::chrono::milliseconds delay) {
  Step step;
  step.completion = std::move(completion);
  step.delay = delay;
  push(std::move(step));
}

void FakeProvider::fail(error failure, std::chrono::milliseconds delay) {
  Step step;
  step.failure = std::move(failure);
  step.delay = delay;
  push(std::move(step));
}

void FakeProvider::hang() {
  fail(error(ErrorKind::internal, "a hanging call came back"), std::chrono::hours{24 * 365});
}

void FakeProvider::explode(std::string what) {
  Step step;
  step.explosion = std::move(what);
  push(std::move(step));
}

std::vector<CompletionRequest> FakeProvider::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}
int FakeProvider::model_lists() const {
  const std::lock_guard lock(mutex_);
  return model_lists_;
}
int FakeProvider::running() const {
  const std::lock_guard lock(mutex_);
  return running_;
}

std::string RecordingSink::text() const {
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  return text;
}

}  // namespace yak::testing
