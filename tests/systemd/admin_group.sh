# Sourced by `inside`: which users may open the admin socket, with the unit's PrivateUsers=.
check "there are people to ask" in_boot sh -c 'groupadd ops && useradd -G yak ann && useradd -G ops olga && useradd bob'
# asks USER: runs `yak status` as that user.
asks() { in_boot setpriv --reuid="$1" --regid="$1" --init-groups yak status --socket /run/yak/yak.sock; }
sed -i 's/^  # group: yak .*/  group: yak/' "$configuration"
check "admin.group takes a restart" restart
check "the unit hides other users all the same" is PrivateUsers yes
check "the socket is the group's" equals "$(in_boot stat -c '%U %G %a' /run/yak/yak.sock)" "yak yak 660"
check "its members may ask" contains "$(asks ann)" ready
check "nobody else may" fails asks bob

mark
sed -i 's/^  group: yak/  group: ops/' "$configuration"
check "a group that the unit hides fails the start" fails restart
check "as a lack of permission" is ExecMainStatus 77
check "the journal says what it takes" journal_has "PrivateUsers=no and SystemCallFilter=@chown"
# As in docs/operations.md.
drop_in group SupplementaryGroups=ops PrivateUsers=no SystemCallFilter=@chown RuntimeDirectoryMode=0755
check "a drop-in allows it" restart
check "its members may ask then" contains "$(asks olga)" ready
check "and nobody else" fails asks ann
rm "$YAK_ROOT$drop_ins/group.conf"
in_boot systemctl daemon-reload
sed -i 's/^  group: ops/  # group: yak /' "$configuration"
check "without them it is its owner's again" restart
