# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: which files a removal deletes, and which only a purge deletes.
check "the packages are removed" in_root apt-get remove -y -q yak-dev yak
check "the program is gone" test ! -e "$YAK_ROOT/usr/bin/yak"
check "the operator's configuration is kept" grep -q '!credential admin_token' "$YAK_ROOT/etc/yak/yak.yaml"
check "the journal is kept" test -s "$YAK_ROOT/var/lib/yak/yak.db"
check "the unit is masked after the removal" equals \
  "$(in_root readlink /etc/systemd/system/yak.service)" /dev/null
check "it can be installed again with the kept files" apt_install "/root/yak_${YAK_NEW}_${YAK_ARCH}.deb"
check "the unit is unmasked then" test ! -e "$YAK_ROOT/etc/systemd/system/yak.service"
in_root sed -i '/^  - {plugin: shout}/d' /etc/yak/yak.yaml
check "the daemon starts with the kept files" start_daemon
check "it has its history" contains "$(as_yak yak usage --json)" '"messages": 5'
check "it stops for the last time" stop_daemon
check "the package is purged" in_root apt-get purge -y -q yak
check "no configuration, secret, journal or socket is left" equals \
  "$(in_root sh -c 'ls -d /etc/yak /var/lib/yak /run/yak 2>/dev/null')" ""
check "nor a trace of the units" equals \
  "$(in_root sh -c 'find /etc/systemd /var/lib/systemd/deb-systemd-helper-* -name "*yak*" 2>/dev/null')" ""
check "nor a process" fails pgrep -x yak
