# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: running requests are answered before the daemon stops.
sed -i '/^    plugin: echo/a\    delay: 4s' "$configuration"
# Answers take less time than webhooks wait for an inline reply.
check "answers take four seconds now" in_boot systemctl reload yak.service
mark
(webhook slow "$secret" >"$YAK_ROOT/root/webhook.said" 2>&1) &
asking=$!
(chat slow >"$YAK_ROOT/root/chat.said" 2>&1) &
chatting=$!
turns() { in_boot yak status --json | grep -E '"turns_running": 2'; }
check "two turns are under way" within 3 turns
before=$SECONDS
check "the service is stopped" in_boot systemctl stop yak.socket yak.service
took=$((SECONDS - before))
wait "$asking" "$chatting"
check "before the limit of the unit" test "$took" -lt 30
check "a stop is a success" equals "$(properties ActiveState Result)" "inactive success "
check "the webhook was answered" contains "$(cat "$YAK_ROOT/root/webhook.said")" "Got: slow"
check "the operator was" contains "$(cat "$YAK_ROOT/root/chat.said")" "Got: slow"
check "nothing was killed" journal_lacks Killing
sed -i '/^    delay: 4s/d' "$configuration"
check "the socket and the service start again" in_boot systemctl start yak.socket yak.service
