# SPDX-License-Identifier: Apache-2.0
# Sourced by `container.sh`: what an engine does for compose.yaml: namespaces, mounts, the user, the signal. The
# output of image/compose.mjs calls the functions `compose_…`.
compose_tmpfs=() compose_volumes=() compose_secrets=() compose_environment=()
compose_grace() { grace=$1; }
compose_read_only() { read_only=1; }
compose_environment() { compose_environment+=("$1"); }
compose_volume() { compose_volumes+=("$1 $2 ${3:-rw}"); }
compose_tmpfs() { compose_tmpfs+=("$1 ${2:-}"); }
compose_secret() { compose_secrets+=("$1"); }
compose_port() { container_port=${1##*:}; }
compose_cap_drop() { [ "$1" = ALL ] && container_limits+=(--bounding-set=-all --inh-caps=-all); }
compose_security() { [ "$1" = no-new-privileges:true ] && container_limits+=(--no-new-privs); }
compose_unknown() { echo "compose.yaml has an unsupported setting: $1"; return 1; }
# grace: docs.docker.com/reference/cli/docker/container/stop, the default of --timeout.
container_limits=() read_only='' container_port=0 grace=10

read_compose() {
  local line code=0
  while IFS= read -r line; do eval "$line" || code=1; done <<<"$1"
  return "$code"
}

# mount_container: runs in the container's mount namespace. A new named volume gets the image's files at its path
# (docs.docker.com/engine/storage/volumes, "Populate a volume using a container").
mount_container() {
  local one source target mode options
  for one in "${compose_volumes[@]}"; do
    read -r source target mode <<<"$one"
    case "$source" in
      ./*) source=$settings/${source#./} ;;
      *)
        source=$images/volumes/$source
        [ -d "$source" ] || { mkdir -p "$images/volumes" && cp -a "$image$target" "$source"; }
        ;;
    esac
    mount --bind "$source" "$image$target" && mount -o "remount,bind,$mode" "$image$target" || return
  done
  mkdir -p "$image/run/secrets"
  for one in "${compose_secrets[@]}"; do
    touch "$image/run/secrets/$one"
    mount --bind -o ro "$settings/secrets/$one" "$image/run/secrets/$one" || return
  done
  for one in "${compose_tmpfs[@]}"; do
    read -r target options <<<"$one"
    mount -t tmpfs -o "noexec,nosuid,nodev,$options" tmpfs "$image$target" || return
  done
  mount -t proc proc "$image/proc" && mount -t sysfs -o ro sysfs "$image/sys"
}

# run_container: runs the image's command as the first process of its namespaces.
run_container() {
  mount --bind "$image" "$image" || return
  # The build's mounts are below the first mount of the root, not below this one.
  mount --rbind /dev "$image/dev" && mount_container || return
  [ -z "$read_only" ] || mount -o remount,bind,ro "$image" || return
  ip link set lo up
  image_env+=("${compose_environment[@]}")
  image_limits=("${container_limits[@]}")
  image_prefix=(exec)
  image_inside "${image_entrypoint[@]}" "${image_cmd[@]}"
}

start_container() {
  local tries=300
  container_log=$images/container.log
  export -f run_container mount_container image_inside
  (declare -p images image settings read_only image_user image_workdir image_env image_entrypoint image_cmd \
    container_limits compose_volumes compose_secrets compose_tmpfs compose_environment) >"$images/state.sh"
  unshare --mount --pid --net --ipc --uts --fork --kill-child \
    bash -c ". '$images/state.sh'; run_container" >"$container_log" 2>&1 &
  container_parent=$!
  while [ "$tries" -gt 0 ]; do
    container=$(pgrep -P "$container_parent" | head -n 1)
    [ -n "$container" ] && in_container "${image_healthcheck[@]}" >/dev/null 2>&1 && return
    tries=$((tries - 1))
    sleep 0.1
  done
  cat "$container_log"
  return 1
}

# in_container COMMAND...: runs it as `docker exec` does.
in_container() {
  local image_limits=("${container_limits[@]}") image_env=("${image_env[@]}" "${compose_environment[@]}")
  local image_prefix=(nsenter --target "$container" --mount --pid --net --ipc --uts)
  image_inside "$@"
}
on_container_network() { nsenter --target "$container" --net "$@"; }

# stop_container: sends the image's signal; expects exit code 0 within compose.yaml's grace period.
stop_container() {
  local tries=$((grace * 10))
  kill -s "${image_stop_signal#SIG}" "$container"
  while [ "$tries" -gt 0 ] && kill -0 "$container_parent" 2>/dev/null; do
    tries=$((tries - 1))
    sleep 0.1
  done
  [ "$tries" -gt 0 ] && wait "$container_parent" || { cat "$container_log"; return 1; }
}
