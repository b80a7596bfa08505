# cmake -D DESTINATION=<folder> -D ARCHITECTURE=<x86_64|aarch64> [-D CACHE=<folder>] -P FetchDuckDb.cmake
#
# Puts duckdb.h, libduckdb.so and DuckDB's licence into DESTINATION. They come from DuckDB's own npm packages, are checked against
# the digests below, and are kept in CACHE (default: duckdb-driver in the user's cache folder), so that a second build needs no
# network. A mirror of the registry is taken from npm_config_registry or NPM_CONFIG_REGISTRY.
cmake_minimum_required(VERSION 3.28)

set(version 1.4.4)
set(header_path "duckdb/-/duckdb-1.4.4.tgz")
set(header_digest 844249e61c9517454b8f776638ba6c5ab411d1bddde1892ab72826ea25178c72430e74aa83f5122b171be6abcdace84560f824b5ac94e9d5c2b603ea7269a9a2)
set(library_path_x86_64 "@duckdb/node-bindings-linux-x64/-/node-bindings-linux-x64-1.4.4-r.1.tgz")
set(library_digest_x86_64 7e360d73eb78fd3ee6873679ee8268210696bdb615bf186275c34d6a7b101625a777afc930b0942dde2a9edf172374edd81ad9b2b687ebdd0a481212dd03edd3)
set(library_path_aarch64 "@duckdb/node-bindings-linux-arm64/-/node-bindings-linux-arm64-1.4.4-r.1.tgz")
set(library_digest_aarch64 c2af76fc471388e4d15b54520cec2378bc8c3175b0355370536d5341d7eedec812f3af88877ada68aebc95e0e063971681fef659edc9d96ec7633f06c3170c63)

if(NOT DESTINATION OR NOT DEFINED library_path_${ARCHITECTURE})
    message(FATAL_ERROR "DuckDB ${version}: DESTINATION is needed, and ARCHITECTURE must be x86_64 or aarch64, not \"${ARCHITECTURE}\".")
endif()
if(NOT CACHE)
    set(CACHE "$ENV{XDG_CACHE_HOME}")
    if(NOT CACHE)
        set(CACHE "$ENV{HOME}/.cache")
    endif()
    string(APPEND CACHE "/duckdb-driver")
endif()
set(registry "https://registry.npmjs.org")
foreach(name IN ITEMS npm_config_registry NPM_CONFIG_REGISTRY)
    if(NOT "$ENV{${name}}" STREQUAL "")
        string(REGEX REPLACE "/+$" "" registry "$ENV{${name}}")
        break()
    endif()
endforeach()

# Downloads registry/path to CACHE/name, unless a file with this digest is there.
function(fetch name path digest)
    set(file "${CACHE}/${name}")
    if(EXISTS "${file}")
        file(SHA512 "${file}" found)
        if(found STREQUAL digest)
            return()
        endif()
    endif()
    set(url "${registry}/${path}")
    message(STATUS "Downloading ${url}")
    file(DOWNLOAD "${url}" "${file}.part" STATUS status INACTIVITY_TIMEOUT 60 TLS_VERIFY ON)
    list(GET status 0 code)
    list(GET status 1 reason)
    if(NOT code EQUAL 0)
        file(REMOVE "${file}.part")
        message(FATAL_ERROR "DuckDB ${version} could not be downloaded from ${url}: ${reason}.\n"
            "It is needed to build the driver. Connect to the network, name a mirror in npm_config_registry, "
            "or put the file there by hand:\n  ${file}")
    endif()
    file(SHA512 "${file}.part" found)
    if(NOT found STREQUAL digest)
        file(REMOVE "${file}.part")
        message(FATAL_ERROR "${url} is not the file it should be: its SHA-512 is\n  ${found}\nand not\n  ${digest}")
    endif()
    file(RENAME "${file}.part" "${file}")
endfunction()

file(MAKE_DIRECTORY "${CACHE}" "${DESTINATION}")
file(LOCK "${CACHE}/lock" TIMEOUT 600)
fetch(duckdb-header-${version}.tgz "${header_path}" ${header_digest})
fetch(duckdb-library-${version}-${ARCHITECTURE}.tgz "${library_path_${ARCHITECTURE}}" ${library_digest_${ARCHITECTURE}})

set(unpacked "${DESTINATION}/unpacked")
file(ARCHIVE_EXTRACT INPUT "${CACHE}/duckdb-header-${version}.tgz" DESTINATION "${unpacked}"
    PATTERNS package/src/duckdb/src/include/duckdb.h)
file(ARCHIVE_EXTRACT INPUT "${CACHE}/duckdb-library-${version}-${ARCHITECTURE}.tgz" DESTINATION "${unpacked}"
    PATTERNS package/libduckdb.so package/LICENSE)
file(RENAME "${unpacked}/package/src/duckdb/src/include/duckdb.h" "${DESTINATION}/duckdb.h")
file(RENAME "${unpacked}/package/libduckdb.so" "${DESTINATION}/libduckdb.so")
file(RENAME "${unpacked}/package/LICENSE" "${DESTINATION}/LICENSE.duckdb")
file(REMOVE_RECURSE "${unpacked}")
# Newer than this script, which the build depends on; the archive's own dates are older.
file(TOUCH "${DESTINATION}/duckdb.h" "${DESTINATION}/libduckdb.so" "${DESTINATION}/LICENSE.duckdb")
