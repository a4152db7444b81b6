# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: a newer package is installed while the daemon runs.
# plugin_symbol VERSION: the symbol of that package's plugins, which identifies the build.
plugin_symbol() {
  dpkg-deb --fsys-tarfile "$YAK_SOURCE/build/packages/yak_$1_${YAK_ARCH}.deb" |
    tar -xO ./usr/lib/yak/plugins/echo.so >"$YAK_ROOT/root/echo.so"
  nm -D --defined-only "$YAK_ROOT/root/echo.so" | grep -o 'yak_plugin_v1_.*'
}
check "another version number alone keeps plugins loadable" equals \
  "$(plugin_symbol "$YAK_NEW")" "$(plugin_symbol "$YAK_OLD")"
check "the newer package is installed over the older one" apt_install "/root/yak_${YAK_NEW}_${YAK_ARCH}.deb"
check "its version is the newer one" equals "$(in_root yak --version)" "yak $YAK_NEW"
check "the operator's changes are still there" grep -q '!credential admin_token' "$YAK_ROOT/etc/yak/yak.yaml"
check "the service is still enabled" test -L "$YAK_ROOT/etc/systemd/system/multi-user.target.wants/yak.service"
check "the older daemon serves until it is restarted" contains "$(chat still)" "You said: still"
before=$daemon
check "yak upgrade switches to the newer version" as_yak yak upgrade
check "as the same process" equals "$(pgrep -x yak)" "$before"
check "the process runs the newer program" contains "$(as_yak yak status)" "$YAK_NEW"
check "earlier answers are in the history" contains "$(as_yak yak usage --json)" '"messages": 3'
check "a message is answered by the newer version" contains "$(chat newer)" "You said: newer"
check "it stops again" stop_daemon
