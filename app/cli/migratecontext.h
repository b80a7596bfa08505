#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/migratearguments.h"
#include "app/cli/secrets.h"
#include "core/migrations/databaseopener.h"
#include "core/migrations/migration.h"
#include "core/migrations/plan.h"
#include "core/schema/componentoffers.h"

#include <memory>
#include <optional>

namespace cli {

/// What a command ends with where it can't go on: told already.
struct Stopped {
    ExitCode code = Refused;
};

template <typename T>
using Step = std::expected<T, Stopped>;

/// A database that the person named, and how it is reached.
struct MigrateTarget {
    NamedTarget named;
    dumbo::DatabaseOpener opener;
    [[nodiscard]] bool isProduction() const { return named.profile && named.profile->production; }
};

/// What the actions of `dumbo migrate` share: source, database, and how things that go wrong are told. Lives in one thread.
class MigrateContext {
public:
    MigrateContext(dumbo::DriverRegistry &registry, const MigrateArguments &arguments, Interrupt &interrupt);
    ~MigrateContext();
    MigrateContext(const MigrateContext &) = delete;
    MigrateContext &operator=(const MigrateContext &) = delete;

    [[nodiscard]] const MigrateArguments &arguments() const { return m_arguments; }
    [[nodiscard]] dumbo::DriverRegistry &registry() const { return m_registry; }
    [[nodiscard]] Interrupt &interrupt() const { return m_interrupt; }

    /// The connection of the command line; no driver is loaded, nothing connects.
    [[nodiscard]] Step<const MigrateTarget *> target();
    /// Another one, by the same way.
    [[nodiscard]] Step<MigrateTarget> targetNamed(const QString &connection) const;
    /// Connects; NoConnection where that fails.
    [[nodiscard]] Step<std::unique_ptr<dumbo::OpenDatabase>> open(const MigrateTarget &target, bool readOnly = false) const;
    /// Of the connection's connector, or of --type. Usage where neither is given.
    [[nodiscard]] Step<dumbo::Dialect> dialect();
    /// Reads the source; Usage where there is none.
    [[nodiscard]] Step<dumbo::MigrationSet> source(const dumbo::Dialect &dialect) const;
    /// The migrations of the source with these names; Usage for an unknown name. All where there are no names.
    [[nodiscard]] Step<dumbo::MigrationSet> only(dumbo::MigrationSet set, const QStringList &names) const;

    /// Tells an error and ends with the code, or with Interrupted where the person did that.
    [[nodiscard]] std::unexpected<Stopped> stop(const dumbo::Error &error, ExitCode code = Refused) const;
    [[nodiscard]] std::unexpected<Stopped> stop(const QString &message, ExitCode code = Usage) const;
    /// Asks on the terminal; --yes answers. No where there is no terminal.
    [[nodiscard]] bool confirm(const QString &question) const;
    /// Writes to standard output.
    [[nodiscard]] ExitCode print(const QByteArray &text, ExitCode code) const;
    [[nodiscard]] ExitCode print(const QJsonObject &json, ExitCode code) const;

private:
    [[nodiscard]] std::vector<dumbo::ComponentOffer> offersFor(const dumbo::Dialect &dialect) const;

    dumbo::DriverRegistry &m_registry;
    MigrateArguments m_arguments;
    Interrupt &m_interrupt;
    std::optional<MigrateTarget> m_target;
};

/// Problems of a source, a line each, to standard error.
void printProblems(const std::vector<dumbo::SourceProblem> &problems);

/// "5 applied, 2 pending"; "nothing".
[[nodiscard]] QString countedStates(const dumbo::MigrationPlan &plan);

} // namespace cli
