#include "ui/documents/keyjson.h"
#include "ui/documents/stagedjournal.h"

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace workbench;
using dumbo::Value;

namespace {

ReadDocument read(const QByteArray &id, const QByteArray &text)
{
    return { { Value::text(id) }, id, text, 1 };
}

} // namespace

class TestStagedJournal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allKindsOfKeysComeBack()
    {
        const std::vector<Value> key { Value(), Value(true), Value(qint64(-5)), Value(quint64(18446744073709551615ULL)), Value(0.1),
            Value::decimal("12.50"), Value::text(QByteArray("ä\n\xff")), Value::bytes(QByteArray("\0\xff", 2)),
            Value(Value::Variant(Value::Temporal { Value::TemporalKind::Interval, "1 day" })),
            Value(Value::Variant(Value::Uuid { "00000000-0000-0000-0000-000000000000" })), Value::json("{\"a\": 1.0}"),
            Value(Value::Variant(Value::ServerText { "ltree", "a.b" })) };
        QCOMPARE(keyFromJson(keyToJson(key)), key);
        QVERIFY(!keyFromJson({ QJsonArray { QStringLiteral("strange"), QString() } }));
    }

    void textsComeBackByteForByte()
    {
        QTemporaryDir folder;
        Journal journal(folder.path());
        StagedChanges changes;
        {
            StagedJournal kept(journal, QStringLiteral("t"), changes);
            (void)changes.insert("{\"a\\n\": \"\\u2028\",\r\n \"b\\\\\": 1e400}");
            (void)changes.edit(read("ä\n", "{\"x\": \"\xc3\xa4\"}"), "{\"x\": \"\xc3\xb6\"}");
            (void)changes.edit(read("bad", "\xff\xc3"), "\xfe\xc3\xa4");
            (void)changes.edit(read("empty", "1"), "");
            changes.remove({ read("gone", "[1,\n2]") });
        }
        StagedChanges again;
        StagedJournal other(journal, QStringLiteral("t"), again);
        QVERIFY(other.recover());
        QCOMPARE(again.documents(), changes.documents());
    }

    void anyOrderOfChangesComesBack()
    {
        QTemporaryDir folder;
        Journal journal(folder.path());
        QRandomGenerator random(3);
        StagedChanges changes;
        StagedJournal kept(journal, QStringLiteral("t"), changes);
        for (int step = 0; step < 200; ++step) {
            const auto key = QByteArray::number(random.bounded(9));
            const auto text = QByteArray(random.bounded(3), 'x') + QByteArray::number(random.bounded(5)) + QByteArray(random.bounded(3), '\n');
            switch (random.bounded(7)) {
            case 0:
                (void)changes.insert(text);
                break;
            case 1:
                changes.remove({ read(key, "xx0"), read(key + "y", "") });
                break;
            case 2:
                changes.undo();
                break;
            case 3:
                if (!changes.isEmpty())
                    changes.discard({ changes.ids()[std::size_t(random.bounded(int(changes.count())))] });
                break;
            default:
                (void)changes.edit(read(key, "xx0"), text);
            }
            if (random.bounded(4) > 0)
                continue;
            kept.keep(false);
            StagedChanges again;
            StagedJournal other(journal, QStringLiteral("t"), again);
            QCOMPARE(other.recover(), !changes.isEmpty());
            QCOMPARE(again.documents(), changes.documents());
        }
    }

    void nothingStagedLeavesNoFile()
    {
        QTemporaryDir folder;
        Journal journal(folder.path());
        StagedChanges changes;
        StagedJournal kept(journal, QStringLiteral("t"), changes);
        (void)changes.insert("1");
        kept.keep(false);
        journal.waitUntilWritten();
        QCOMPARE(journal.ids(), QStringList { QStringLiteral("t") });
        changes.discardAll();
        kept.keep(true);
        journal.waitUntilWritten();
        QVERIFY(journal.ids().isEmpty());
    }

    void changesOfAClosedTabAreFound()
    {
        QTemporaryDir folder;
        Journal journal(folder.path());
        StagedChanges changes;
        StagedJournal kept(journal, QStringLiteral("t"), changes);
        kept.setFacts({ { QStringLiteral("name"), QStringLiteral("users") } });
        (void)changes.insert("1");
        kept.keep(true);
        const auto named = [](const char *name) {
            return [name](const QJsonObject &facts) { return facts.value(QStringLiteral("name")) == QLatin1StringView(name); };
        };
        QVERIFY(StagedJournal::find(journal, named("others")).empty());
        const auto found = StagedJournal::find(journal, named("users"));
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found.front().documents, changes.documents());
        QVERIFY(found.front().facts.value(QStringLiteral("closed")).toBool());
    }
};

QTEST_GUILESS_MAIN(TestStagedJournal)
#include "tst_stagedjournal.moc"
