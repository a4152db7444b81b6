# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: executes the Dockerfile's instructions, stage by stage, in bare roots; then runs the result
# as compose.yaml says, as the first process of a process namespace. Features of an engine alone (layers, the
# health check's timing, restarts) are not tested here.
. "$here/image.sh"
. "$here/engine.sh"
docker=$YAK_SOURCE/packaging/docker
plan=$("$node" "$here/image/plan.mjs" "$docker/Dockerfile")
check "the Dockerfile has no errors" test -n "$plan"
check "compose.yaml conforms to the compose specification" "$node" "$here/image/node_modules/dclint/bin/dclint.cjs" \
  -c "$here/image/dclint.yaml" --max-warnings 0 "$docker/compose.yaml"
check "no secret, state or build of this folder is sent to the builder" equals \
  "$("$node" "$here/image/context.mjs" "$YAK_SOURCE" .env build/x yak.db config/yak.db-wal packaging/docker/yak.yaml \
    packaging/docker/secrets/x tests/e2e/node_modules/x .git/config README.md | tr '\0' ' ')" "README.md "

while IFS= read -r line; do
  began=$SECONDS
  eval "check \"image: \${line:0:100}\" $line"
  [ $((SECONDS - began)) -lt 10 ] || echo "# that took $((SECONDS - began)) s"
done <<<"$plan"
check "the program in it is of this version" equals "$(image_inside yak --version)" "yak $YAK_OLD"
check "the image's user is not root" fails equals "$(image_inside id -u)" 0
check "no service manager is in it" test ! -e "$image/usr/lib/systemd/systemd"
check "its health check fails while nothing serves" fails image_inside "${image_healthcheck[@]}"

# As compose.yaml's comments say, for one of its secrets.
settings=$images/settings
mkdir -p "$settings/secrets"
sed -e '/enabled_if: ${TWILIO_AUTH_TOKEN:-}/d' -e 's/auth_token: .*/auth_token: !credential twilio_auth_token/' \
  "$image/etc/yak/yak.yaml" >"$settings/yak.yaml"
echo 0123456789abcdef0123456789abcdef >"$settings/secrets/twilio_auth_token"
echo unused >"$settings/secrets/openai_api_key"
chmod 0400 "$settings/secrets/"* && chown 10001 "$settings/secrets/"*
calls=$(TWILIO_ACCOUNT_SID=AC00000000000000000000000000000000 TWILIO_WHATSAPP_NUMBER=whatsapp:+14155238886 \
  AUTHORIZED_NUMBER=+15551234567 YAK_PUBLIC_URL=http://127.0.0.1:8080 \
  "$node" "$here/image/compose.mjs" "$docker/compose.yaml")
check "all settings of compose.yaml are supported" read_compose "$calls"
check "the container starts and gets healthy" start_container
check "its first process is the daemon" equals "$(tr '\0' ' ' <"/proc/$container/cmdline" | cut -d' ' -f1,2)" "yak run"
check "it runs as the image's user, without capabilities or a way to gain them" equals \
  "$(sed -nE 's/^(Uid|CapBnd|NoNewPrivs):\t([0-9a-f]+).*/\2/p' "/proc/$container/status" | tr '\n' ' ')" \
  "${image_user%:*} 0000000000000000 1 "
check "the published port answers" on_container_network curl -fsS --max-time 5 \
  "http://127.0.0.1:${container_port}/readyz"
check "a message is answered" contains "$(in_container sh -c 'echo hello | yak chat')" "You said: hello"
check "a webhook signed with the secret is answered" contains \
  "$(in_container yak webhook-test whatsapp "good day" --from +15551234567 2>&1)" \
  "You said: good day"
check "only its volumes are writable" fails in_container sh -c ': >/etc/yak/new'
check "it ends by itself at the image's stop signal, in time" stop_container
check "its state is in the volume" test -s "$images/volumes/state/yak.db"
check "it starts again on that" start_container
check "the daemon remembers its history" contains "$(in_container yak usage --json)" '"messages": 2'
check "it ends again" stop_container
