# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: the completions of the shells, compared with the program's `--help`.
made=$YAK_SOURCE/build/package-quick/packaging
yak=$YAK_SOURCE/build/package-quick/bin/yak

# described KIND PATH: the names in `--help`, one a line, sorted.
described() {
  local heading=$1
  shift
  "$yak" "$@" --help | awk -v heading="$heading:" '
    $0 == heading { on = 1; next }
    /^ *[A-Z\[].*:?$/ || /^$/ { on = 0 }
    on && match($0, /^  [-a-z]/) { n = split($1, name, ","); for (i = 1; i <= n; ++i) print name[i] }' | sort
}
bash_completes() {
  bash -c 'source "$1"; shift; COMP_WORDS=(yak "$@"); COMP_CWORD=$#; _yak; printf "%s\n" "${COMPREPLY[@]}"' \
    bash "$made/completion.bash" "$@" | sort
}
fish_completes() {
  XDG_CONFIG_HOME=$(mktemp -d) XDG_DATA_HOME=$XDG_CONFIG_HOME fish --no-config -c \
    "source $made/completion.fish; complete -C '$1'" | cut -f 1 | sort
}
# zsh completes only on a terminal, so this checks the arguments that our function passes to zsh's own.
zsh_completes() {
  zsh -f -c '
    _describe() { print -rl -- ${${(P)2}%%:*} }
    _arguments() { print -rl -- ${argv%%\[*} }
    script=$1
    shift
    words=(yak "$@") CURRENT=$(($# + 1))
    set --
    source $script' zsh "$made/completion.zsh" "$@" | sort
}

commands=$(described Subcommands)
letters=$(described Subcommands dead-letters)
check "the program names its commands" contains "$commands" status
check "bash completes every command" equals "$(bash_completes '')" "$commands"
check "bash completes the subcommands of a command" equals "$(bash_completes dead-letters '')" "$letters"
check "bash completes the options of a command" equals "$(bash_completes usage --)" "$(described Options usage | grep -- '^--')"
check "fish completes every command" equals "$(fish_completes 'yak ')" "$commands"
check "fish completes the subcommands of a command" equals "$(fish_completes 'yak dead-letters ')" "$letters"
check "zsh completes every command" equals "$(zsh_completes '')" "$commands"
check "zsh completes the subcommands of a command" equals "$(zsh_completes dead-letters '')" "$letters"
check "zsh completes the options of a command" equals "$(zsh_completes usage -- | grep '^-')" "$(described Options usage)"
for page in yak.1 yak.yaml.5; do
  check "$page has no errors" equals "$(mandoc -T lint -W error "$made/$page")" ""
done
check "yak.1 describes every command" equals \
  "$(sed -nE 's/^\.SS "yak ([a-z\\-]+)( .*)?"$/\1/p' "$made/yak.1" | tr -d '\\' | sort -u)" "$commands"
