# SPDX-License-Identifier: Apache-2.0
# Sourced by `inside`: builds the example plugins and their tests with only yak-dev, as an external author does.
check "the development package is installed" apt_install "/root/yak-dev_${YAK_NEW}_${YAK_ARCH}.deb" clang-19 ninja-build libgmock-dev
check "plugins are configured and built" in_root sh -c '
  cmake -S /root/examples -B /root/examples/build -G Ninja -DCMAKE_CXX_COMPILER=clang++-19 -DEXAMPLE_TESTS=ON &&
  cmake --build /root/examples/build'
check "a test, with the fakes of the package, passes" in_root /root/examples/build/shout_test
check "the contract's tests of the package pass for a store" in_root /root/examples/build/store_test --gtest_brief=1
in_root install -D -m 0644 /root/examples/build/shout.so /usr/local/lib/yak/plugins/shout.so
in_root sed -i 's|^middleware:.*|plugins: {path: [/usr/local/lib/yak/plugins]}\nmiddleware:\n  - {plugin: shout}|' /etc/yak/yak.yaml
check "the daemon starts with it" start_daemon
check "the daemon uses it" contains "$(chat 'make it loud')" "YOU SAID: MAKE IT LOUD!"
check "it stops, with the plugin" stop_daemon
