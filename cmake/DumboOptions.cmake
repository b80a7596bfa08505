# What a person may choose, and where the results of the build lie.

option(DUMBO_WARNINGS_ARE_ERRORS "Stop the build at a warning" OFF)
option(DUMBO_SANITIZER_BUILD "Build only core, the SQLite and the fake driver, and the tests that need no window" OFF)
set(DUMBO_SANITIZERS "" CACHE STRING "Sanitizers to build with, such as address,undefined or thread")
option(DUMBO_FUZZ "Build only the fuzz targets and the parts of core that they need, with Clang's libFuzzer" OFF)
option(DUMBO_COVERAGE "Count which lines the tests run" OFF)

# One tree as it will be installed: a program finds its libraries and plugins from its own place.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
set(DUMBO_PLUGIN_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib/dumbo/plugins")
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN;$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
