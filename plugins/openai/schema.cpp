// SPDX-License-Identifier: Apache-2.0
#include "openai/options.hpp"

namespace yak::openai {
namespace {

constexpr double kSecond = 1000;
constexpr double kMinute = 60 * kSecond;

std::vector<Field> server_fields() {
  return {
      Field::secret("api_key", "The key for the server. Ollama, llama.cpp and vLLM need none."),
      Field::text("base_url", "The API's URL, up to and including its version.")
          .defaults_to("https://api.openai.com/v1"),
      Field::choice("flavor",
                    "The kind of server. `auto` decides by the host of base_url; unknown hosts are "
                    "`generic`.",
                    {"auto", "openai", "azure", "ollama", "groq", "openrouter", "llamacpp", "vllm",
                     "generic"})
          .defaults_to("auto"),
      Field::text("organization", "Sent as OpenAI-Organization."),
      Field::text("project", "Sent as OpenAI-Project."),
      Field::map("headers", "Further headers of every request.", Field::element(FieldType::text))
          .defaults_to("{}"),
  };
}

std::vector<Field> request_fields() {
  return {
      Field::boolean("stream",
                     "Request answers as a stream, so that a model that hangs is detected.")
          .defaults_to("true"),
      Field::any(
          "extra_body",
          "Fields added to every request. They replace Yak's own; `null` removes one of Yak's."),
      Field::choice("system_role",
                    "The role of the system prompt. `auto`: `developer` for OpenAI's reasoning "
                    "models, else `system`; `user` is for models that know neither.",
                    {"auto", "system", "developer", "user"})
          .defaults_to("auto"),
      Field::choice("reasoning",
                    "Whether the models are reasoning models, which refuse `temperature`. `auto` "
                    "decides by the model's name.",
                    {"auto", "always", "never"})
          .defaults_to("auto"),
  };
}

std::vector<Field> time_fields() {
  return {
      Field::integer("max_retries", "How often a failed request is retried.")
          .defaults_to("2")
          .between(0, 10),
      Field::duration("connect_timeout", "For DNS, TCP and TLS.")
          .defaults_to("5s")
          .between(100, kMinute),
      Field::duration("first_token_timeout", "Until the first piece of a streamed answer.")
          .defaults_to("30s")
          .between(100, 60 * kMinute),
      Field::duration("stall_timeout", "Between two pieces of a streamed answer.")
          .defaults_to("20s")
          .between(100, 60 * kMinute),
      Field::duration("models_cache", "How long the list of models is kept.")
          .defaults_to("10m")
          .between(0, 24 * 60 * kMinute),
  };
}

std::vector<Field> money_fields() {
  return {
      Field::secret("admin_key",
                    "An OpenAI admin key; with it /credits shows what the organization spent."),
      Field::number("top_up_usd",
                    "Dollars paid in for 30 days; /credits then shows about how many are left.")
          .between(0, 1e9),
  };
}

}  // namespace

Schema schema() {
  Schema schema;
  for (auto* fields : {&server_fields, &request_fields, &time_fields, &money_fields}) {
    for (Field& field : fields()) schema.add(std::move(field));
  }
  return schema;
}

}  // namespace yak::openai
