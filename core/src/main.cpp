#include "cli/main.hpp"

/// Read by jemalloc at start (jemalloc(3), "TUNING"): few arenas, because there are few threads,
/// and memory that is free for a second goes back to the system. A thread of jemalloc's own sees to
/// that, for without one a daemon that is idle keeps what its start and its last rush have freed.
/// Without jemalloc nobody looks at it.
extern "C" __attribute__((visibility("default"))) const char* malloc_conf;
extern "C" const char* malloc_conf =
    "narenas:4,dirty_decay_ms:1000,muzzy_decay_ms:0,background_thread:true,"
    "max_background_threads:1";

int main(int argc, char** argv) { return yak::cli::run(argc, argv); }
