#include "core/catalog/completionitems.h"

#include <QTest>

using namespace dumbo;

class TestCompletionItems : public QObject {
    Q_OBJECT

    std::vector<dumbo::CatalogObject> m_objects;
    dumbo::Dialect m_dialect;

    QStringList names(const QByteArray &text, std::size_t most = 500) const
    {
        const auto caret = text.indexOf('|');
        const auto whole = QByteArray(text).remove(caret, 1);
        QStringList names;
        const auto context = dumbo::completionContext(std::string_view(whole), caret, m_dialect);
        for (const auto &item : completionItems(context, &m_objects, m_dialect, most))
            names.append(item.name);
        return names;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_dialect.reservedWords = { QStringLiteral("from"), QStringLiteral("order"), QStringLiteral("select"), QStringLiteral("where") };
        m_dialect.keywords = m_dialect.reservedWords;
        m_dialect.functions = { QStringLiteral("count"), QStringLiteral("upper") };
        for (const auto &[name, columns] : { std::pair<const char *, QStringList> { "hut", { "id", "name", "height" } },
                 std::pair<const char *, QStringList> { "order", { "id", "hut_id" } } }) {
            dumbo::CatalogObject object;
            object.kind = dumbo::ObjectKind::Table;
            object.path = { {}, QStringLiteral("main"), QString::fromLatin1(name) };
            for (const auto &column : columns)
                object.columns.push_back({ .name = column, .type = QStringLiteral("TEXT"), .defaultExpression = {},
                    .generatedExpression = {}, .collation = {}, .comment = {} });
            m_objects.push_back(object);
        }
    }

    void columnsOfTheStatementsTablesComeFirst()
    {
        const auto found = names("SELECT | FROM hut");
        QCOMPARE(found.first(3), QStringList({ "id", "name", "height" }));
        QVERIFY(found.indexOf(QStringLiteral("count")) > 2);
    }

    void aColumnOfSeveralTablesIsWrittenWithItsTable()
    {
        const QByteArray text = "SELECT  FROM hut h JOIN \"order\" o";
        const auto items = completionItems(dumbo::completionContext(std::string_view(text), 7, m_dialect), &m_objects, m_dialect);
        QCOMPARE(items[0].insert, QStringLiteral("h.id"));
        QCOMPARE(items[1].insert, QStringLiteral("name"));
        QVERIFY(std::ranges::any_of(items, [](const auto &item) { return item.insert == QStringLiteral("o.id"); }));
    }

    void behindADotAreTheAliasesColumns()
    {
        QCOMPARE(names("SELECT o.| FROM hut h JOIN \"order\" o"), QStringList({ "id", "hut_id" }));
        QCOMPARE(names("SELECT h.na| FROM hut h"), QStringList({ "name" }));
    }

    void behindFromAreTables()
    {
        const auto found = names("SELECT * FROM |");
        QVERIFY(found.contains(QStringLiteral("hut")));
        QVERIFY(found.contains(QStringLiteral("order")));
        QVERIFY(!found.contains(QStringLiteral("count")));
    }

    void inAStringIsNothing()
    {
        QVERIFY(names("SELECT 'h|").isEmpty());
    }

    void thereAreNeverMoreThanAskedFor()
    {
        QCOMPARE(names("SELECT | FROM hut", 2).size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestCompletionItems)
#include "tst_completionitems.moc"
