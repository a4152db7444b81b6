# SPDX-License-Identifier: Apache-2.0
# Sourced: functions that the steps of the package test share.
passed=0
failed=0
version_of() { in_root dpkg-query -W -f '${Version}' "$1"; }

said=$(mktemp)
# check WORDS COMMAND...: runs and counts one check; prints the output of a failing command. The command runs in
# this shell, so that its variables and background processes persist.
check() {
  local words=$1
  shift
  if "$@" >"$said" 2>&1 </dev/null; then
    passed=$((passed + 1))
    echo "ok - $words"
  else
    failed=$((failed + 1))
    echo "not ok - $words"
    sed 's/^/#   /' "$said" | tail -n 30
  fi
}
finish() {
  rm -f "$said"
  echo "# pass $passed"
  echo "# fail $failed"
  [ "$failed" -eq 0 ]
  exit
}

# in_root COMMAND...: runs it as root in the bare root, without this machine's environment except proxies.
in_root() {
  local name passed_on=()
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [ -z "${!name:-}" ] || passed_on+=("$name=${!name}")
  done
  chroot "$YAK_ROOT" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive "${passed_on[@]}" "$@"
}
apt_install() { in_root apt-get install -y -q --no-install-recommends "$@"; }

equals() { [ "$1" = "$2" ] || { echo "expected: $2"; echo "found:    $1"; return 1; }; }
contains() { [[ "$1" == *"$2"* ]] || { echo "expected to find: $2"; echo "in: $1"; return 1; }; }
fails() { ! "$@"; }
# owner_of PATH: owner, group and mode, "yak:yak 700".
owner_of() { in_root stat -c '%U:%G %a' "$1"; }

# as_yak COMMAND...: runs it as the unit does, as far as possible without a service manager: the user, no
# capabilities and no new ones, the folders' variables, the umask, no core dumps; in a network namespace of its
# own. The caller may set $CREDENTIALS to the folder of credentials, and $NOTIFY to a service manager's socket.
as_yak() {
  in_root sh -c 'umask 0077; ulimit -c 0; exec "$@"' sh setpriv --reuid=yak --regid=yak --init-groups \
    --no-new-privs --inh-caps=-all --bounding-set=-all env -i PATH=/usr/bin:/bin \
    STATE_DIRECTORY=/var/lib/yak RUNTIME_DIRECTORY=/run/yak CONFIGURATION_DIRECTORY=/etc/yak \
    ${CREDENTIALS:+CREDENTIALS_DIRECTORY=$CREDENTIALS} ${NOTIFY:+NOTIFY_SOCKET=$NOTIFY WATCHDOG_USEC=100000} "$@"
}

# Acts as a service manager: prints every message to the socket $1.
listen_for_notifications() {
  in_root perl -MSocket -e '
    my $ear;
    socket($ear, AF_UNIX, SOCK_DGRAM, 0) and bind($ear, pack_sockaddr_un($ARGV[0])) or die $!;
    chmod 0777, $ARGV[0];
    $| = 1;
    while (defined recv($ear, my $said, 4096, 0)) { print "$said\n" }' "$1" >"$YAK_ROOT/root/notified" 2>&1 &
  local tries=100
  while [ "$tries" -gt 0 ] && [ ! -S "$YAK_ROOT$1" ]; do
    tries=$((tries - 1))
    sleep 0.05
  done
}
# heard WORDS: waits for the message, up to ten seconds.
heard() {
  local tries=200
  while [ "$tries" -gt 0 ] && ! grep -qx -- "$1" "$YAK_ROOT/root/notified"; do
    tries=$((tries - 1))
    sleep 0.05
  done
  [ "$tries" -gt 0 ] || { tail -n 5 "$YAK_ROOT/root/notified"; return 1; }
}

# A network namespace for the daemon, so that it uses no port of this machine; a sleeping process keeps it alive.
start_network() {
  unshare --net sleep infinity >/dev/null 2>&1 &
  network=$!
  local tries=100
  while [ "$tries" -gt 0 ] && [ "$(readlink "/proc/$network/ns/net")" = "$(readlink /proc/self/ns/net)" ]; do
    tries=$((tries - 1))
    sleep 0.05
  done
  nsenter --net="/proc/$network/ns/net" ip link set lo up
}
get() { nsenter --net="/proc/$network/ns/net" curl -fsS --max-time 5 "$@"; }

# start_daemon: starts it and waits until it answers; its output is in $daemon_log.
start_daemon() {
  [ -n "${network:-}" ] || start_network
  daemon_log=$YAK_ROOT/root/daemon.log
  nsenter --net="/proc/$network/ns/net" bash -c ". '$here/checks.sh'; as_yak /usr/bin/yak run -c /etc/yak/yak.yaml" \
    >"$daemon_log" 2>&1 &
  local tries=300
  while [ "$tries" -gt 0 ]; do
    get http://127.0.0.1:8080/readyz >/dev/null 2>&1 && break
    tries=$((tries - 1))
    sleep 0.1
  done
  daemon=$(pgrep -x yak | head -n 1)
  [ -n "$daemon" ] && [ "$tries" -gt 0 ] || { cat "$daemon_log"; return 1; }
}
# stop_daemon: sends SIGTERM and expects exit code 0.
stop_daemon() {
  local tries=300
  kill -TERM "$daemon"
  while [ "$tries" -gt 0 ] && kill -0 "$daemon" 2>/dev/null; do
    tries=$((tries - 1))
    sleep 0.1
  done
  [ "$tries" -gt 0 ] || { cat "$daemon_log"; return 1; }
}
chat() { as_yak sh -c "echo '$1' | yak chat"; }
