# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: a daemon that hangs, one that is killed, and one that must not be restarted.
drop_in watchdog WatchdogSec=4
check "it starts with a watchdog of four seconds" restart
before=$(main_pid)
sleep 6
check "as long as it lives the watchdog is content" equals "$(main_pid) $(property NRestarts)" "$before 0"
# another: the service is up, with another process than $before.
another() {
  local pid
  pid=$(main_pid)
  [ "$pid" != 0 ] && [ "$pid" != "$before" ] && is ActiveState active
}
mark
send STOP "$before"
check "a daemon that hangs is killed and restarted" within 20 another
check "for the watchdog" journal_has "Failed with result 'watchdog'"
check "once" is NRestarts 1
check "it answers again" contains "$(chat hello)" "Got: hello"
rm "$YAK_ROOT$drop_ins/watchdog.conf"
in_boot systemctl daemon-reload
check "it starts with the unit's own watchdog" restart
check "of half a minute" is WatchdogUSec 30s

mark
before=$(main_pid)
send KILL "$before"
check "a daemon that is killed is restarted within seconds" within 6 another
check "for the signal" journal_has "code=killed, status=9/KILL"
check "earlier answers are in the history" contains "$(in_boot yak usage --json)" '"messages"'
check "it answers after that" contains "$(chat hello)" "Got: hello"

mark
cp "$configuration" "$YAK_ROOT/root/good.yaml"
echo 'nonsense: 1' >>"$configuration"
check "an error in the configuration fails the start" fails restart
sleep 3
check "it is not restarted" equals "$(properties ActiveState Result ExecMainStatus NRestarts)" "failed exit-code 78 0 "
check "systemctl status shows the exit code" contains "$(in_boot systemctl status yak.service)" "status=78"
check "the journal has the position" journal_has "/etc/yak/yak.yaml:$(wc -l <"$configuration"):"
cp "$YAK_ROOT/root/good.yaml" "$configuration"
check "with a corrected configuration it starts" restart
