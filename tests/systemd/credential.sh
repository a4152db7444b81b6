# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: credentials from systemd, one for a plugin and one for the core.
secret=0123456789abcdef0123456789abcdef
token=an-admin-token-of-the-manager
printf '%s\n' "$secret" >"$YAK_ROOT/etc/yak/credentials/twilio_auth_token"
printf '%s\n' "$token" >"$YAK_ROOT/etc/yak/credentials/admin_token"
chmod 600 "$YAK_ROOT"/etc/yak/credentials/*
sed -i -e 's/^  token: .*/  token: !credential admin_token/' \
  -e '/^    plugin: twilio_whatsapp/,/^    webhook_path/{s/^    enabled_if: .*/    catch_up: 0s/
    s/^    account_sid: .*/    account_sid: AC0123456789abcdef0123456789abcdef/
    s/^    auth_token: .*/    auth_token: !credential twilio_auth_token/
    s/^    from: .*/    from: whatsapp:+15550001111/; s/^    allow_from: .*/    allow_from: ["*"]/}' \
  -e 's,^  public_url: .*,  public_url: https://yak.test,' "$configuration"
drop_in credentials LoadCredential=twilio_auth_token:/etc/yak/credentials/twilio_auth_token \
  LoadCredential=admin_token:/etc/yak/credentials/admin_token
check "the daemon starts with secrets from systemd" restart
check "the channel that needs one is on" contains "$(in_boot yak status)" "channel whatsapp       twilio_whatsapp 1.0.0  running"
check "the core's opens the admin API" contains \
  "$(get -H "Authorization: Bearer $token" http://127.0.0.1:9464/api/v1/status)" '"ready"'

# webhook TEXT SECRET: posts a signed message as Twilio does; prints the status and the answer.
webhook() {
  local number=whatsapp:+15552223333 account=AC0123456789abcdef0123456789abcdef sid signature fields
  sid=SM$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
  fields=(--data-urlencode "AccountSid=$account" --data-urlencode "Body=$1" --data-urlencode "From=$number"
    --data-urlencode "MessageSid=$sid" --data-urlencode To=whatsapp:+15550001111)
  # The URL, then all names and values, sorted by name.
  signature=$(printf '%s' https://yak.test/webhook AccountSid "$account" Body "$1" From "$number" MessageSid "$sid" \
    To whatsapp:+15550001111 | openssl dgst -sha1 -hmac "$2" -binary | base64)
  in_boot curl -sS --max-time 30 -w '\n%{http_code}\n' -H "X-Twilio-Signature: $signature" "${fields[@]}" \
    http://127.0.0.1:8080/webhook
}
check "a webhook that is signed with the secret is answered" contains "$(webhook hello "$secret")" "Got: hello"
check "a webhook signed with another secret is refused" contains "$(webhook hello "${secret//0/1}")" 403
pid=$(main_pid)
check "no process shows a secret" fails in_boot grep -aqE "$secret|$token" "/proc/$pid/environ" "/proc/$pid/cmdline"
check "systemd does not show it" fails grep -qE "$secret|$token" <<<"$(in_boot systemctl show yak.service)"
check "nor the journal" fails grep -qE "$secret|$token" <<<"$(in_boot journalctl -q -a -o export)"
check "a reload reads the credentials again" in_boot systemctl reload yak.service
lent() { in_boot env CREDENTIALS_DIRECTORY=/run/credentials/yak.service yak check --env-file /etc/yak/yak.env; }
printf 'YAK_UNUSED=1\n' >"$YAK_ROOT/etc/yak/yak.env"
chmod 600 "$YAK_ROOT/etc/yak/yak.env"
check "yak check accepts credentials as docs/operations.md says" lent
check "the operator's commands need none of them" contains "$(in_boot yak usage)" MESSAGES
