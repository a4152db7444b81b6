# Sourced by `inside`: the second stage of the Dockerfile in a bare root of its own. Every instruction is read
# from the file; RUN and USER are carried out, with the packages of this build in the place of the first
# stage. What an engine alone does (layers, the health check's timing, compose) is not shown here.
dockerfile=$YAK_SOURCE/packaging/docker/Dockerfile
image=$YAK_ROOT/mnt
mount -t tmpfs -o mode=755 tmpfs "$image"
tar -xf "$YAK_CACHE/minbase.tar" -C "$image"
mount -t proc proc "$image/proc"
mount --rbind /dev "$image/dev"
mount --bind "$YAK_CACHE/archives" "$image/var/cache/apt/archives"
cp /etc/resolv.conf /etc/hosts "$image/etc/"
mkdir -p "$image/packages" "$image/run/secrets"
cp "$YAK_SOURCE/build/packages/yak_${YAK_OLD}_amd64.deb" "$image/packages/"

# Lines that end with a backslash go on; one instruction a line comes out, of the last stage.
instructions() {
  sed -e ':again' -e '/\\$/{N;s/\\\n */ /;b again' -e '}' -e '/^#/d' "$dockerfile" |
    awk '/^FROM/ { out = "" } { out = out $0 "\n" } END { printf "%s", out }'
}
value_of() { instructions | sed -nE "s/^$1 //p"; }
in_image() { YAK_ROOT=$image in_root "$@"; }
as_image_user() {
  local user
  user=$(value_of USER)
  in_image setpriv --reuid="${user%:*}" --regid="${user#*:}" --clear-groups --no-new-privs \
    --bounding-set=-all env -i PATH=/usr/bin:/bin "$(value_of ENV)" "$@"
}
json_words() { value_of "$1" | grep -o '\[.*\]' | tr -d '[],"'; }

count=0
while IFS= read -r step; do
  count=$((count + 1))
  # The only mount that is used names the packages, which are there already.
  command=$(sed -E 's/^RUN (--mount=type=bind,from=build,source=\/src\/build\/packages,target=\/packages )?//' <<<"$step")
  check "step $count of the image runs" in_image sh -c "$command"
done < <(instructions | grep '^RUN ')
check "the image has steps" test "$count" -ge 3
known='ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR'
check "it has no instruction that Docker's reference does not have" equals \
  "$(instructions | grep -vE "^($known) " | grep -v '^$')" ""
check "its user is not root" equals "$(as_image_user id -u)" 10001
check "no service manager is in it" test ! -e "$image/usr/lib/systemd/systemd"
# run_image: as an engine would start it, in the daemon's own network.
run_image() {
  local user tries=300
  user=$(value_of USER)
  daemon_log=$image/root/daemon.log
  # shellcheck disable=SC2046 — the instructions' words.
  nsenter --net="/proc/$network/ns/net" chroot "$image" setpriv --reuid="${user%:*}" --regid="${user#*:}" \
    --clear-groups --no-new-privs --bounding-set=-all env -i PATH=/usr/bin:/bin "$(value_of ENV)" \
    $(json_words ENTRYPOINT) $(json_words CMD) >"$daemon_log" 2>&1 &
  while [ "$tries" -gt 0 ] && ! get http://127.0.0.1:8080/readyz >/dev/null 2>&1; do
    tries=$((tries - 1))
    sleep 0.1
  done
  daemon=$(pgrep -x yak | head -n 1)
  [ "$tries" -gt 0 ] || { cat "$daemon_log"; return 1; }
}
check "the image's command serves" run_image
# shellcheck disable=SC2046
check "its health check passes while it does" as_image_user $(json_words HEALTHCHECK)
check "a message is answered there" contains "$(as_image_user sh -c 'echo hello | yak chat')" "You said: hello"
check "it ends at the image's stop signal" stop_daemon
# shellcheck disable=SC2046
check "its health check fails when it does not serve" fails as_image_user $(json_words HEALTHCHECK)
