# SPDX-License-Identifier: Apache-2.0
# Sourced after the package test's checks.sh: functions that the steps share.
boot_log=$(dirname "$YAK_ROOT")/boot.log
configuration=$YAK_ROOT/etc/yak/yak.yaml
drop_ins=/etc/systemd/system/yak.service.d

# In a cgroup of its own, apart from this machine's other processes.
start_container() {
  local mount
  for mount in $YAK_CGROUPS; do
    mkdir -p "$mount/$YAK_CGROUP"
    echo "$BASHPID" >"$mount/$YAK_CGROUP/cgroup.procs"
  done
  # No option that changes the unit's view of the system, except a network without access to the outside.
  exec systemd-nspawn -q -D "$YAK_ROOT" --boot --register=no --keep-unit --private-network --machine=yak-test \
    --console=pipe --resolv-conf=off --timezone=off --link-journal=no </dev/null >"$boot_log" 2>&1
}
# boot: boots and waits until systemd is up; $leader is its process.
boot() {
  (start_container) &
  local nspawn=$!
  leader=
  for _ in $(seq 600); do
    [ -n "$leader" ] || leader=$(pgrep -P "$nspawn" | head -n 1)
    # Accept "degraded" (a service failed): the checks report it.
    [[ -n "$leader" && $(in_boot systemctl is-system-running 2>/dev/null) =~ ^(running|degraded)$ ]] && return
    kill -0 "$nspawn" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$boot_log"
  [ -z "$leader" ] || in_boot journalctl -q -u yak.service -o cat --no-pager -n 20
  return 1
}

# in_boot COMMAND...: runs it as root of the booted system.
in_boot() {
  nsenter --target "$leader" --all env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 TERM=dumb \
    DEBIAN_FRONTEND=noninteractive SYSTEMD_PAGER=cat SYSTEMD_COLORS=0 "$@"
}
# property NAME [UNIT]: a property of the unit.
property() { in_boot systemctl show --value -p "$1" "${2:-yak.service}"; }
properties() { local name; for name in "$@"; do echo -n "$(property "$name") "; done; }
main_pid() { property MainPID; }
in_main() { in_boot cat "/proc/$(main_pid)/$1"; }
# send SIGNAL PID: uses the shell's kill, because the root has no kill program.
send() { in_boot sh -c "kill -$1 $2"; }
get() { in_boot curl -fsS --max-time 10 "$@"; }

# reset-failed, because every start counts towards StartLimitBurst=.
restart() { in_boot systemctl reset-failed yak.service && in_boot systemctl restart yak.service; }

# within SECONDS COMMAND...: retries until it succeeds; prints the output of the last try on failure.
within() {
  local end=$((SECONDS + $1)) words
  shift
  until words=$("$@" 2>&1); do
    [ "$SECONDS" -lt "$end" ] || { echo "$words"; return 1; }
    sleep 0.2
  done
}
# is NAME VALUE: checks a property's value.
is() { equals "$(property "$1")" "$2"; }

# Sets the time from which `journal` prints the service's log.
mark() { since=@$(date +%s.%6N); }
journal() { in_boot journalctl -q -u yak.service -o cat --no-pager --since "$since" "$@"; }
# journal_has WORDS: waits, because journald processes messages asynchronously.
journal_has() { within 10 grep_journal "$1"; }
grep_journal() { journal | grep -F -- "$1" || { journal | tail -n 15; return 1; }; }
journal_lacks() { ! journal | grep -F -- "$1"; }

# drop_in NAME LINE...: adds lines to the [Service] section, as `systemctl edit` does.
drop_in() {
  local name=$1
  shift
  mkdir -p "$YAK_ROOT$drop_ins"
  printf '%s\n' '[Service]' "$@" >"$YAK_ROOT$drop_ins/$name.conf"
  in_boot systemctl daemon-reload
}
chat() { in_boot sh -c "echo '$1' | yak chat"; }

# begin_asking: requests /livez repeatedly, each time on a new connection; `end_asking` prints the answers that
# were not 200, and the number of those that were.
begin_asking() {
  rm -f "$YAK_ROOT/root/asked" "$YAK_ROOT/root/enough"
  in_boot sh -c 'while [ ! -e /root/enough ]; do
    curl -sS -o /dev/null --max-time 30 -w "%{http_code}\n" http://127.0.0.1:8080/livez
  done >/root/asked 2>&1' &
  asking=$!
  within 10 test -s "$YAK_ROOT/root/asked"
}
end_asking() {
  sleep 1
  touch "$YAK_ROOT/root/enough"
  wait "$asking"
  grep -v '^200$' "$YAK_ROOT/root/asked"
  echo "$(grep -c '^200$' "$YAK_ROOT/root/asked") answers"
}
nobody_refused() {
  local answers
  answers=$(end_asking)
  grep -qxE '[1-9][0-9]+ answers' <<<"$answers" || { tail -n 5 <<<"$answers"; return 1; }
}
