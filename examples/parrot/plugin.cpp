// SPDX-License-Identifier: Apache-2.0
// A provider without a service: it answers with the last line that it is given.
#include <yak/plugin.hpp>

#include <memory>
#include <string>
#include <vector>

namespace {

class Parrot final : public yak::Provider {
 public:
  yak::task<yak::result<yak::Completion>> complete(const yak::CompletionRequest& request,
                                                   yak::DeltaSink& sink) override {
    yak::Completion completion;
    completion.text = request.lines.empty() ? std::string("?") : request.lines.back().text;
    completion.model = request.model;
    sink.on_delta(completion.text);
    co_return completion;
  }

  yak::task<yak::result<std::vector<yak::Model>>> models() override {
    std::vector<yak::Model> models;
    models.emplace_back("parrot");
    co_return models;
  }
};

yak::result<std::unique_ptr<yak::Provider>> make(yak::ProviderContext& /*context*/,
                                                 yak::Settings /*settings*/) {
  return std::unique_ptr<yak::Provider>(std::make_unique<Parrot>());
}

void enrol(yak::Registrar& registrar) { registrar.provider(yak::Schema{}, &make); }

}  // namespace

YAK_PLUGIN("parrot", "1.0.0", enrol);
