#pragma once

#include "core/base/errorkind.h"
#include "core/base/result.h"
#include "core/sdk/connectionoptions.h"
#include "core/sdk/extension.h"
#include "core/sdk/value.h"

#include <QByteArrayList>
#include <QMap>
#include <QString>

#include <optional>
#include <vector>

namespace dumbo {

/// What the conformance suite must know of one connector to try its promises: values only. All text is in the connector's own
/// language. As made here it is for a database that speaks standard SQL; a driver says what is different. "%1" in a text
/// stands for a number that the suite fills in. A question that makes no sense for a database has an empty answer, and the
/// promises that need it are skipped with a reason.
struct ConformanceFacts {
    /// Where a connection leads.
    struct Place {
        ConnectionOptions options;
        QMap<QString, QString> secrets;
        friend bool operator==(const Place &, const Place &) = default;
    };
    /// Text that gives one value, and the value it must give.
    struct ValueCase {
        QByteArray expression; ///< behind SELECT
        Value expected;
        friend bool operator==(const ValueCase &, const ValueCase &) = default;
    };
    /// A parameter and what SELECT of it gives back.
    struct ParameterCase {
        Value given;
        Value expected;
        QByteArray expression {}; ///< behind SELECT, with the first placeholder in it; empty: the placeholder alone
        friend bool operator==(const ParameterCase &, const ParameterCase &) = default;
    };
    struct ErrorCase {
        QByteArray setUp; ///< a script; may be empty
        QByteArray statement;
        ErrorKind kind = ErrorKind::General;
        bool expectsPosition = false;
        friend bool operator==(const ErrorCase &, const ErrorCase &) = default;
    };
    /// What goes wrong between two connections.
    struct ConflictCase {
        QByteArray setUp; ///< a script that the first runs
        QByteArray first; ///< run by the first in a transaction that stays open
        QByteArray second; ///< run by the second, also in a transaction; must fail, soon
        ErrorKind kind = ErrorKind::LockNotAvailable;
        bool retryable = true;
        friend bool operator==(const ConflictCase &, const ConflictCase &) = default;
    };
    /// A promise that the database itself can't keep though its capabilities demand it. Not for what a driver gets wrong: each
    /// is shown with its reason.
    struct Exemption {
        QByteArray promise; ///< e.g. "noticesArrive"
        QString reason;
        friend bool operator==(const Exemption &, const Exemption &) = default;
    };

    /// An example database, empty but for what definesTables says. Nothing: it takes a server, which somebody must name.
    std::optional<Place> example;
    /// One that asks for a password which is wrong here; the wrong one is "wr0ng-secret". Nothing: it knows no passwords.
    std::optional<Place> wrongPassword;
    /// Where nobody answers or nothing can be opened. Nothing: this database is always there.
    std::optional<Place> unreachable;

    /// CREATE TABLE, INSERT, UPDATE, DELETE and DROP TABLE work, with integer and text columns and primary keys. Where they
    /// do not, the example database already has the tables that referenceSchema would make, with one row or more.
    bool definesTables = true;
    /// SELECT works without a table, with literals: SELECT 1, NULL, 'text' AS a.
    bool selectsValues = true;
    /// Statements take parameters.
    bool takesParameters = true;

    QByteArray selectOne = "SELECT 1"; ///< one row
    Value one = Value(1); ///< what selectOne gives in its first column
    /// Rows 1…%1 with their number in the first column (as integer, or as the text of it).
    QByteArray selectRows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %1) SELECT i FROM n";
    qint64 maxSelectedRows = 5'000'000; ///< the most that selectRows can give
    QByteArray selectNothing = "SELECT 1 AS a WHERE 1 = 0"; ///< columns, but no row
    /// Runs until it is cancelled.
    QByteArray runForever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    QByteArray failAfter; ///< gives %1 rows and then fails; %1 is 5
    QByteArray selectLong; ///< one row, one text or blob of %1 bytes
    std::vector<ValueCase> extremes;
    std::vector<ParameterCase> parameters;
    std::vector<ErrorCase> errors;
    /// Tries to write or to escape, each refused on a read-only connection with the table t (a integer).
    QByteArrayList writes { "INSERT INTO t VALUES (1)", "UPDATE t SET a = 1", "DELETE FROM t", "CREATE TABLE u (a integer)",
        "DROP TABLE t" };
    /// Makes the tables hut (id, name) and bed (id, hut); where tables are defined here, id is an integer primary key, name is not null.
    QByteArray referenceSchema = "CREATE TABLE hut (id integer PRIMARY KEY, name text NOT NULL); "
                                 "CREATE TABLE bed (id integer PRIMARY KEY, hut integer)";
    /// The same with what a catalog tells of tables: unique name, default, check, foreign key, index bed_label, view high.
    QByteArray detailedSchema;
    QByteArray echoInteger; ///< gives its one parameter, an integer, back as such; empty: SELECT and the placeholder
    QByteArray echoText; ///< the same for a text
    QByteArrayList impossibleNames; ///< names that no table or column can have; a name that contains one of them is left out
    QByteArray countingKey = "id integer PRIMARY KEY"; ///< of a table: an integer primary key that counts up by itself
    QByteArray sayHello; ///< makes the server say "hello" beside the result
    QByteArray listen = "LISTEN chan"; ///< for Capability::Notifications
    QByteArray notify = "NOTIFY chan, 'hello'";
    QByteArray changeSession; ///< changes the session
    QByteArray sessionState; ///< one value that tells of it
    std::vector<ConflictCase> conflicts;
    int wideColumns = 1000; ///< columns that one SELECT can give
    QString defaultSchema; ///< that new tables land in; empty where there are none
    qint64 streamedRows = 1'000'000; ///< how many rows are streamed to see that memory stays as it is
    std::vector<Exemption> exemptions;

    friend bool operator==(const ConformanceFacts &, const ConformanceFacts &) = default;
};

/// A driver's own words to the conformance suite; the plugin's extension (StoragePlugin::extension). Any thread. The same facts
/// serve `dumbo plugins conformance`, the look at a driver before it is installed, and the driver's own tests.
class DUMBO_SDK_EXPORT ConformanceExtension : public Extension {
public:
    ConformanceExtension();
    ~ConformanceExtension() override;

    [[nodiscard]] static ExtensionId extensionId() { return { QStringLiteral("conformance"), 1 }; }
    [[nodiscard]] ExtensionId id() const final;

    /// Asked before each promise with another folder, which exists and is empty: the driver may put there what its example
    /// database consists of. The suite removes the folder afterwards.
    [[nodiscard]] virtual Result<ConformanceFacts> facts(const QString &folder) const = 0;
};

} // namespace dumbo
