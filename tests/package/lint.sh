# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: checks of the packages and their files with external tools. lintian also runs `man` with
# warnings on the manual pages.
for name in yak yak-dev; do
  check "lintian reports nothing for $name" lintian --no-cfg --allow-root --fail-on error,warning \
    "$YAK_SOURCE/build/packages/${name}_${YAK_OLD}_${YAK_ARCH}.deb"
done
check "the unit passes scripts/check-unit" "$YAK_SOURCE/scripts/check-unit"
check "bash can read its completion" bash -n "$made/completion.bash"
check "zsh can read its completion" zsh -n "$made/completion.zsh"
check "fish can read its completion" fish --no-execute "$made/completion.fish"
check "Debian's tools can parse the changelog" dpkg-parsechangelog -l "$made/yak.changelog"
