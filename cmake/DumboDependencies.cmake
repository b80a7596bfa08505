# Everything the project takes from outside, with the oldest version that fits. The toolchain's probe includes this too.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

set(DUMBO_QT_MINIMUM 6.7)
set(DUMBO_KF_MINIMUM 6.0)
set(DUMBO_SQLITE_MINIMUM 3.38)
set(DUMBO_LIBPQ_MINIMUM 17)

find_package(Qt6 ${DUMBO_QT_MINIMUM} REQUIRED COMPONENTS Core Concurrent DBus Gui Network PrintSupport Sql Test Widgets)
foreach(framework IN ITEMS Archive ColorScheme Config ConfigWidgets CoreAddons I18n IconThemes SyntaxHighlighting
                           TextEditor WidgetsAddons XmlGui)
    find_package(KF6${framework} ${DUMBO_KF_MINIMUM} REQUIRED)
endforeach()
find_package(Qt6Keychain REQUIRED)
find_package(SQLite3 ${DUMBO_SQLITE_MINIMUM} REQUIRED)
find_package(simdjson REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)

find_package(PkgConfig REQUIRED)
pkg_check_modules(Sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(PostgreSQL REQUIRED IMPORTED_TARGET libpq>=${DUMBO_LIBPQ_MINIMUM})
find_package(PgQuery REQUIRED)

include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_FLAGS "${CMAKE_CXX23_STANDARD_COMPILE_OPTION}")
check_cxx_source_compiles("#include <expected>\n#include <print>\nint main() { return std::expected<int, int>(0).value(); }"
    DUMBO_HAS_CXX23)
unset(CMAKE_REQUIRED_FLAGS)
if(NOT DUMBO_HAS_CXX23)
    message(FATAL_ERROR "The compiler ${CMAKE_CXX_COMPILER} lacks parts of C++23 that the project uses (GCC 14 has them).")
endif()
