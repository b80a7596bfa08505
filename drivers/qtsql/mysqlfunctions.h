#pragma once

#include "drivers/qtsql/nativelibrary.h"

#include <optional>

namespace dumbo::qtsql {

/// A column of a result as MariaDB's and MySQL's libraries both lay it out (MYSQL_FIELD).
/// https://mariadb.com/kb/en/mariadb-connector-c-data-structures/
struct MysqlField
{
    const char *name;
    const char *originalName;
    const char *table;
    const char *originalTable;
    const char *database;
    const char *catalog;
    const char *defaultValue;
    unsigned long length;
    unsigned long maxLength;
    unsigned int nameLength;
    unsigned int originalNameLength;
    unsigned int tableLength;
    unsigned int originalTableLength;
    unsigned int databaseLength;
    unsigned int catalogLength;
    unsigned int defaultLength;
    unsigned int flags;
    unsigned int decimals;
    unsigned int charset; ///< 63: bytes
    unsigned int type;
    void *extension;
};

/// A row of a stored result (MYSQL_ROWS).
struct MysqlRows
{
    MysqlRows *next;
    char **values;
    unsigned long length;
};

struct MysqlResult;
struct MysqlConnection;

/// The functions of the client library that Qt's plugin uses.
struct MysqlFunctions
{
    unsigned int (*numFields)(MysqlResult *) = nullptr;
    MysqlField *(*fetchFields)(MysqlResult *) = nullptr;
    MysqlRows *(*rowTell)(MysqlResult *) = nullptr;
    unsigned long *(*fetchLengths)(MysqlResult *) = nullptr;
    const char *(*sqlState)(MysqlConnection *) = nullptr;
    int (*setServerOption)(MysqlConnection *, int) = nullptr;
    int (*resetConnection)(MysqlConnection *) = nullptr;

    static constexpr int multiStatementsOff = 1;

    /// Nothing unless all are there.
    [[nodiscard]] static std::optional<MysqlFunctions> of(const NativeLibrary &library);
};

} // namespace dumbo::qtsql
