#pragma once

#include "core/documents/pongo/client.h"
#include "core/sdk/storageplugin.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace dumbo::test {

/// A fresh, empty database of one kind.
class DocumentDatabase {
public:
    /// "SQLite" or "PostgreSQL".
    [[nodiscard]] static Result<std::unique_ptr<DocumentDatabase>> create(const QString &kind);
    ~DocumentDatabase();

    [[nodiscard]] pongo::Client open(const pongo::ClientOptions &options = {}) const;
    /// For registries.
    [[nodiscard]] QString url() const;
    /// Of PostgreSQL, for clients that know no sockets.
    [[nodiscard]] QString tcpUrl() const;
    [[nodiscard]] std::shared_ptr<StoragePlugin> plugin() const;
    [[nodiscard]] bool isPostgres() const { return m_server != nullptr; }

    DocumentDatabase(const DocumentDatabase &) = delete;
    DocumentDatabase &operator=(const DocumentDatabase &) = delete;

private:
    DocumentDatabase() = default;
    QTemporaryDir m_folder;
    PostgresServer *m_server = nullptr;
    QString m_database;
};

/// The columns and rows for a test that runs on each kind of database.
void addDatabaseRows();

} // namespace dumbo::test

/// Ends the test where the database of this row is not to be had.
#define DUMBO_DOCUMENT_DATABASE(name) \
    QFETCH(const QString, database); \
    const auto name##Result = dumbo::test::DocumentDatabase::create(database); \
    DUMBO_NEED_SERVER(name##Result); \
    auto &name = **name##Result
