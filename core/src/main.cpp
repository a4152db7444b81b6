#include "app/main.hpp"

/// Read by jemalloc at start (jemalloc(3), "TUNING"): few arenas, because there are few threads,
/// and memory that is free for a second goes back to the system. Without jemalloc nobody looks at
/// it.
extern "C" __attribute__((visibility("default"))) const char* malloc_conf;
extern "C" const char* malloc_conf = "narenas:4,dirty_decay_ms:1000,muzzy_decay_ms:0";

int main(int argc, char** argv) { return yak::app::run(argc, argv); }
