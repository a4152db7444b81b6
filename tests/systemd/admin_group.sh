# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: which users may open the admin socket, with the unit's PrivateUsers=.
check "test users are created" in_boot sh -c 'groupadd ops && useradd -G yak ann && useradd -G ops olga && useradd bob'
# asks USER: runs `yak status` as that user.
asks() { in_boot setpriv --reuid="$1" --regid="$1" --init-groups yak status --socket /run/yak/yak.sock; }
sed -i 's/^  # group: yak .*/  group: yak/' "$configuration"
check "admin.group needs a restart" restart
check "the unit still hides other users" is PrivateUsers yes
check "the socket belongs to the group" equals "$(in_boot stat -c '%U %G %a' /run/yak/yak.sock)" "yak yak 660"
check "the group's members may use the socket" contains "$(asks ann)" ready
check "other users may not use the socket" fails asks bob

mark
sed -i 's/^  group: yak/  group: ops/' "$configuration"
check "a group that the unit hides fails the start" fails restart
check "as a lack of permission" is ExecMainStatus 77
check "the journal says what is needed" journal_has "PrivateUsers=no and SystemCallFilter=@chown"
# As in docs/operations.md.
drop_in group SupplementaryGroups=ops PrivateUsers=no SystemCallFilter=@chown RuntimeDirectoryMode=0755
check "a drop-in allows it" restart
check "the group's members may then use the socket" contains "$(asks olga)" ready
check "no other user may" fails asks ann
rm "$YAK_ROOT$drop_ins/group.conf"
in_boot systemctl daemon-reload
sed -i 's/^  group: ops/  # group: yak /' "$configuration"
check "without the group only the owner may use it" restart
