#include "app/main.hpp"

int main(int argc, char** argv) { return yak::app::run(argc, argv); }
