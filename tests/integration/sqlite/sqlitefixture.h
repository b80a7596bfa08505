#pragma once

#include "core/sdk/cellvalue.h"
#include "drivers/sqlite/plugin.h"
#include "tests/support/readrows.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <vector>

namespace dumbo::sqlite {

/// Remembers what a connection says.
class RecordingObserver final : public ConnectionObserver
{
public:
    void notice(NoticeSeverity, const QString &message) override { notices.append(message); }
    void statementSent(const QByteArray &text) override { statements.append(text); }

    QStringList notices;
    QByteArrayList statements;
};

using test::Rows;

/// A database in a temporary folder and connections to it.
class Fixture
{
public:
    [[nodiscard]] QString path(const QString &name = QStringLiteral("test.db")) const
    {
        return folder.filePath(name);
    }

    [[nodiscard]] SqliteOptions options(const QString &name = QStringLiteral("test.db")) const
    {
        SqliteOptions made;
        made.path = path(name);
        made.create = true;
        return made;
    }

    [[nodiscard]] std::unique_ptr<Connection> open(bool readOnly = false)
    {
        auto connection = plugin.connect(options(), observer, readOnly);
        if (!connection)
            qFatal("%s", qPrintable(connection.error().toText()));
        return std::move(*connection);
    }

    [[nodiscard]] std::unique_ptr<Connection> openMemory()
    {
        SqliteOptions memory;
        memory.path = QStringLiteral(":memory:");
        auto connection = plugin.connect(memory, observer);
        if (!connection)
            qFatal("%s", qPrintable(connection.error().toText()));
        return std::move(*connection);
    }

    QTemporaryDir folder;
    RecordingObserver observer;
    SqlitePlugin plugin;
};

[[nodiscard]] inline Result<Rows> query(
    Connection &connection, const QByteArray &text, const Parameters &parameters = {})
{
    Statement statement;
    statement.text = text;
    statement.parameters = parameters;
    const auto execution = connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    return test::readRows(**execution);
}

/// Runs text and fails the program where that fails: for setting up.
inline void run(Connection &connection, const QByteArray &text)
{
    if (const auto done = query(connection, text); !done)
        qFatal("%s: %s", text.constData(), qPrintable(done.error().toText()));
}

/// The one value of a query.
[[nodiscard]] inline Value single(
    Connection &connection, const QByteArray &text, const Parameters &parameters = {})
{
    const auto rows = query(connection, text, parameters);
    if (!rows)
        qFatal("%s: %s", text.constData(), qPrintable(rows.error().toText()));
    if (rows->size() != 1 || rows->front().size() != 1)
        qFatal("%s: not one value", text.constData());
    return rows->front().front();
}

} // namespace dumbo::sqlite
