#include "core/migrations/advisor.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace dumbo;

namespace {

constexpr auto introduction = R"(# Advice on migrations

Written by `DUMBO_UPDATE_DOCS=1 ./test -R tst_advicedocs`, and checked by each run of the tests against the rules of the drivers.

`dumbo migrate lint` and the Migrations tab judge each statement before it runs: by its text, and, where there is a connection, by what the
database holds, what its rows answer, and who works on it now. PostgreSQL's statements are read by PostgreSQL's own parser.

## Severities

| severity | means |
|---|---|
| error | it fails, loses rows, or stops others on a table in use |
| warning | it may hurt, depending on size and load |
| info | worth knowing |

The severity below is that of the text alone. A connection changes it, and the finding says why:

- Each question to the data (how many rows have no value, are doubled, have no parent, would be lost) is asked read-only, with two seconds for each
  and twenty for all. Rows that make the statement fail, or that would be lost, make the finding an error; none make it an info, unless it is about how
  long others wait. A question that took too long, or whose answer a statement before changes, is shown as not known.
- A warning about a table that is read or written whole is an error from 1,000,000 rows or 1 GB on, and an info below 10,000 rows where nobody
  uses the table at the moment.

A table that the migration itself makes is nobody's yet: nothing is said of locks on it. What earlier pending migrations make or change is not known by
more than its name, so nothing is claimed to be missing there.

## Silencing

A comment in the file silences a finding where it stands: in the statement, before it, or behind it in its last line. The reason is required.

```sql
-- dumbo:ignore PG101 the table has twelve rows
CREATE INDEX hut_name ON hut (name);
DROP TABLE old_hut; -- dumbo:ignore drop-table, PG119 nobody has used it since January
```

`-- dumbo:ignore-file CODE reason` silences all of the file. Codes and names of rules both do, several with commas between. Silenced findings stay in the
review and in the JSON, with their reasons.
)";

QString row(const Advisor::Rule &rule)
{
    auto text = rule.description;
    return QStringLiteral("| %1 | %2 | %3 | %4 |\n").arg(rule.code, rule.name, severityName(rule.severity), text.replace(u'|', QStringLiteral("\\|")));
}

QString tableOf(const QString &title, const std::vector<Advisor::Rule> &rules)
{
    auto text = QStringLiteral("\n## %1\n\n| code | name | severity | what |\n|---|---|---|---|\n").arg(title);
    for (const auto &rule : rules)
        text += row(rule);
    return text;
}

} // namespace

class TestAdviceDocs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void codesAndNamesAreUnique_data();
    void codesAndNamesAreUnique();
    void theDocsHaveAllRules();

private:
    [[nodiscard]] std::vector<Advisor::Rule> rulesOf(const char *databaseType);

    DriverRegistry m_registry;
};

void TestAdviceDocs::initTestCase()
{
    m_registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) });
}

std::vector<Advisor::Rule> TestAdviceDocs::rulesOf(const char *databaseType)
{
    const auto extension = pluginExtension<MigrationAdviceExtension>(m_registry, QString::fromLatin1(databaseType));
    if (!extension)
        qFatal("%s", qPrintable(extension.error().toText()));
    return (*extension)->rules();
}

void TestAdviceDocs::codesAndNamesAreUnique_data()
{
    QTest::addColumn<QByteArray>("databaseType");
    for (const auto *type : { "PostgreSQL", "SQLite", "MySQL" })
        QTest::newRow(type) << QByteArray(type);
}

void TestAdviceDocs::codesAndNamesAreUnique()
{
    QFETCH(QByteArray, databaseType);
    auto rules = rulesOf(databaseType.constData());
    QVERIFY(rules.size() > 30);
    QVERIFY(std::ranges::is_sorted(rules, {}, &Advisor::Rule::code));
    static const QRegularExpression code(QStringLiteral("^(PG|LITE|MY)[0-9]{3}$"));
    static const QRegularExpression name(QStringLiteral("^[a-z0-9]+(-[a-z0-9]+)*$"));
    for (const auto &rule : rules) {
        QVERIFY2(code.match(rule.code).hasMatch(), qPrintable(rule.code));
        QVERIFY2(name.match(rule.name).hasMatch(), qPrintable(rule.name));
        QVERIFY2(rule.description.endsWith(u'.'), qPrintable(rule.description));
        QCOMPARE(std::ranges::count(rules, rule.code, &Advisor::Rule::code), 1);
        QCOMPARE(std::ranges::count(rules, rule.name, &Advisor::Rule::name), 1);
    }
}

void TestAdviceDocs::theDocsHaveAllRules()
{
    const auto text = QString::fromUtf8(introduction) + tableOf(QStringLiteral("Of the program"), Advisor::ownRules()) + tableOf(QStringLiteral("PostgreSQL"), rulesOf("PostgreSQL"))
        + tableOf(QStringLiteral("SQLite"), rulesOf("SQLite")) + tableOf(QStringLiteral("MariaDB and MySQL"), rulesOf("MySQL"));
    QFile file(qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/docs/advice.md"));
    if (qEnvironmentVariableIsSet("DUMBO_UPDATE_DOCS")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text.toUtf8()), text.toUtf8().size());
        return;
    }
    QVERIFY(file.open(QIODevice::ReadOnly));
    // Line by line, so that a failure shows the difference.
    const auto written = QString::fromUtf8(file.readAll()).split(u'\n');
    const auto found = text.split(u'\n');
    for (qsizetype i = 0; i < qMin(written.size(), found.size()); ++i)
        QCOMPARE(written[i], found[i]);
    QVERIFY2(written.size() == found.size(), "docs/advice.md is old: DUMBO_UPDATE_DOCS=1 ./test -R tst_advicedocs");
}

QTEST_GUILESS_MAIN(TestAdviceDocs)
#include "tst_advicedocs.moc"
