#pragma once

#include "core/conformance/quirks.h"
#include "drivers/sqlite/conformance.h"
#include "drivers/sqlite/plugin.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>

#include <limits>

namespace dumbo::conformance {

class SqliteQuirks : public Quirks
{
public:
    StoragePlugin &plugin() override { return m_plugin; }
    QByteArray selectRows(qint64 count) const override
    {
        return QByteArray(m_facts.selectRows).replace("%1", QByteArray::number(count));
    }
    QByteArray selectNothing() const override { return m_facts.selectNothing; }
    QByteArray runForever() const override { return m_facts.runForever; }
    QByteArray failAfter(qint64 rows) const override
    {
        return QByteArray(m_facts.failAfter).replace("%1", QByteArray::number(rows));
    }
    QByteArray selectLong(qint64 bytes) const override
    {
        return QByteArray(m_facts.selectLong).replace("%1", QByteArray::number(bytes));
    }
    QString defaultSchema() const override { return m_facts.defaultSchema; }
    QByteArray changeSession() const override { return m_facts.changeSession; }
    QByteArray sessionState() const override { return m_facts.sessionState; }

    std::vector<ValueCase> extremes() const override { return m_facts.extremes; }

    std::vector<ParameterCase> parameters() const override { return m_facts.parameters; }

    std::vector<ErrorCase> errors() const override { return m_facts.errors; }

protected:
    const ConformanceFacts m_facts = sqlite::conformanceFacts(QStringLiteral("/nowhere"));

private:
    sqlite::SqlitePlugin m_plugin;
};

class FileQuirks : public SqliteQuirks
{
public:
    QString name() const override { return QStringLiteral("SQLite:sqlite3 file"); }
    void renew() override { ++m_number; }
    ConnectRequest request() const override
    {
        sqlite::SqliteOptions options;
        options.path = m_folder.filePath(QStringLiteral("%1.db").arg(m_number));
        options.create = true;
        options.busyTimeout = std::chrono::minutes(1);
        ConnectRequest made;
        made.options = options.toOptions();
        return made;
    }
    std::vector<ConflictCase> conflicts() const override
    {
        return m_facts.conflicts;
    }
    std::optional<ConnectRequest> unreachable() const override
    {
        auto made = request();
        made.options.set(QStringLiteral("path"), QStringLiteral("/nowhere/at/all.db"));
        return made;
    }
    QByteArrayList writes() const override
    {
        return m_facts.writes;
    }

private:
    /// In memory where that is possible: hundreds of small transactions would wait for the disk.
    static QString place()
    {
        const auto memory = QStringLiteral("/dev/shm");
        return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + QStringLiteral("/dumbo-conformance-XXXXXX");
    }

    QTemporaryDir m_folder { place() };
    int m_number = 0;
};

class MemoryQuirks : public SqliteQuirks
{
public:
    QString name() const override { return QStringLiteral("SQLite:sqlite3 :memory:"); }
    void renew() override { }
    void makeTableForReadOnly() override { }
    ConnectRequest request() const override
    {
        ConnectRequest made;
        made.options.set(QStringLiteral("path"), QStringLiteral(":memory:"));
        return made;
    }
    QByteArrayList writes() const override
    {
        return { "CREATE TABLE u (a integer)", "PRAGMA query_only = OFF; CREATE TABLE u (a integer)" };
    }
};

} // namespace dumbo::conformance
