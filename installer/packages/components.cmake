# Which packages there are, and what each of them needs. Libraries that a program links are found by dpkg-shlibdeps; here stands
# what is loaded or started at run time, and what belongs to what.

# dumbo_package(NAME <package> COMPONENT <component> SECTION <section> SUMMARY <line> DESCRIPTION <text>
#               [DEPENDS …] [RECOMMENDS …] [SUGGESTS …] [SAME_VERSION <package>…] [CONTROL <file>…])
function(dumbo_package)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;COMPONENT;SECTION;SUMMARY;DESCRIPTION"
        "DEPENDS;RECOMMENDS;SUGGESTS;SAME_VERSION;CONTROL")
    dumbo_reject_unknown(dumbo_package "${arg_UNPARSED_ARGUMENTS}" "${arg_KEYWORDS_MISSING_VALUES}")
    dumbo_require(dumbo_package NAME COMPONENT SECTION SUMMARY DESCRIPTION)
    foreach(package IN LISTS arg_SAME_VERSION)
        list(APPEND arg_DEPENDS "${package} (= ${PROJECT_VERSION}-${DUMBO_PACKAGE_RELEASE})")
    endforeach()
    list(JOIN arg_DEPENDS ", " depends)
    list(JOIN arg_RECOMMENDS ", " recommends)
    list(JOIN arg_SUGGESTS ", " suggests)

    string(TOUPPER "${arg_COMPONENT}" key)
    set(prefix CPACK_DEBIAN_${key}_)
    set(${prefix}PACKAGE_NAME "${arg_NAME}" PARENT_SCOPE)
    set(${prefix}PACKAGE_SECTION "${arg_SECTION}" PARENT_SCOPE)
    set(${prefix}DESCRIPTION "${arg_SUMMARY}\n${arg_DESCRIPTION}" PARENT_SCOPE)
    set(${prefix}PACKAGE_SHLIBDEPS ON PARENT_SCOPE)
    set(${prefix}PACKAGE_DEPENDS "${depends}" PARENT_SCOPE)
    set(${prefix}PACKAGE_RECOMMENDS "${recommends}" PARENT_SCOPE)
    set(${prefix}PACKAGE_SUGGESTS "${suggests}" PARENT_SCOPE)
    set(${prefix}PACKAGE_CONTROL_EXTRA "${arg_CONTROL}" PARENT_SCOPE)
    set(CPACK_COMPONENTS_ALL ${CPACK_COMPONENTS_ALL} ${arg_COMPONENT} PARENT_SCOPE)
    set(dumbo_packages ${dumbo_packages} "${arg_NAME}" PARENT_SCOPE)
    set(dumbo_component_of_${arg_NAME} "${arg_COMPONENT}" PARENT_SCOPE)
endfunction()

dumbo_package(NAME dumbo-workbench COMPONENT dumbo-workbench SECTION database
    SUMMARY "workbench for SQL databases"
    DESCRIPTION "Opens several databases at once in one window: browse the schema, write and run\
 SQL, look at tables of any size, export what was found, review and run migrations.\
 Databases are reached through drivers, which are packages of their own or are\
 installed from the settings."
    SAME_VERSION dumbo
    # The platform plugins, icons and pictures that Qt loads when it starts.
    DEPENDS qt6-qpa-plugins qt6-svg-plugins kf6-breeze-icon-theme
    RECOMMENDS dumbo-driver-sqlite dumbo-driver-postgresql qt6-wayland qt6-image-formats-plugins libsecret-1-0 openssh-client
        fonts-inter fonts-jetbrains-mono
    SUGGESTS dumbo-driver-qtsql)

dumbo_package(NAME dumbo COMPONENT dumbo SECTION database
    SUMMARY "SQL databases from the command line, and the library for it"
    DESCRIPTION "Runs queries and exports their results, tells how a table is made, runs reviewed\
 migrations, manages saved connections and drivers: what Dumbo Workbench does in a\
 window. Holds the libraries that the drivers and both programs share."
    RECOMMENDS dumbo-driver-sqlite dumbo-driver-postgresql libsecret-1-0 openssh-client
    SUGGESTS dumbo-workbench dumbo-driver-qtsql
    CONTROL "${CMAKE_CURRENT_SOURCE_DIR}/triggers")

dumbo_package(NAME dumbo-driver-postgresql COMPONENT dumbo-driver-postgresql SECTION database
    SUMMARY "PostgreSQL for Dumbo Workbench and dumbo"
    DESCRIPTION "The driver that speaks to PostgreSQL, and to servers that speak like it, through\
 libpq."
    SAME_VERSION dumbo)

dumbo_package(NAME dumbo-driver-sqlite COMPONENT dumbo-driver-sqlite SECTION database
    SUMMARY "SQLite for Dumbo Workbench and dumbo"
    DESCRIPTION "The driver that opens SQLite's database files."
    SAME_VERSION dumbo)

dumbo_package(NAME dumbo-driver-qtsql COMPONENT dumbo-driver-qtsql SECTION database
    SUMMARY "MariaDB, MySQL and ODBC for Dumbo Workbench and dumbo"
    DESCRIPTION "The driver for what Qt has SQL drivers for: MariaDB and MySQL, databases with an\
 ODBC driver, and PostgreSQL and SQLite as a second way to them."
    SAME_VERSION dumbo
    RECOMMENDS libqt6sql6-mysql libqt6sql6-odbc
    SUGGESTS libqt6sql6-psql libqt6sql6-sqlite)

dumbo_package(NAME dumbo-sdk-dev COMPONENT sdk SECTION libdevel
    SUMMARY "headers and CMake package for drivers and programs that use Dumbo"
    DESCRIPTION "What it takes to write a driver for Dumbo Workbench: the headers of the contract,\
 the CMake package with dumbo_add_driver(), the schema of the manifest. And what a\
 program needs that uses the library itself."
    SAME_VERSION dumbo
    DEPENDS "qt6-base-dev (>= ${DUMBO_QT_MINIMUM})"
    SUGGESTS cmake g++ libpg-query-dev libpq-dev libsqlite3-dev)
