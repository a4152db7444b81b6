# Sourced by `inside`: the service after the boot, and the restrictions that the kernel enforces.
check "the boot started the service" equals "$(in_boot systemctl is-active yak.service)" active
check "nothing failed at the boot" equals "$(in_boot systemctl list-units --failed --plain --no-legend)" ""
check "it is of the kind that says when it is ready" equals "$(properties Type NotifyAccess)" "notify main "
check "its pid is that of the program" equals "$(in_boot readlink "/proc/$(main_pid)/exe")" /usr/bin/yak
check "it answers" contains "$(get http://127.0.0.1:8080/readyz)" ready
check "it says what serves" is StatusText "generation 1 serves"
check "it was never restarted" is NRestarts 0
ready_at_once() { restart && get http://127.0.0.1:8080/readyz && restart && get http://127.0.0.1:8080/readyz; }
check "systemd calls it started only when it is ready" ready_at_once

status=$(in_main status)
uid=$(in_boot id -u yak)
field() { sed -nE "s/^$1:[[:space:]]+//p" <<<"$status"; }
check "it runs as the user yak alone" equals "$(field Uid | tr '\t' ' ')" "$uid $uid $uid $uid"
check "without a capability or a way to one" equals \
  "$(field CapInh) $(field CapPrm) $(field CapEff) $(field CapBnd) $(field CapAmb)" \
  "$(printf '0000000000000000 %.0s' 1 2 3 4 5 | sed 's/ $//')"
check "no program that it starts gains any" equals "$(field NoNewPrivs)" 1
check "its system calls are filtered" equals "$(field Seccomp)" 2
check "its memory is closed to other processes of its user" equals "$(in_boot stat -c %U "/proc/$(main_pid)/mem")" root
check "it leaves no core" contains "$(in_main limits | tr -s ' ')" "Max core file size 0 0 "
check "its state is its own" equals "$(in_boot stat -c '%U %a' /var/lib/yak/yak.db /run/yak/yak.sock | tr '\n' ' ')" \
  "yak 600 yak 600 "
# sees COMMAND: runs it as the daemon's user in its mount namespace.
sees() {
  in_boot nsenter --target "$(main_pid)" --mount -- setpriv --reuid=yak --regid=yak --clear-groups sh -c "$1"
}
check "it can write to nothing of the system" fails sees 'touch /usr/x || touch /etc/x || touch /etc/yak/x || touch /var/x'
check "nor look into the homes" fails sees 'ls /root/* /home/*'
check "memory that is executed is never written" is MemoryDenyWriteExecute yes
check "and yet plugins run, from sealed copies in memory" contains "$(in_main maps | grep -E ' r-xp .*memfd:yak-plugin')" \
  memfd:yak-plugin-echo
check "all instances are on" contains "$(in_boot yak status)" "channel console        console 1.0.0     running"
check "a message is answered" contains "$(chat hello)" "You said: hello"
check "systemd finds it as little exposed as it runs" in_boot systemd-analyze security --threshold=15 --no-pager yak.service
