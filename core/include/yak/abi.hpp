// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/version.hpp>
#include <string>

#include "yak/abi_hash.hpp"  // generated: YAK_ABI_HEADERS, a hash of all headers in this folder

/// The ABI tag: everything that must be the same in the core and in a plugin for C++ objects to
/// pass between them. The tag is part of the exported symbol's name. The core reads it from the
/// file's symbol table before any of the plugin's code runs, and the dynamic loader cannot mix up
/// two tags.

#if defined(__clang__)
#define YAK_ABI_COMPILER clang
#define YAK_ABI_COMPILER_MAJOR __clang_major__
#elif defined(__GNUC__)
#define YAK_ABI_COMPILER gcc
#define YAK_ABI_COMPILER_MAJOR __GNUC__
#else
#error "Yak plugins are built with Clang or GCC"
#endif

// libstdc++'s dual ABI (GCC manual, "Dual ABI"): std::string differs between the two.
#if !defined(_GLIBCXX_USE_CXX11_ABI)
#error "Yak plugins are built with libstdc++"
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define YAK_ABI_SANITIZER asan
#elif __has_feature(thread_sanitizer)
#define YAK_ABI_SANITIZER tsan
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define YAK_ABI_SANITIZER asan
#elif defined(__SANITIZE_THREAD__)
#define YAK_ABI_SANITIZER tsan
#endif
#if !defined(YAK_ABI_SANITIZER)
#define YAK_ABI_SANITIZER none
#endif

// These macros change Asio's classes (boost/asio/detail/config.hpp). The core is built with the
// first two set and the others unset.
#if defined(BOOST_ASIO_SEPARATE_COMPILATION) && defined(BOOST_BEAST_SEPARATE_COMPILATION) && \
    !defined(BOOST_ASIO_DISABLE_THREADS) && !defined(BOOST_ASIO_ENABLE_HANDLER_TRACKING)
#define YAK_ABI_ASIO separate
#else
#define YAK_ABI_ASIO other
#endif

#define YAK_ABI_JOIN6_(a, b, c, d, e, f) yak_plugin_v1_##a##_##b##c##_cxx##d##_boost##e##_##f
#define YAK_ABI_JOIN6(a, b, c, d, e, f) YAK_ABI_JOIN6_(a, b, c, d, e, f)
#define YAK_ABI_JOIN3_(a, b, c) a##_##b##_##c
#define YAK_ABI_JOIN3(a, b, c) YAK_ABI_JOIN3_(a, b, c)

/// `yak_plugin_v1_<headers>_<compiler>_cxx<dual ABI>_boost<version>_<asio>_san_<sanitizer>`
#define YAK_ABI_SYMBOL                                                                   \
  YAK_ABI_JOIN3(YAK_ABI_JOIN6(YAK_ABI_HEADERS, YAK_ABI_COMPILER, YAK_ABI_COMPILER_MAJOR, \
                              _GLIBCXX_USE_CXX11_ABI, BOOST_VERSION, YAK_ABI_ASIO),      \
                san, YAK_ABI_SANITIZER)

#define YAK_ABI_TEXT_(x) #x
#define YAK_ABI_TEXT(x) YAK_ABI_TEXT_(x)

namespace yak {

/// The prefix of every plugin's symbol, whatever its tag.
inline constexpr const char* kAbiPrefix = "yak_plugin_v1_";
/// The symbol of this build, as text.
inline constexpr const char* kAbiSymbol = YAK_ABI_TEXT(YAK_ABI_SYMBOL);

}  // namespace yak
