#pragma once

#include "core/connection/imports/connectionimport.h"
#include "core/plugins/manifest.h"

#include <QByteArray>

#include <utility>

namespace dumbo {

/// Makes a connection of what another program says about it, with the options that a driver of ours knows.
class ImportBuilder {
public:
    ImportBuilder(const DriverRegistry &registry, const QString &name);

    /// A type without a driver becomes a problem, and everything after it does nothing.
    void setDatabaseType(const QString &databaseType);
    /// By the program's own name for it, e.g. DBeaver's "postgresql", "mysql8", "mariaDB".
    void setForeignType(const QString &name);
    void setHost(const QString &host);
    void setPort(const QString &port);
    void setDatabase(const QString &database);
    void setUser(const QString &user) { setOption(QStringLiteral("user"), user); }
    /// What no option of ours takes is noted. A password is left out, and noted.
    void setOption(const QString &name, const QString &value);
    /// "jdbc:postgresql://db:5432/crm?sslmode=require"
    void setJdbcUrl(const QString &url);
    void setTunnel(const QString &user, const QString &host, int port, const QString &keyFile);
    void note(const QString &sentence) { m_result.notes.append(sentence); }
    void problem(const QString &sentence) { m_result.problems.append(sentence); }

    [[nodiscard]] Profile &profile() { return m_result.profile; }
    [[nodiscard]] bool hasDriver() const { return m_manifest.has_value(); }
    /// Whether the driver knows the option.
    [[nodiscard]] bool knows(const QString &name) const;
    [[nodiscard]] ImportedConnection take();

private:
    const DriverRegistry &m_registry;
    std::optional<ConnectorManifest> m_manifest;
    ImportedConnection m_result;
    QStringList m_leftOut;
};

/// The whole file. NotFound, System.
[[nodiscard]] Result<QByteArray> importedText(const QString &filePath);
/// "FILE, line N: …": Data.
[[nodiscard]] Error brokenImport(const QString &filePath, qint64 line, const QString &fault, const QString &whatToDo);
/// Of a byte in a text, from 1.
[[nodiscard]] qint64 lineOf(const QByteArray &text, qint64 offset);

using ImportResult = Result<QList<ImportedConnection>>;
[[nodiscard]] ImportResult importPgService(const QString &filePath, const DriverRegistry &registry);
[[nodiscard]] ImportResult importPgPass(const QString &filePath, const DriverRegistry &registry);
[[nodiscard]] ImportResult importDBeaver(const QString &filePath, const DriverRegistry &registry);
[[nodiscard]] ImportResult importDataGrip(const QString &filePath, const DriverRegistry &registry);
[[nodiscard]] ImportResult importPgAdmin(const QString &filePath, const DriverRegistry &registry);

/// Where libpq looks for services and passwords, by the environment and its rules.
[[nodiscard]] QStringList pgServiceFiles();
[[nodiscard]] QString pgPassFile();

} // namespace dumbo
