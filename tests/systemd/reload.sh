# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: `systemctl reload` with valid and invalid files.
mark
before=$(main_pid)
sed -i '/^    plugin: echo/a\    prefix: "Heard: "' "$configuration"
check "the reload is finished when systemctl returns" in_boot systemctl reload yak.service
check "the change is in effect then" contains "$(chat hello)" "Heard: hello"
check "in the same process" equals "$(main_pid)" "$before"
check "the journal tells what was done with the key" journal_has "providers.echo"

# The reload is not finished while the daemon cannot answer.
send STOP "$before"
in_boot systemctl reload --no-block yak.service
check "the unit is reloading while it is under way" within 5 is ActiveState reloading
send CONT "$before"
check "the unit is active after it" within 10 is ActiveState active

mark
cp "$configuration" "$YAK_ROOT/root/good.yaml"
echo 'nonsense: 1' >>"$configuration"
line=$(wc -l <"$configuration")
generation() { in_boot yak status --json --socket /run/yak/yak.sock | grep -m 1 -oE '"serving": [0-9]+'; }
serving=$(generation)
check "systemd knows which generation serves" is StatusText "generation ${serving##* } serves"
check "the reload of a broken file fails" fails in_boot systemctl reload yak.service
check "the unit stays active" is ActiveState active
check "the journal has the error with its position" journal_has "/etc/yak/yak.yaml:$line:"
warned() { contains "$(journal -p warning)" "the configuration was not applied problem=\"/etc/yak/yak.yaml:$line:"; }
check "it is logged as a warning, as docs/operations.md says" within 10 warned
check "informational lines have a lower priority" fails grep -q ' info ' <<<"$(journal -p warning)"
check "lines have no priority prefix in the journal" equals "$(journal -p warning | grep -c '^<')" 0
check "the previous generation serves" equals "$(generation)" "$serving"
check "it answers as before" contains "$(in_boot sh -c 'echo still | yak chat --socket /run/yak/yak.sock')" "Heard: still"
cp "$YAK_ROOT/root/good.yaml" "$configuration"
sed -i 's/Heard: /Got: /' "$configuration"
in_boot systemctl kill --kill-who=main --signal=HUP yak.service
hears() { contains "$(chat again)" "Got: again"; }
check "SIGHUP reloads too" within 10 hears
check "the unit is active after that" within 5 is ActiveState active
