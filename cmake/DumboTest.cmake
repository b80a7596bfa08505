# dumbo_add_test(NAME <name> SOURCES <file>… LABELS <label>… [LIBRARIES <target>…] [ENVIRONMENT <name>=<value>…]
#                [TIMEOUT <seconds>] [SANITIZERS|NO_SANITIZERS] [ALLOW_WARNINGS] [SERVERS postgresql|mariadb…])
#
# Makes tests/<name> in the build tree from Qt Test sources, linked with Dumbo::Core and LIBRARIES, and registers it. A test runs
# offscreen, in a home of its own that is empty at the start (HOME, XDG_*), with DUMBO_SOURCE_DIR and DUMBO_BUILD_DIR set.
#
# LABELS: one or more of unit conformance integration gui layering bench.
# TIMEOUT: 120 seconds if not given; sanitizer builds multiply it by 4.
# SANITIZERS, NO_SANITIZERS: in or out of the sanitizer builds. Without either a test is in, unless its labels or libraries
#   speak of a window.
# SERVERS: links Dumbo::TestServers, and starts these servers once for all tests of a CTest run: PostgresServer::shared(),
#   MariaDbServer::shared().
# ALLOW_WARNINGS: a Qt warning that QTest::ignoreMessage did not expect does not fail the test, as it does otherwise.
function(dumbo_add_test)
    cmake_parse_arguments(PARSE_ARGV 0 arg "SANITIZERS;NO_SANITIZERS;ALLOW_WARNINGS" "NAME;TIMEOUT"
        "SOURCES;LIBRARIES;LABELS;ENVIRONMENT;SERVERS")
    dumbo_reject_unknown(dumbo_add_test "${arg_UNPARSED_ARGUMENTS}" "${arg_KEYWORDS_MISSING_VALUES}")
    dumbo_require(dumbo_add_test NAME SOURCES LABELS)
    foreach(label IN LISTS arg_LABELS)
        if(NOT label MATCHES "^(unit|conformance|integration|gui|layering|bench)$")
            message(FATAL_ERROR "dumbo_add_test(${arg_NAME}): there is no label \"${label}\".")
        endif()
    endforeach()
    foreach(server IN LISTS arg_SERVERS)
        if(NOT server MATCHES "^(postgresql|mariadb)$")
            message(FATAL_ERROR "dumbo_add_test(${arg_NAME}): there is no server \"${server}\".")
        endif()
    endforeach()
    if(DUMBO_SANITIZER_BUILD AND NOT arg_SANITIZERS)
        if(arg_NO_SANITIZERS OR "${arg_LABELS};${arg_LIBRARIES}" MATCHES "gui|layering|bench|Workbench::|KF6|Widgets")
            # Known, so that what else is said about it does not fail, but never built.
            add_executable(${arg_NAME} EXCLUDE_FROM_ALL ${arg_SOURCES})
            return()
        endif()
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()

    add_executable(${arg_NAME} ${arg_SOURCES})
    target_link_libraries(${arg_NAME} PRIVATE Dumbo::Core Qt6::Test ${arg_LIBRARIES})
    set_target_properties(${arg_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
    dumbo_precompile_test(${arg_NAME})
    if(arg_SERVERS)
        target_link_libraries(${arg_NAME} PRIVATE Dumbo::TestServers)
        add_dependencies(${arg_NAME} dumbo-test-keeper)
    endif()
    dumbo_register_test(NAME ${arg_NAME} COMMAND ${arg_NAME} LABELS ${arg_LABELS} TIMEOUT ${arg_TIMEOUT}
        ENVIRONMENT ${arg_ENVIRONMENT} ALLOW_WARNINGS ${arg_ALLOW_WARNINGS})
    if(arg_SERVERS)
        list(TRANSFORM arg_SERVERS PREPEND server-)
        set_tests_properties(${arg_NAME} PROPERTIES FIXTURES_REQUIRED "${arg_SERVERS}")
    endif()
endfunction()

# Qt would compile the absolute path of the sources into each test; no other clone's compiler results could be used again then.
# Tests find their data through DUMBO_SOURCE_DIR instead of QFINDTESTDATA.
set_property(TARGET Qt6::Test PROPERTY INTERFACE_COMPILE_DEFINITIONS QT_TESTLIB_LIB)

# dumbo_register_test(NAME <name> COMMAND <program> [ARG]… LABELS … [ENVIRONMENT …] [TIMEOUT …] [ALLOW_WARNINGS <bool>]):
# registers any program or script as a test, in the surroundings described above. In sanitizer builds it is left out, unless a
# target of dumbo_add_test() stands behind it.
function(dumbo_register_test)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;TIMEOUT;ALLOW_WARNINGS" "COMMAND;LABELS;ENVIRONMENT")
    dumbo_reject_unknown(dumbo_register_test "${arg_UNPARSED_ARGUMENTS}" "")
    dumbo_require(dumbo_register_test NAME COMMAND LABELS)
    list(GET arg_COMMAND 0 program)
    if(DUMBO_SANITIZER_BUILD AND NOT program STREQUAL arg_NAME)
        return()
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    if(DUMBO_SANITIZERS)
        math(EXPR arg_TIMEOUT "4 * ${arg_TIMEOUT}")
    endif()
    list(POP_FRONT arg_COMMAND program)
    if(TARGET ${program})
        set(program "$<TARGET_FILE:${program}>")
    endif()

    set(home "${PROJECT_BINARY_DIR}/tests/homes/${arg_NAME}")
    set(environment
        QT_QPA_PLATFORM=offscreen HOME=${home} XDG_CACHE_HOME=${home}/cache XDG_CONFIG_HOME=${home}/config
        XDG_DATA_HOME=${home}/data XDG_STATE_HOME=${home}/state XDG_RUNTIME_DIR=${home}/runtime
        DUMBO_SOURCE_DIR=${PROJECT_SOURCE_DIR} DUMBO_BUILD_DIR=${PROJECT_BINARY_DIR}
        ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
        LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/cmake/suppressions/leak.txt:print_suppressions=0
        TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/cmake/suppressions/thread.txt:halt_on_error=1)

    add_test(NAME ${arg_NAME} COMMAND sh "${PROJECT_SOURCE_DIR}/cmake/run-test.sh" "${program}" ${arg_COMMAND})
    set_tests_properties(${arg_NAME} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
        ENVIRONMENT "${environment};${arg_ENVIRONMENT}")
    # Not QT_FATAL_WARNINGS, which would end the program at expected warnings too.
    if(NOT arg_ALLOW_WARNINGS)
        set_tests_properties(${arg_NAME} PROPERTIES FAIL_REGULAR_EXPRESSION "QWARN  :;QCRITICAL:")
    endif()
endfunction()
