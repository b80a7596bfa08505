#include "drivers/qtsql/psqlfunctions.h"

namespace dumbo::qtsql {

std::optional<PsqlFunctions> PsqlFunctions::of(const NativeLibrary &library)
{
    PsqlFunctions found;
    auto complete = true;
    const auto find = [&]<typename Function>(Function *&place, const char *name) {
        place = library.find<Function>(name);
        complete = complete && place;
    };
    find(found.status, "PQstatus");
    find(found.transactionStatus, "PQtransactionStatus");
    find(found.parameterStatus, "PQparameterStatus");
    find(found.backendPid, "PQbackendPID");
    find(found.exec, "PQexec");
    find(found.prepare, "PQprepare");
    find(found.describePrepared, "PQdescribePrepared");
    find(found.resultStatus, "PQresultStatus");
    find(found.errorField, "PQresultErrorField");
    find(found.errorMessage, "PQresultErrorMessage");
    find(found.clear, "PQclear");
    find(found.commandStatus, "PQcmdStatus");
    find(found.commandTuples, "PQcmdTuples");
    find(found.fieldCount, "PQnfields");
    find(found.fieldName, "PQfname");
    find(found.fieldType, "PQftype");
    find(found.fieldModifier, "PQfmod");
    find(found.parameterCount, "PQnparams");
    find(found.parameterType, "PQparamtype");
    find(found.value, "PQgetvalue");
    find(found.length, "PQgetlength");
    find(found.isNull, "PQgetisnull");
    find(found.unescapeBytes, "PQunescapeBytea");
    find(found.freeMemory, "PQfreemem");
    find(found.getCancel, "PQgetCancel");
    find(found.cancel, "PQcancel");
    find(found.freeCancel, "PQfreeCancel");
    find(found.setNoticeReceiver, "PQsetNoticeReceiver");
    find(found.socket, "PQsocket");
    find(found.consumeInput, "PQconsumeInput");
    find(found.notifies, "PQnotifies");
    return complete ? std::optional(found) : std::nullopt;
}

} // namespace dumbo::qtsql
