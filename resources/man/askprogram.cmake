# cmake -D PROGRAM=… -D ABOUT=bash|zsh|fish|manual -D OUTPUT=… [-D TEMPLATE=…] -P askprogram.cmake
execute_process(COMMAND "${PROGRAM}" completion "${ABOUT}" OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
if(TEMPLATE)
    file(READ "${TEMPLATE}" page)
    string(REPLACE "@COMMANDS@\n" "${text}" text "${page}")
endif()
file(WRITE "${OUTPUT}" "${text}")
