# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: the service after the boot, and the restrictions that the kernel enforces.
check "the boot started the service" equals "$(in_boot systemctl is-active yak.service)" active
check "nothing failed at the boot" equals "$(in_boot systemctl list-units --failed --plain --no-legend)" ""
check "it notifies systemd when it is ready" equals "$(properties Type NotifyAccess)" "notify main "
check "its pid is that of the program" equals "$(in_boot readlink "/proc/$(main_pid)/exe")" /usr/bin/yak
check "it answers" contains "$(get http://127.0.0.1:8080/readyz)" ready
check "its status names the generation that serves" is StatusText "generation 1 serves"
check "it was never restarted" is NRestarts 0
ready_at_once() { restart && get http://127.0.0.1:8080/readyz && restart && get http://127.0.0.1:8080/readyz; }
check "systemd considers it started only when it is ready" ready_at_once

status=$(in_main status)
uid=$(in_boot id -u yak)
field() { sed -nE "s/^$1:[[:space:]]+//p" <<<"$status"; }
check "it runs as the user yak only" equals "$(field Uid | tr '\t' ' ')" "$uid $uid $uid $uid"
check "it has no capabilities and no way to gain them" equals \
  "$(field CapInh) $(field CapPrm) $(field CapEff) $(field CapBnd) $(field CapAmb)" \
  "$(printf '0000000000000000 %.0s' 1 2 3 4 5 | sed 's/ $//')"
check "programs that it starts cannot gain any" equals "$(field NoNewPrivs)" 1
check "its system calls are filtered" equals "$(field Seccomp)" 2
check "other processes of its user cannot read its memory" equals "$(in_boot stat -c %U "/proc/$(main_pid)/mem")" root
check "it writes no core dump" contains "$(in_main limits | tr -s ' ')" "Max core file size 0 0 "
check "its state is only accessible to it" equals "$(in_boot stat -c '%U %a' /var/lib/yak/yak.db /run/yak/yak.sock | tr '\n' ' ')" \
  "yak 600 yak 600 "
# sees COMMAND: runs it as the daemon's user in its mount namespace.
sees() {
  in_boot nsenter --target "$(main_pid)" --mount -- setpriv --reuid=yak --regid=yak --clear-groups sh -c "$1"
}
check "it cannot write to system folders" fails sees 'touch /usr/x || touch /etc/x || touch /etc/yak/x || touch /var/x'
check "it cannot read home folders" fails sees 'ls /root/* /home/*'
check "executable memory is never writable" is MemoryDenyWriteExecute yes
check "plugins run from sealed copies in memory" contains "$(in_main maps | grep -E ' r-xp .*memfd:yak-plugin')" \
  memfd:yak-plugin-echo
check "all instances run" contains "$(in_boot yak status)" "channel console        console 1.0.0     running"
check "a message is answered" contains "$(chat hello)" "You said: hello"
check "systemd rates its exposure as low" in_boot systemd-analyze security --threshold=15 --no-pager yak.service
