#pragma once

#include <libpq-fe.h>

#include <memory>

namespace dumbo::postgresql {

struct FinishConnection
{
    bool isOurs = true; ///< false: somebody else closes it
    void operator()(PGconn *connection) const
    {
        if (isOurs)
            PQfinish(connection);
    }
};
using ConnectionHandle = std::unique_ptr<PGconn, FinishConnection>;

struct ClearResult
{
    void operator()(PGresult *result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

struct FinishCancel
{
    void operator()(PGcancelConn *request) const { PQcancelFinish(request); }
};
using CancelHandle = std::unique_ptr<PGcancelConn, FinishCancel>;

struct FreeMemory
{
    void operator()(void *memory) const { PQfreemem(memory); }
};
using MemoryHandle = std::unique_ptr<char, FreeMemory>;

} // namespace dumbo::postgresql
