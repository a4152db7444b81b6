# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: what a removal stops, and what is left after a purge.
pid=$(main_pid)
check "the package is removed" in_boot apt-get remove -y -q yak
check "service and socket are down" equals "$(properties ActiveState) $(property ActiveState yak.socket)" "inactive  inactive"
check "the process is gone" test ! -e "/proc/$leader/root/proc/$pid"
check "no process listens" equals "$(who_listens)" ""
check "the operator's files and the journal are kept" test -s "$YAK_ROOT/etc/yak/yak.yaml" -a -s "$YAK_ROOT/var/lib/yak/yak.db"
check "the package is installed again" in_boot apt-get install -y -q --no-install-recommends "/root/yak_${YAK_NEW}_${YAK_ARCH}.deb"
check "the service runs at once" within 10 is ActiveState active
check "with its port" equals "$(who_listens | grep -c yak)" 1
check "it is purged" in_boot apt-get purge -y -q yak
check "no file of it is left" equals "$(in_boot sh -c 'ls -d /etc/yak /var/lib/yak /run/yak /usr/lib/yak /usr/bin/yak 2>/dev/null')" ""
check "no unit either" equals "$(in_boot systemctl list-unit-files --no-legend 'yak*')" ""
check "no unit failed" equals "$(in_boot systemctl list-units --failed --plain --no-legend)" ""
