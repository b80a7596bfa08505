#pragma once

#include "core/conformance/export.h"
#include "core/sdk/extensions/conformance.h"
#include "core/sdk/storageplugin.h"

#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace dumbo::conformance {

using ValueCase = ConformanceFacts::ValueCase;
using ParameterCase = ConformanceFacts::ParameterCase;
using ErrorCase = ConformanceFacts::ErrorCase;
using ConflictCase = ConformanceFacts::ConflictCase;

/// What the suite must know of one connector. All text is SQL in the connector's own dialect.
class DUMBO_CONFORMANCE_EXPORT Quirks
{
public:
    Quirks();
    virtual ~Quirks();
    Quirks(const Quirks &) = delete;
    Quirks &operator=(const Quirks &) = delete;

    /// For the table of results, e.g. "SQLite:sqlite3 file".
    [[nodiscard]] virtual QString name() const = 0;
    /// Whether the table of all connectors in docs/conformance.md has a column for it.
    [[nodiscard]] virtual bool isDocumented() const { return true; }
    [[nodiscard]] virtual StoragePlugin &plugin() = 0;
    /// A reason why a promise (by its name) can't hold for this connector though its capabilities demand it, for the table;
    /// empty where it holds. Meant for what the database itself lacks, not for what a driver gets wrong.
    [[nodiscard]] virtual QString exemption(const QByteArray &promise) const;
    /// Called before each promise: request() leads to an empty database from now on.
    virtual void renew() = 0;
    [[nodiscard]] virtual ConnectRequest request() const = 0;
    /// A read-only connection needs a database that exists; this one has the table t(a integer).
    virtual void makeTableForReadOnly();

    /// CREATE TABLE, INSERT and the like work. Where they do not, the tables of referenceSchema() are there.
    [[nodiscard]] virtual bool definesTables() const { return true; }
    /// SELECT works without a table, with literals.
    [[nodiscard]] virtual bool selectsValues() const { return true; }
    /// Statements take parameters.
    [[nodiscard]] virtual bool takesParameters() const { return true; }
    /// One row, and the value in its first column.
    [[nodiscard]] virtual QByteArray selectOne() const { return "SELECT 1"; }
    [[nodiscard]] virtual Value one() const { return Value(1); }
    /// Rows 1…count with their number in the first column.
    [[nodiscard]] virtual QByteArray selectRows(qint64 count) const = 0;
    /// A query with columns that gives no row.
    [[nodiscard]] virtual QByteArray selectNothing() const = 0;
    /// The most rows that selectRows() can give.
    [[nodiscard]] virtual qint64 maxSelectedRows() const { return 5'000'000; }
    /// Runs until it is cancelled; empty where nothing does.
    [[nodiscard]] virtual QByteArray runForever() const = 0;
    /// Gives so many rows and then fails; empty where the database finds every error before the first row.
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
    /// A script in the manner of referenceSchema() with what a catalog tells of tables; empty where there is no such SQL. See
    /// quirks.cpp for the names that the suite looks for.
    [[nodiscard]] virtual QByteArray detailedSchema() const;
    /// Placeholder number n, from 1: as the dialect has it.
    [[nodiscard]] virtual QByteArray placeholder(int number) const;
    /// A query that gives its one parameter, an integer, back as an integer.
    [[nodiscard]] virtual QByteArray echoInteger() const { return "SELECT " + placeholder(1); }
    /// A query that gives its one parameter, a text, back as a text.
    [[nodiscard]] virtual QByteArray echoText() const { return "SELECT " + placeholder(1); }
    /// Whether a table and a column may have this name at all.
    [[nodiscard]] virtual bool canName(const QByteArray &) const { return true; }
    /// Definition of an integer primary key that counts up by itself.
    [[nodiscard]] virtual QByteArray countingKey() const { return "id integer PRIMARY KEY"; }
    /// Makes the server say "hello" beside the result; empty where it never says anything.
    [[nodiscard]] virtual QByteArray sayHello() const { return {}; }
    /// Listens on the channel "chan"; and sends "hello" to it. For Capability::Notifications.
    [[nodiscard]] virtual QByteArray listen() const { return "LISTEN chan"; }
    [[nodiscard]] virtual QByteArray notify() const { return "NOTIFY chan, 'hello'"; }
    /// Changes the session, and a query of one value that tells; empty where a session has no state.
    [[nodiscard]] virtual QByteArray changeSession() const { return {}; }
    [[nodiscard]] virtual QByteArray sessionState() const { return {}; }
    [[nodiscard]] virtual std::vector<ConflictCase> conflicts() const { return {}; }
    /// Leads to a database that asks for a password which this request has wrong (it is "wr0ng-secret"); nothing where the database
    /// knows no passwords.
    [[nodiscard]] virtual std::optional<ConnectRequest> wrongPassword() const { return std::nullopt; }
    /// Leads to where nobody answers or nothing can be opened.
    [[nodiscard]] virtual std::optional<ConnectRequest> unreachable() const { return std::nullopt; }
    /// Columns that one SELECT can give.
    [[nodiscard]] virtual int wideColumns() const { return 1000; }
    /// The schema that new tables land in; empty where there are none.
    [[nodiscard]] virtual QString defaultSchema() const { return {}; }
    /// How many rows are streamed to see that memory stays as it is.
    [[nodiscard]] virtual qint64 streamedRows() const { return 5'000'000; }
};

} // namespace dumbo::conformance
