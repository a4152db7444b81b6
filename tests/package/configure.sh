# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: an operator's changes, including a secret from the service manager.
in_root sed -i 's/^  token: .*/  token: !credential admin_token/; s/^  level: info /  level: debug /' /etc/yak/yak.yaml
check "a credential that was not loaded is an error with a position" contains \
  "$(as_yak yak check 2>&1)" "admin.token: !credential admin_token: \$CREDENTIALS_DIRECTORY is not set"
# As LoadCredential= creates it: readable by the daemon, below /run.
in_root install -d -o yak -g yak -m 0500 /run/credentials/yak.service
in_root sh -c 'printf "a-token-of-thirty-two-characters\n" >/run/credentials/yak.service/admin_token'
in_root chown yak:yak /run/credentials/yak.service/admin_token
in_root chmod 0400 /run/credentials/yak.service/admin_token
export CREDENTIALS=/run/credentials/yak.service
check "with the credential the configuration is valid" as_yak yak check
check "the daemon starts with it" start_daemon
check "the credential opens the admin API" contains \
  "$(get -H 'Authorization: Bearer a-token-of-thirty-two-characters' http://127.0.0.1:9464/api/v1/status)" ready
check "another one does not" fails get -H 'Authorization: Bearer a-token-of-thirty-two-characterz' \
  http://127.0.0.1:9464/api/v1/status
check "no process shows the credential" fails grep -aq thirty-two "/proc/$daemon/environ" "/proc/$daemon/cmdline"
check "a message is answered after the change" contains "$(chat 'once more')" "You said: once more"
