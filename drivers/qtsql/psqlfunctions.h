#pragma once

#include "drivers/qtsql/nativelibrary.h"

#include <libpq-fe.h>

#include <optional>

namespace dumbo::qtsql {

/// The functions of the libpq that Qt's plugin uses. libpq-fe.h gives their types only.
struct PsqlFunctions
{
    decltype(&PQstatus) status = nullptr;
    decltype(&PQtransactionStatus) transactionStatus = nullptr;
    decltype(&PQparameterStatus) parameterStatus = nullptr;
    decltype(&PQbackendPID) backendPid = nullptr;
    decltype(&PQexec) exec = nullptr;
    decltype(&PQprepare) prepare = nullptr;
    decltype(&PQdescribePrepared) describePrepared = nullptr;
    decltype(&PQresultStatus) resultStatus = nullptr;
    decltype(&PQresultErrorField) errorField = nullptr;
    decltype(&PQresultErrorMessage) errorMessage = nullptr;
    decltype(&PQclear) clear = nullptr;
    decltype(&PQcmdStatus) commandStatus = nullptr;
    decltype(&PQcmdTuples) commandTuples = nullptr;
    decltype(&PQnfields) fieldCount = nullptr;
    decltype(&PQfname) fieldName = nullptr;
    decltype(&PQftype) fieldType = nullptr;
    decltype(&PQfmod) fieldModifier = nullptr;
    decltype(&PQnparams) parameterCount = nullptr;
    decltype(&PQparamtype) parameterType = nullptr;
    decltype(&PQgetvalue) value = nullptr;
    decltype(&PQgetlength) length = nullptr;
    decltype(&PQgetisnull) isNull = nullptr;
    decltype(&PQunescapeBytea) unescapeBytes = nullptr;
    decltype(&PQfreemem) freeMemory = nullptr;
    decltype(&PQgetCancel) getCancel = nullptr;
    decltype(&PQcancel) cancel = nullptr;
    decltype(&PQfreeCancel) freeCancel = nullptr;
    decltype(&PQsetNoticeReceiver) setNoticeReceiver = nullptr;
    decltype(&PQsocket) socket = nullptr;
    decltype(&PQconsumeInput) consumeInput = nullptr;
    decltype(&PQnotifies) notifies = nullptr;

    /// Nothing unless all are there.
    [[nodiscard]] static std::optional<PsqlFunctions> of(const NativeLibrary &library);
};

} // namespace dumbo::qtsql
