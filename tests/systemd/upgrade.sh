# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: a newer package is installed while the service runs.
in_boot systemctl reset-failed yak.service
check "the older one runs" contains "$(in_boot yak status)" "yak $YAK_OLD,"
before=$(main_pid)
kept=$(sha256sum <"$configuration")
mark
begin_asking
check "the newer package is installed" in_boot apt-get install -y -q --no-install-recommends "/root/yak_${YAK_NEW}_${YAK_ARCH}.deb"
check "the newer one runs" contains "$(in_boot yak status)" "yak $YAK_NEW,"
check "no connection was refused" nobody_refused
check "the operator's file is unchanged" equals "$(sha256sum <"$configuration")" "$kept"
check "it was restarted once" fails equals "$(main_pid)" "$before"
check "by the package" equals "$(journal | grep -c '^Started yak.service') $(property NRestarts)" "1 0"
check "the loaded unit is the one on disk" is NeedDaemonReload no
check "service and socket stay enabled" equals "$(in_boot systemctl is-enabled yak.service yak.socket | tr '\n' ' ')" \
  "enabled enabled "
check "a message is answered by the newer version" contains "$(chat newer)" "Got: newer"
