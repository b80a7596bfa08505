#pragma once

#include "core/plugins/driverregistry.h"
#include "core/sdk/cellvalue.h"
#include "tests/support/readrows.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace dumbo::test {

/// Remembers what a connection says.
class DuckObserver final : public ConnectionObserver
{
public:
    void notice(NoticeSeverity, const QString &message) override { notices.append(message); }
    void statementSent(const QByteArray &text) override { statements.append(text); }
    void progress(qint64, qint64) override { ++progressCalls; }

    QStringList notices;
    QByteArrayList statements;
    int progressCalls = 0;
};

/// The driver as a plugin file, a temporary folder, and connections to databases in it.
class DuckFixture
{
public:
    DuckFixture() { registry.discover({ driverFolder() }); }

    [[nodiscard]] static QString driverFolder()
    {
        return QDir(qEnvironmentVariable("DUMBO_BUILD_DIR")).filePath(QStringLiteral("examples/duckdb-driver"));
    }

    [[nodiscard]] static bool isBuilt() { return QFile::exists(driverFolder() + QStringLiteral("/dumbo-driver-duckdb.so")); }

    [[nodiscard]] StoragePlugin &plugin()
    {
        const auto loaded = registry.get(Connector { QStringLiteral("DuckDB"), QStringLiteral("libduckdb") });
        if (!loaded)
            qFatal("%s", qPrintable(loaded.error().toText()));
        return **loaded;
    }

    [[nodiscard]] QString path(const QString &name = QStringLiteral("test.duckdb")) const { return folder.filePath(name); }

    [[nodiscard]] Result<std::unique_ptr<Connection>> connect(const QString &file, bool readOnly = false)
    {
        ConnectRequest request;
        request.options.set(QStringLiteral("path"), file);
        request.options.set(QStringLiteral("create"), true);
        request.options.set(QStringLiteral("threads"), qint64(2));
        request.readOnly = readOnly;
        return plugin().connect(request, observer);
    }

    [[nodiscard]] std::unique_ptr<Connection> open(const QString &file = QStringLiteral(":memory:"), bool readOnly = false)
    {
        auto connection = connect(file, readOnly);
        if (!connection)
            qFatal("%s", qPrintable(connection.error().toText()));
        return std::move(*connection);
    }

    DriverRegistry registry;
    QTemporaryDir folder;
    DuckObserver observer;
};

[[nodiscard]] inline Result<Rows> query(Connection &connection, const QByteArray &text, const Parameters &parameters = {})
{
    Statement statement;
    statement.text = text;
    statement.parameters = parameters;
    const auto execution = connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    return readRows(**execution);
}

/// Runs text and fails the program where that fails: for setting up.
inline void run(Connection &connection, const QByteArray &text)
{
    if (const auto done = query(connection, text); !done)
        qFatal("%s: %s", text.constData(), qPrintable(done.error().toText()));
}

/// The one value of a query.
[[nodiscard]] inline Value single(Connection &connection, const QByteArray &text, const Parameters &parameters = {})
{
    const auto rows = query(connection, text, parameters);
    if (!rows)
        qFatal("%s: %s", text.constData(), qPrintable(rows.error().toText()));
    if (rows->size() != 1 || rows->front().size() != 1)
        qFatal("%s: not one value", text.constData());
    return rows->front().front();
}

} // namespace dumbo::test

/// For initTestCase(): no driver, no test.
#define SKIP_WITHOUT_DUCKDB() \
    if (!dumbo::test::DuckFixture::isBuilt()) \
        QSKIP("The DuckDB driver is not built: build the target dumbo-driver-duckdb, which downloads DuckDB.")
