#pragma once

#include <sqlite3.h>

#include <memory>

namespace dumbo::sqlite {

struct CloseDatabase
{
    bool isOurs = true; ///< false: somebody else closes it
    void operator()(sqlite3 *database) const
    {
        if (isOurs)
            sqlite3_close_v2(database);
    }
};
using DatabaseHandle = std::unique_ptr<sqlite3, CloseDatabase>;

struct FinalizeStatement
{
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

} // namespace dumbo::sqlite
