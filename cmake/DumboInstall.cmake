# What is installed for those who write drivers: component "sdk". Programs and drivers install themselves where they are made.

include(CMakePackageConfigHelpers)

set(package "${CMAKE_INSTALL_LIBDIR}/cmake/DumboSdk")

install(TARGETS dumbo-sdk EXPORT DumboSdkTargets
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT dumbo NAMELINK_COMPONENT sdk
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/dumbo")
install(EXPORT DumboSdkTargets NAMESPACE Dumbo:: DESTINATION "${package}" COMPONENT sdk)
install(TARGETS dumbo-core LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")

foreach(folder IN ITEMS base sdk)
    install(DIRECTORY "${PROJECT_SOURCE_DIR}/core/${folder}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/dumbo/core"
        COMPONENT sdk FILES_MATCHING PATTERN "*.h")
endforeach()

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/DumboSdkConfig.cmake.in" "${PROJECT_BINARY_DIR}/DumboSdkConfig.cmake"
    INSTALL_DESTINATION "${package}" PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/DumboSdkConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
    "${PROJECT_BINARY_DIR}/DumboSdkConfig.cmake" "${PROJECT_BINARY_DIR}/DumboSdkConfigVersion.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/DumboBuildStamp.cmake" "${CMAKE_CURRENT_LIST_DIR}/DumboDriver.cmake"
    DESTINATION "${package}" COMPONENT sdk)
