# How everything of ours is compiled and linked.

set(CMAKE_AUTOMOC ON)
set(CMAKE_AUTORCC ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)

include_directories("${PROJECT_SOURCE_DIR}" "${PROJECT_BINARY_DIR}/generated")

add_compile_definitions(
    QT_NO_CAST_FROM_BYTEARRAY
    QT_NO_CAST_TO_ASCII
    QT_NO_FOREACH
    QT_NO_KEYWORDS
    QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_NO_URL_CAST_FROM_STRING
    QT_FORCE_ASSERTS)

add_compile_options(-Wall -Wextra -Wpedantic -Wcast-align -Wnon-virtual-dtor -Woverloaded-virtual -Wshadow -Wvla)
if(DUMBO_WARNINGS_ARE_ERRORS)
    add_compile_options(-Werror)
endif()

if(DUMBO_SANITIZERS)
    add_compile_options(-fsanitize=${DUMBO_SANITIZERS} -fno-omit-frame-pointer)
    # GCC says itself that it warns of this for nothing where a sanitizer is on.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-Wno-maybe-uninitialized)
    endif()
    add_compile_definitions(_GLIBCXX_ASSERTIONS)
    add_link_options(-fsanitize=${DUMBO_SANITIZERS})
endif()
if(DUMBO_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        message(FATAL_ERROR "DUMBO_FUZZ needs Clang; this is ${CMAKE_CXX_COMPILER_ID}.")
    endif()
    add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_compile_definitions(_GLIBCXX_ASSERTIONS)
    add_link_options(-fsanitize=address,undefined)
endif()
if(DUMBO_COVERAGE)
    add_compile_options(--coverage)
    add_link_options(--coverage)
endif()

if(NOT DUMBO_SANITIZERS AND NOT DUMBO_FUZZ)
    add_link_options(-Wl,--no-undefined)
endif()

find_program(DUMBO_MOLD mold)
if(DUMBO_MOLD)
    add_link_options(-fuse-ld=mold)
endif()
find_program(DUMBO_CCACHE ccache)
if(DUMBO_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${DUMBO_CCACHE}")
endif()
