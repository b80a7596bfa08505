#pragma once

#include "core/base/cancellation.h"
#include "core/connection/executor.h"
#include "core/migrations/advice.h"
#include "core/migrations/databaseopener.h"
#include "core/migrations/migration.h"
#include "core/plugins/driverregistry.h"

#include <chrono>
#include <functional>
#include <memory>
#include <span>

namespace dumbo {

/// An ability of the database type, whichever connector has it: of several that offer it, the one of the highest priority. Loads
/// the driver. ODBC and QtSql: the database type is that of the live connection's dialect. NotRegistered where nobody offers it.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::shared_ptr<Extension>> pluginExtension(
    DriverRegistry &registry, const QString &databaseType, const ExtensionId &id);
template <typename T>
[[nodiscard]] Result<std::shared_ptr<T>> pluginExtension(DriverRegistry &registry, const QString &databaseType)
{
    auto found = pluginExtension(registry, databaseType, T::extensionId());
    if (!found)
        return fail(found.error());
    return std::static_pointer_cast<T>(std::move(*found));
}

/// What is known of a database when migrations are judged. All unset: from the text alone.
struct AdviceContext {
    std::shared_ptr<const CatalogPart> catalog; ///< CatalogDepth::Full with DDL, before the first of the migrations
    QStringList searchPath;
    QString serverVersion;
    /// A connection to the database, for questions to the data and for its activity; used in the calling thread. It should be
    /// read-only: nothing but SELECT is sent, but a view or function in one may do anything.
    Executor *executor = nullptr;
    std::chrono::milliseconds probeTime { 2000 }; ///< each question
    std::chrono::milliseconds allProbesTime { 20000 }; ///< all of them; what is left is not asked
    Cancellation cancellation;
    /// Reads a migration's file; empty: from the disk. For tests and for text that is not saved yet.
    std::function<Result<QByteArray>(const QString &path)> readFile;
};

/// Judges migrations before they run: the findings of the database type's own extension, at their places in the files, silenced
/// by comments there, with what the database answers where there is one.
///
/// A comment silences: `-- dumbo:ignore CODE reason` (several: `CODE, CODE reason`) in a statement, before it or behind it in its
/// last line; `-- dumbo:ignore-file CODE reason` all of the file. The reason is required. Findings of the program itself:
/// DMB001 … (see rules()).
class DUMBO_CORE_EXPORT Advisor {
public:
    using Rule = MigrationAdviceExtension::Rule;

    /// NotRegistered where no driver has advice for the database type.
    [[nodiscard]] static Result<Advisor> create(DriverRegistry &registry, const QString &databaseType);
    /// inTransaction: whether the database type's migrations run in a transaction unless their source says otherwise.
    Advisor(std::shared_ptr<MigrationAdviceExtension> extension, const Dialect &dialect, bool inTransaction);

    [[nodiscard]] const Dialect &dialect() const { return m_dialect; }
    /// The extension's and the program's, by code.
    [[nodiscard]] std::vector<Rule> rules() const;
    /// The program's own.
    [[nodiscard]] static std::vector<Rule> ownRules();

    /// The up statements of migrations in the order in which they would run, none of which ran yet; each sees what those before
    /// it make and drop, as far as that can be told. Blocking. Cancelled, or what the extension answered; what the database does not
    /// answer is a note.
    [[nodiscard]] Result<MigrationAdvice> advise(std::span<const Migration> migrations, const AdviceContext &context = {}) const;
    /// The same on a database: opens a read-only connection, reads the catalog, asks the data. A database that can't be opened
    /// read-only, or at all, is an error.
    [[nodiscard]] Result<MigrationAdvice> advise(
        std::span<const Migration> migrations, const DatabaseOpener &opener, const Cancellation &cancellation = {}) const;

private:
    std::shared_ptr<MigrationAdviceExtension> m_extension;
    Dialect m_dialect;
    bool m_inTransaction;
};

/// Catalog, search path, version and executor of a live connection.
[[nodiscard]] DUMBO_CORE_EXPORT Result<AdviceContext> adviceContext(Executor &executor);

} // namespace dumbo
