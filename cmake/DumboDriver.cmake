# dumbo_add_driver(NAME <name> MANIFEST <file.json> SOURCES <file>… [MODULE_SOURCES <file>…] [LIBRARIES <target>…]
#                  [TYPED] [OUTPUT_DIRECTORY <folder>] [STAMP <key>=<value>…]
#                  [BUNDLE [LICENCE <file>] [ICON <file>] [BUNDLE_LIBRARIES <file>…]])
#
# Makes the plugin dumbo-driver-<name>. It links Dumbo::Sdk and LIBRARIES, nothing else of the project. The manifest gets
# the object "build" (the build stamp) and becomes "driver.json", which the module's root names:
#     Q_PLUGIN_METADATA(IID DUMBO_DRIVER_IID FILE "driver.json")
#
# TYPED: SOURCES also become the static library Dumbo::Driver::<name> for programs and tests that link the driver directly;
#   then MODULE_SOURCES holds the module's root, which is in the plugin only.
# OUTPUT_DIRECTORY: another place than lib/dumbo/plugins.
# STAMP: false entries in the build stamp, for fixtures of tests.
# BUNDLE: the target dumbo-driver-<name>-bundle, which makes <name>-<version>.dumbodriver, the file that people install, in the build
#   folder with "dumbo plugins pack". LICENCE and ICON go into it, and BUNDLE_LIBRARIES beside the module. Where DUMBO_SIGNING_KEY names
#   a file that "dumbo plugins keygen" made, the bundle is signed with it.
function(dumbo_add_driver)
    cmake_parse_arguments(PARSE_ARGV 0 arg "TYPED;BUNDLE" "NAME;MANIFEST;OUTPUT_DIRECTORY;LICENCE;ICON"
        "SOURCES;MODULE_SOURCES;LIBRARIES;STAMP;BUNDLE_LIBRARIES")
    dumbo_reject_unknown(dumbo_add_driver "${arg_UNPARSED_ARGUMENTS}" "${arg_KEYWORDS_MISSING_VALUES}")
    dumbo_require(dumbo_add_driver NAME MANIFEST)
    if(arg_TYPED AND NOT arg_MODULE_SOURCES)
        message(FATAL_ERROR "dumbo_add_driver(${arg_NAME}): TYPED needs MODULE_SOURCES, the file with Q_PLUGIN_METADATA.")
    endif()

    set(target dumbo-driver-${arg_NAME})
    dumbo_write_manifest(${target} "${arg_MANIFEST}" "${arg_STAMP}")
    if(arg_TYPED)
        add_library(${target}-typed STATIC ${arg_SOURCES})
        add_library(Dumbo::Driver::${arg_NAME} ALIAS ${target}-typed)
        target_link_libraries(${target}-typed PUBLIC Dumbo::Sdk ${arg_LIBRARIES})
        add_library(${target} MODULE ${arg_MODULE_SOURCES})
        target_link_libraries(${target} PRIVATE ${target}-typed)
    else()
        add_library(${target} MODULE ${arg_SOURCES} ${arg_MODULE_SOURCES})
        target_link_libraries(${target} PRIVATE Dumbo::Sdk ${arg_LIBRARIES})
    endif()
    target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${target}")
    # Ninja does not see that moc wrote the included .moc file anew for a changed manifest.
    get_target_property(sources ${target} SOURCES)
    set_property(SOURCE ${sources} APPEND PROPERTY OBJECT_DEPENDS "${CMAKE_CURRENT_BINARY_DIR}/${target}/driver.json")

    if(NOT arg_OUTPUT_DIRECTORY)
        set(arg_OUTPUT_DIRECTORY "${DUMBO_PLUGIN_OUTPUT_DIRECTORY}")
        if(TARGET dumbo-programs)
            add_dependencies(dumbo-programs ${target})
        endif()
        install(TARGETS ${target} LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/dumbo/plugins" COMPONENT ${target})
    endif()
    set_target_properties(${target} PROPERTIES
        PREFIX "" AUTOMOC ON CXX_SCAN_FOR_MODULES OFF CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
        LIBRARY_OUTPUT_DIRECTORY "${arg_OUTPUT_DIRECTORY}"
        INSTALL_RPATH "$ORIGIN/../..")
    if(DUMBO_SDK_PREFIX)
        # What is built is what goes into a bundle: it finds its neighbours, and nothing of this machine.
        set_target_properties(${target} PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN;$ORIGIN/../..")
    endif()
    if(arg_BUNDLE)
        dumbo_add_bundle(${target} "${arg_NAME}" "${arg_MANIFEST}" "${arg_LICENCE}" "${arg_ICON}" "${arg_BUNDLE_LIBRARIES}")
    endif()
endfunction()

# The target <target>-bundle; see BUNDLE.
function(dumbo_add_bundle target name manifest licence icon libraries)
    find_program(DUMBO_PROGRAM dumbo HINTS "${DUMBO_SDK_PREFIX}/bin" DOC "Packs drivers into bundles")
    set(DUMBO_SIGNING_KEY "" CACHE FILEPATH "The private key that signs bundles; empty: they are not signed")
    cmake_path(ABSOLUTE_PATH manifest BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    file(READ "${manifest}" json)
    string(JSON version GET "${json}" version)
    set(command --module "$<TARGET_FILE:${target}>" --output "${CMAKE_CURRENT_BINARY_DIR}/${name}-${version}.dumbodriver")
    foreach(option IN ITEMS licence icon)
        if(${option})
            cmake_path(ABSOLUTE_PATH ${option} BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
            list(APPEND command --${option} "${${option}}")
        endif()
    endforeach()
    foreach(library IN LISTS libraries)
        list(APPEND command --library "${library}")
    endforeach()
    if(DUMBO_SIGNING_KEY)
        list(APPEND command --key "${DUMBO_SIGNING_KEY}")
    endif()
    add_custom_target(${target}-bundle COMMAND "${DUMBO_PROGRAM}" plugins pack ${command}
        WORKING_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}" DEPENDS ${target} VERBATIM)
endfunction()

# Outside of the project a driver lands where its own build wants it, and installs where Dumbo looks.
include(GNUInstallDirs)
if(NOT DUMBO_PLUGIN_OUTPUT_DIRECTORY)
    set(DUMBO_PLUGIN_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endif()

# Writes <target>/driver.json: the manifest with the build stamp.
function(dumbo_write_manifest target manifest stamp)
    cmake_path(ABSOLUTE_PATH manifest BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${manifest}")
    cmake_path(GET manifest FILENAME name)
    if(name STREQUAL "driver.json")
        message(FATAL_ERROR "${manifest}: moc would take this file for the generated driver.json; name it manifest.json.")
    endif()
    file(READ "${manifest}" json)
    dumbo_build_stamp_json(build ${stamp})
    string(JSON json ERROR_VARIABLE error SET "${json}" build "${build}")
    if(error)
        message(FATAL_ERROR "${manifest} is not a JSON object: ${error}")
    endif()
    file(CONFIGURE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${target}/driver.json" CONTENT "@json@\n" @ONLY)
endfunction()

# For functions: stops at arguments that nobody reads.
function(dumbo_reject_unknown function unknown missing)
    if(unknown)
        message(FATAL_ERROR "${function}() does not know: ${unknown}")
    endif()
    if(missing)
        message(FATAL_ERROR "${function}() needs a value for: ${missing}")
    endif()
endfunction()

macro(dumbo_require function)
    foreach(keyword IN ITEMS ${ARGN})
        if(NOT arg_${keyword})
            message(FATAL_ERROR "${function}() needs ${keyword}.")
        endif()
    endforeach()
endmacro()
