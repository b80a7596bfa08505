#pragma once

#include "core/sdk/storageplugin.h"

#include <QStringList>

#include <memory>
#include <vector>

namespace dumbo::conformance {

/// Text that gives one value, and the value it must give.
struct ValueCase
{
    QByteArray expression; ///< behind SELECT
    Value expected;
};

/// A parameter and what SELECT of it gives back.
struct ParameterCase
{
    Value given;
    Value expected;
};

struct ErrorCase
{
    QByteArray setUp; ///< a script; may be empty
    QByteArray statement;
    ErrorKind kind = ErrorKind::General;
    bool expectsPosition = false;
};

/// What the suite must know of one connector. All text is SQL in the connector's own dialect.
class Quirks
{
public:
    Quirks();
    virtual ~Quirks();

    /// For the table of results, e.g. "SQLite:sqlite3 file".
    [[nodiscard]] virtual QString name() const = 0;
    [[nodiscard]] virtual StoragePlugin &plugin() = 0;
    /// Called before each promise: request() leads to an empty database from now on.
    virtual void renew() = 0;
    [[nodiscard]] virtual ConnectRequest request() const = 0;
    /// A read-only connection needs a database that exists; this one has the table t(a integer).
    virtual void makeTableForReadOnly();

    /// Rows 1…count with an integer in the first column.
    [[nodiscard]] virtual QByteArray selectRows(qint64 count) const = 0;
    /// A query with columns that gives no row.
    [[nodiscard]] virtual QByteArray selectNothing() const = 0;
    /// Runs until it is cancelled.
    [[nodiscard]] virtual QByteArray runForever() const = 0;
    /// Gives so many rows and then fails.
    [[nodiscard]] virtual QByteArray failAfter(qint64 rows) const = 0;
    /// One row, one text or blob of so many bytes; empty where it can't be made in the server.
    [[nodiscard]] virtual QByteArray selectLong(qint64 bytes) const = 0;
    [[nodiscard]] virtual std::vector<ValueCase> extremes() const = 0;
    [[nodiscard]] virtual std::vector<ParameterCase> parameters() const = 0;
    [[nodiscard]] virtual std::vector<ErrorCase> errors() const = 0;
    /// Tries to write or to escape, each refused on a read-only connection with the table t.
    [[nodiscard]] virtual QByteArrayList writes() const;
    /// Makes the table "hut" (id integer primary key, name text not null) and "bed" (id integer primary key,
    /// hut integer).
    [[nodiscard]] virtual QByteArray referenceSchema() const;
    /// Columns that one SELECT can give.
    [[nodiscard]] virtual int wideColumns() const { return 1000; }
    /// The schema that new tables land in; empty where there are none.
    [[nodiscard]] virtual QString defaultSchema() const { return {}; }
    /// How many rows are streamed to see that memory stays as it is.
    [[nodiscard]] virtual qint64 streamedRows() const { return 5'000'000; }
};

} // namespace dumbo::conformance
