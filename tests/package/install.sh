# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: the first installation and the first message.
check "the package and its dependencies are installed" apt_install "/root/yak_${YAK_OLD}_${YAK_ARCH}.deb"
check "its version is the one that was built" equals "$(version_of yak)" "$YAK_OLD"
check "the program says the same version" equals "$(in_root yak --version)" "yak $YAK_OLD"
check "no shared library is missing" in_root sh -c '! ldd /usr/bin/yak /usr/lib/yak/plugins/*.so | grep "not found"'
check "the daemon has a user of its own, without a shell" contains "$(in_root getent passwd yak)" "nologin"
check "only the daemon can read the state" equals "$(owner_of /var/lib/yak)" "yak:yak 700"
check "only root can read the credentials" equals "$(owner_of /etc/yak/credentials)" "root:root 700"
check "the service is enabled" test -L "$YAK_ROOT/etc/systemd/system/multi-user.target.wants/yak.service"
check "the socket is not enabled until the operator does it" test ! -e "$YAK_ROOT/etc/systemd/system/sockets.target.wants/yak.socket"
check "yak.yaml is a configuration file of the package" contains \
  "$(in_root dpkg-query -W -f '${Conffiles}' yak)" /etc/yak/yak.yaml
check "systemd finds no errors in the installed units" in_root systemd-analyze verify --man=no \
  /usr/lib/systemd/system/yak.service /usr/lib/systemd/system/yak.socket
check "the shipped configuration is valid" as_yak yak check
listen_for_notifications /run/notify
export NOTIFY=/run/notify
check "the daemon starts as the unit starts it" start_daemon
check "the service manager is notified that it is ready" heard READY=1
check "and hears of it as long as it lives" heard WATCHDOG=1
check "it answers on the public port" get http://127.0.0.1:8080/livez
check "a message is answered" contains "$(chat hello)" "You said: hello"
check "the operator's commands find it" contains "$(as_yak yak status)" ready
check "its folders are only accessible to it" equals "$(owner_of /var/lib/yak/yak.db) $(owner_of /run/yak/yak.sock)" \
  "yak:yak 600 yak:yak 600"
check "it stops" stop_daemon
check "the service manager is notified of the stop" heard STOPPING=1
unset NOTIFY
