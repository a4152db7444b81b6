# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: functions for the instructions of a Dockerfile, called by the output of image/plan.mjs. A
# stage is a folder with a root of its own; ENV, USER, WORKDIR… apply to the stage of the last `image_from`. An
# unknown instruction fails, so that no instruction is skipped.
images=$YAK_ROOT/mnt
image_count=0
declare -A image_stages=()

# enter_base SLIM: unpacks a bare root for the stage. The slim images lack the files that Debian's docker image
# tools list in `.slimify-excludes`.
enter_base() {
  tar -xf "$YAK_CACHE/minbase.tar" -C "$image" || return
  if [ -n "$1" ]; then
    printf 'path-exclude /usr/share/%s/*\n' doc info locale man >"$image/etc/dpkg/dpkg.cfg.d/docker"
    echo 'path-include /usr/share/doc/*/copyright' >>"$image/etc/dpkg/dpkg.cfg.d/docker"
    rm -rf "$image"/usr/share/{doc,info,locale,man}/*
  fi
  mount -t proc proc "$image/proc" && mount -t sysfs -o ro sysfs "$image/sys" &&
    mount --rbind /dev "$image/dev" &&
    mount --bind "$YAK_CACHE/archives" "$image/var/cache/apt/archives" &&
    cp /etc/resolv.conf /etc/hosts "$image/etc/"
}

image_from() {
  image_count=$((image_count + 1))
  image=$images/$image_count
  image_stages[${2:-$image_count}]=$image
  image_env=() image_user=0 image_workdir=/ image_healthcheck=() image_entrypoint=() image_cmd=() image_volumes=()
  image_stop_signal=SIGTERM
  local codename
  codename=$(. "$YAK_ROOT/etc/os-release"; echo "$VERSION_CODENAME")
  mkdir -p "$image"
  case "$1" in
    "debian:$codename") enter_base '' ;;
    "debian:$codename-slim") enter_base slim ;;
    *) echo "the bare root is Debian $codename, not $1"; return 1 ;;
  esac
}

# image_inside COMMAND...: runs it as the builder and the engine do, without this machine's environment except
# proxies. USER is a number or name, with or without a group. $image_limits are arguments of setpriv, $image_prefix
# precedes the whole command.
image_inside() {
  local user=${image_user%%:*} group proxies=() name home
  case "$image_user" in *:*) group=${image_user#*:} ;; *) group=$(chroot "$image" id -g "$user") || return ;; esac
  home=$(chroot "$image" getent passwd "$user" | cut -d: -f6)
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [ -z "${!name:-}" ] || proxies+=("$name=${!name}")
  done
  "${image_prefix[@]}" chroot "$image" setpriv --reuid="$user" --regid="$group" --clear-groups "${image_limits[@]}" \
    env -i -C "$image_workdir" HOME="${home:-/}" "${proxies[@]}" \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${image_env[@]}" "$@"
}
image_limits=() image_prefix=()

# image_copy -- SOURCE TARGET: copies the whole context, or one file of it. Copies belong to root.
image_copy() {
  local source=$2 target=$3
  [ "$1 $#" = "-- 3" ] && [[ "$target" = /* ]] || { echo "not supported here: COPY $*"; return 1; }
  if [ "$source" != . ]; then
    mkdir -p "$image$(dirname "$target")"
    [ -n "$("$node" "$here/image/context.mjs" "$YAK_SOURCE" "$source" | tr '\0' ' ')" ] &&
      install -o root -g root -m "$(stat -c %a "$YAK_SOURCE/$source")" "$YAK_SOURCE/$source" "$image$target"
    return
  fi
  mkdir -p "$image$target"
  "$node" "$here/image/context.mjs" "$YAK_SOURCE" >"$images/context" &&
    tar -C "$YAK_SOURCE" --null --no-recursion --owner=0 --group=0 -T "$images/context" -cf - |
    tar -xf - -C "$image$target"
}

# mount_for_run OPTIONS: makes one `--mount=` of a RUN; adds its folder to $mounted.
mount_for_run() {
  local -A option=([type]=bind [source]=/)
  local word from
  while IFS= read -r word; do option[${word%%=*}]=${word#*=}; done < <(tr ',' '\n' <<<"$1")
  local target=$image${option[target]}
  mkdir -p "$target"
  case "${option[type]}" in
    bind)
      from=${image_stages[${option[from]:-}]:-}
      [ -n "$from" ] && mount --bind "$from${option[source]}" "$target" && mount -o remount,bind,ro "$target" || return
      ;;
    cache)
      # ccache's folder is this machine's: its entries are keyed by their inputs.
      case "${option[target]}" in
        */ccache) from=$(ccache --get-config cache_dir) ;;
        *) from=$YAK_CACHE/mounts${option[target]} ;;
      esac
      mkdir -p "$from" && mount --bind "$from" "$target" || return
      ;;
    *) echo "not supported here: RUN --mount=$1"; return 1 ;;
  esac
  mounted+=("$target")
}

image_run() {
  local mounted=() code=0 target
  while [ "$1" != -- ]; do
    case "$1" in
      --mount=*) mount_for_run "${1#--mount=}" || code=1 ;;
      *) echo "not supported here: RUN $1"; code=1 ;;
    esac
    shift
  done
  shift
  [ "$code" -ne 0 ] || image_inside "$@" || code=$?
  for target in "${mounted[@]}"; do umount "$target"; done
  return "$code"
}

image_env() { image_env+=("$@"); }
image_user() { image_user=$1; }
image_workdir() { image_workdir=$1 && mkdir -p "$image$1"; }
image_volume() { image_volumes+=("$@"); }
image_stopsignal() { image_stop_signal=$1; }
image_healthcheck() { image_healthcheck=("$@"); }
image_entrypoint() { image_entrypoint=("$@"); }
image_cmd() { image_cmd=("$@"); }
# Documentation only; an engine does nothing for them.
image_expose() { [[ "$*" =~ ^[0-9\ ]+$ ]]; }
image_label() { true; }
image_unknown() { echo "not supported here: $*"; return 1; }
