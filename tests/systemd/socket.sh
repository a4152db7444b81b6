# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: systemd holds the public port.
# The steps of docs/service.md.
take_the_socket() {
  in_boot systemctl stop yak.service && in_boot systemctl enable yak.socket &&
    in_boot systemctl start yak.socket yak.service
}
check "the port is given to systemd" take_the_socket
check "both are up" equals "$(in_boot systemctl is-active yak.socket yak.service | tr '\n' ' ')" "active active "
who_listens() { in_boot ss -Hltnp 'sport = :8080'; }
check "systemd and the daemon have one listener" contains "$(who_listens)" '("systemd",pid=1,'
check "there is no other process" equals "$(who_listens | wc -l) $(who_listens | grep -c '"yak"')" "1 1"
before=$(main_pid)
begin_asking
check "it can be restarted" restart
check "no connection is refused" nobody_refused
check "it is another process" fails equals "$(main_pid)" "$before"

before=$(main_pid)
begin_asking
send KILL "$before"
check "a killed daemon is restarted" within 10 another
# Requests in progress break when the process ends; new connections wait.
check "connections wait for the daemon" fails grep -q "Couldn't connect\|refused" <<<"$(end_asking)"
in_boot systemctl stop yak.service 2>/dev/null
check "the first connection starts a stopped service" contains "$(get --max-time 30 http://127.0.0.1:8080/livez)" ok
check "the service is up again" within 10 is ActiveState active
