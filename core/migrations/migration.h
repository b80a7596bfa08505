#pragma once

#include "core/base/export.h"
#include "core/sdk/statement.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace dumbo {

/// One statement of a migration and where it stands in its file.
struct MigrationStatement {
    StatementText text; ///< without ";" at its end
    qint64 begin = 0; ///< bytes of the file, from 0
    qint64 end = 0;
    int line = 1; ///< of the file, from 1
    friend bool operator==(const MigrationStatement &, const MigrationStatement &) = default;
};

/// One step of a database's history, from whatever source: a file, a pair of files, a schema component.
struct DUMBO_CORE_EXPORT Migration {
    QString name; ///< unique in its source; what the ledger has, e.g. "0001_create_huts"
    QString version; ///< what its source orders by, e.g. "0001", "20260131120000"; empty: by name
    QString title; ///< for people, e.g. "create huts"
    QString path; ///< of the file; empty for a component
    QString downPath; ///< of the down script, which may be the same file; empty: there is none
    std::vector<MigrationStatement> up;
    std::vector<MigrationStatement> down;
    bool hasDown = false; ///< a down script may be empty
    /// SHA-256, lower-case hex, of the up statements joined by a newline: what the ledger keeps (migrationHash()).
    QByteArray hash;
    bool repeatable = false; ///< runs again whenever it changed
    bool inTransaction = true; ///< false: its source says that it runs outside of a transaction
    QString application = QStringLiteral("default");
    friend bool operator==(const Migration &, const Migration &) = default;
};

[[nodiscard]] DUMBO_CORE_EXPORT QByteArray migrationHash(const std::vector<MigrationStatement> &statements);

/// What is wrong with a source, without keeping the rest from being read.
struct SourceProblem {
    QString path;
    int line = 0; ///< from 1; 0: the whole file
    QString message; ///< what, and what to do
    bool isFatal = false; ///< nothing may run before it is mended
    friend bool operator==(const SourceProblem &, const SourceProblem &) = default;
};

/// All migrations of a source in the order in which they run.
struct DUMBO_CORE_EXPORT MigrationSet {
    QString layout; ///< id of the layout, e.g. "dumbo", "flyway", "components"
    QString path; ///< folder or file
    std::vector<Migration> migrations;
    std::vector<SourceProblem> problems;
};

} // namespace dumbo
