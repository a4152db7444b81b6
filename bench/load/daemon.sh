# SPDX-License-Identifier: Apache-2.0
# Functions that start the release build and a model server with a delay, for the load measurements,
# which source this file from the tree's root. All processes end when the caller exits.

scripts/bootstrap test
preset=${preset:-bench}
[ -n "${YAK_BENCH_NO_BUILD:-}" ] || scripts/build "$preset" yak load_upstream load_generator \
  $(cd plugins && for p in */CMakeLists.txt; do echo "$(dirname "$p")_module"; done)
build=build/$preset
folder=$(realpath "$(mktemp -d -p "${YAK_BENCH_DIR:-build}")")
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
ulimit -n "$(ulimit -Hn)"

start_upstream() {  # DELAY_MS
  "$build/bin/load_upstream" 0 "$1" >"$folder/upstream.$1" &
  pids+=($!)
  until [ -s "$folder/upstream.$1" ]; do sleep 0.01; done
  upstream_port=$(cat "$folder/upstream.$1")
}

start_yak() {  # UPSTREAM_PORT [INLINE_WAIT]
  rm -f "$folder"/yak.db* "$folder/out"
  : >"$folder/out"
  cat >"$folder/yak.yaml" <<YAML
server: {listen: "127.0.0.1:0", public_url: "https://bot.example.com", limits: {max_connections: 20000}}
data_dir: $folder
store: {plugin: sqlite, path: yak.db}
channels:
  whatsapp:
    plugin: twilio_whatsapp
    account_sid: AC0123456789abcdef0123456789abcdef
    auth_token: \${YAK_BENCH_TOKEN}
    from: "+14155550100"
    allow_from: ["*"]
    inline_wait: ${2:-12s}
    api_url: http://127.0.0.1:1
    typing: false
providers:
  openai: {plugin: openai, api_key: "\${YAK_BENCH_TOKEN}", base_url: "http://127.0.0.1:$1/v1", models: [bench], flavor: generic, max_concurrent: 20000}
middleware:
  - {plugin: access}
  - {plugin: commands}
  - {plugin: rate_limit, per_user: 100000/1m, global: 1000000/1m}
  - {plugin: history, max_messages: 20}
assistant: {model: openai/bench}
lanes: {total: 100000}
delivery: {retry_base: 1h, retry_cap: 1h}
log: {level: ${YAK_BENCH_LOG:-info}}
YAML
  began=$(date +%s%N)
  YAK_BENCH_TOKEN=bench-auth-token-0123456789 "$build/bin/yak" run -c "$folder/yak.yaml" \
    >"$folder/out" 2>"$folder/log" &
  yak=$!
  pids+=("$yak")
  until grep -q 'admin socket' "$folder/out"; do kill -0 "$yak" || { cat "$folder/log"; exit 1; }; done
  ready=$(date +%s%N)
  port=$(sed -nE 's/.*listens on [a-z]+:\/\/[^ ]*:([0-9]+).*/\1/p' "$folder/out")
}

stop_yak() { kill "$yak"; wait "$yak" || true; }
rss() { awk '/VmRSS/ {printf "%.1f MiB", $2 / 1024}' "/proc/$yak/status"; }

