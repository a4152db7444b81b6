// SPDX-License-Identifier: Apache-2.0
#include "cli/main.hpp"

/// Read by jemalloc at start (jemalloc(3), "TUNING"); ignored without jemalloc. Few arenas, because
/// there are few threads. Memory that is free for a second is returned to the system by a
/// background thread; without it, an idle daemon keeps the memory that its start and its last burst
/// have freed.
extern "C" __attribute__((visibility("default"))) const char* malloc_conf;
extern "C" const char* malloc_conf =
    "narenas:4,dirty_decay_ms:1000,muzzy_decay_ms:0,background_thread:true,"
    "max_background_threads:1";

int main(int argc, char** argv) { return yak::cli::run(argc, argv); }
