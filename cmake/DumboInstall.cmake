# What is installed for those who write drivers and programs: component "sdk", found by find_package(Dumbo). The shared libraries
# belong to component "dumbo", which everybody has. Programs and drivers install themselves where they are made.

include(CMakePackageConfigHelpers)

set(package "${CMAKE_INSTALL_LIBDIR}/cmake/Dumbo")

# A driver's author sees the headers of base, sdk and conformance only; those for programs lie apart.
set(sdk_headers "${CMAKE_INSTALL_INCLUDEDIR}/dumbo")
set(devel_headers "${CMAKE_INSTALL_INCLUDEDIR}/dumbo/devel")

install(TARGETS dumbo-sdk dumbo-conformance EXPORT DumboSdkTargets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT dumbo NAMELINK_COMPONENT sdk
    INCLUDES DESTINATION "${sdk_headers}")
install(TARGETS dumbo-core EXPORT DumboDevelTargets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT dumbo NAMELINK_COMPONENT sdk
    INCLUDES DESTINATION "${devel_headers}")

# The direct way, static: what a program links that knows its database.
foreach(part IN ITEMS difference explain outline script)
    list(APPEND static_Devel dumbo-common-${part})
endforeach()
set(static_SQLite dumbo-direct-sqlite dumbo-driver-sqlite-typed dumbo-common-sqlite dumbo-common-sqlite-advice)
set(static_PostgreSQL dumbo-direct-postgresql dumbo-driver-postgresql-typed dumbo-common-postgresql dumbo-common-postgresql-advice)
foreach(export IN ITEMS Devel SQLite PostgreSQL)
    install(TARGETS ${static_${export}} EXPORT Dumbo${export}Targets
        ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}/dumbo/static" COMPONENT sdk
        INCLUDES DESTINATION "${devel_headers}")
endforeach()
foreach(export IN ITEMS Sdk Devel SQLite PostgreSQL)
    install(EXPORT Dumbo${export}Targets NAMESPACE Dumbo:: DESTINATION "${package}" COMPONENT sdk)
endforeach()

foreach(folder IN ITEMS base sdk conformance)
    install(DIRECTORY "${PROJECT_SOURCE_DIR}/core/${folder}" DESTINATION "${sdk_headers}/core" COMPONENT sdk FILES_MATCHING PATTERN "*.h")
endforeach()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/core" "${PROJECT_SOURCE_DIR}/direct" DESTINATION "${devel_headers}" COMPONENT sdk
    FILES_MATCHING PATTERN "*.h"
    REGEX "/core/(base|sdk|conformance|isolation)$" EXCLUDE)
# Of the drivers only what the direct libraries show.
foreach(header IN ITEMS
        common/postgresql/dialect.h common/sqlite/advice/advice.h common/sqlite/dialect.h common/sqlite/difference/difference.h
        common/sqlite/documents/pongo.h
        postgresql/options.h postgresql/plugin.h sqlite/conformance.h sqlite/options.h sqlite/plugin.h sqlite/syntaxcheck.h)
    cmake_path(GET header PARENT_PATH folder)
    install(FILES "${PROJECT_SOURCE_DIR}/drivers/${header}" DESTINATION "${devel_headers}/drivers/${folder}" COMPONENT sdk)
endforeach()
install(FILES "${PROJECT_SOURCE_DIR}/resources/schemas/driver-manifest.schema.json"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/dumbo/schemas" COMPONENT sdk)

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/DumboConfig.cmake.in" "${PROJECT_BINARY_DIR}/DumboConfig.cmake"
    INSTALL_DESTINATION "${package}" PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_DATADIR)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/DumboConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
    "${PROJECT_BINARY_DIR}/DumboConfig.cmake" "${PROJECT_BINARY_DIR}/DumboConfigVersion.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/DumboBuildStamp.cmake" "${CMAKE_CURRENT_LIST_DIR}/DumboDriver.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/FindPgQuery.cmake"
    DESTINATION "${package}" COMPONENT sdk)
