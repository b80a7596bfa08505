# Read by CPack once for each kind of package.
set(CPACK_PACKAGING_INSTALL_PREFIX "/")
if(CPACK_GENERATOR STREQUAL "DEB")
    set(CPACK_PACKAGING_INSTALL_PREFIX "/usr")
endif()
