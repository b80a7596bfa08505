#pragma once

#include "tests/integration/cli/clirun.h"
#include "tests/support/jsonschema.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace dumbo::test {

/// A folder of migrations and a SQLite database, new for each test.
class MigrateFixture {
public:
    MigrateFixture()
    {
        QDir(m_folder.path()).mkdir(QStringLiteral("migrations"));
        QFile schema(qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/resources/schemas/migrate.schema.json"));
        if (!schema.open(QIODevice::ReadOnly))
            qFatal("%s", qPrintable(schema.fileName()));
        m_schema = QJsonDocument::fromJson(schema.readAll()).object();
        if (m_schema.isEmpty())
            qFatal("The schema is no JSON.");
        std::ignore = runDumbo({ QStringLiteral("query"), QStringLiteral("-c"), QStringLiteral("sqlite://%1?create=true").arg(database()), QStringLiteral("SELECT 1") });
    }

    [[nodiscard]] QString database() const { return m_folder.filePath(QStringLiteral("huts.db")); }
    [[nodiscard]] QString source() const { return m_folder.filePath(QStringLiteral("migrations")); }
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(source() + u'/' + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s", qPrintable(file.fileName()));
    }
    void writeTwo() const
    {
        write(QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nINSERT INTO hut VALUES (1, 'Nebelhorn');\n");
        write(QStringLiteral("0001_huts.down.sql"), "DROP TABLE hut;\n");
        write(QStringLiteral("0002_beds.sql"), "CREATE TABLE bed (id INTEGER PRIMARY KEY, hut INTEGER REFERENCES hut);\n");
    }

    /// dumbo migrate ACTION --source … and, unless connection is empty, --connection.
    [[nodiscard]] Outcome migrate(const QString &action, const QStringList &more, const QString &connection, const QStringList &variables = {}) const
    {
        QStringList arguments { QStringLiteral("migrate"), action, QStringLiteral("--source"), source() };
        if (!connection.isEmpty())
            arguments += { QStringLiteral("-c"), connection };
        return runDumbo(arguments + more, variables);
    }
    [[nodiscard]] Outcome migrate(const QString &action, const QStringList &more = {}) const { return migrate(action, more, database()); }
    [[nodiscard]] Outcome migrate(const char *action, const char *more = "") const
    {
        return migrate(QString::fromLatin1(action), QString::fromUtf8(more).split(u' ', Qt::SkipEmptyParts));
    }

    /// With --json; what was printed keeps to the schema.
    [[nodiscard]] QJsonObject json(const Outcome &outcome) const
    {
        const auto object = outcome.json();
        const auto faults = JsonSchema(m_schema).faults(object);
        if (object.isEmpty() || !faults.isEmpty())
            qFatal("%s\n%s\n%s", qPrintable(faults.join(u'\n')), outcome.out.constData(), outcome.err.constData());
        return object;
    }

    /// Rows of the database, one a line.
    [[nodiscard]] QByteArray rows(const QString &sql, const QString &connection = {}) const
    {
        return runDumbo({ QStringLiteral("query"), QStringLiteral("-c"), connection.isEmpty() ? database() : connection, sql, QStringLiteral("--format"),
                            QStringLiteral("tsv"), QStringLiteral("--no-header") })
            .out;
    }

private:
    QTemporaryDir m_folder;
    QJsonObject m_schema;
};

} // namespace dumbo::test
