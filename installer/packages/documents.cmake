# What Debian expects of every package: copyright and changelog.
find_program(DUMBO_GZIP gzip)
set(documents "${CMAKE_CURRENT_BINARY_DIR}/documents")
configure_file(changelog.in "${documents}/changelog.Debian" @ONLY)
if(DUMBO_GZIP)
    execute_process(COMMAND ${DUMBO_GZIP} -9 --no-name --force --keep "${documents}/changelog.Debian" COMMAND_ERROR_IS_FATAL ANY)
    set(changelog "${documents}/changelog.Debian.gz")
endif()
foreach(package IN LISTS dumbo_packages)
    install(FILES copyright ${changelog} DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${package}"
        COMPONENT ${dumbo_component_of_${package}})
endforeach()
