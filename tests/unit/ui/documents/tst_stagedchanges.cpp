#include "ui/documents/stagedchanges.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace workbench;
using Kind = StagedDocument::Kind;

namespace {

ReadDocument read(const QByteArray &id, const QByteArray &text, qint64 version = 1)
{
    return { { dumbo::Value::text(id) }, id, text, version };
}

} // namespace

class TestStagedChanges : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEditKeepsWhatWasRead()
    {
        StagedChanges changes;
        const auto id = changes.edit(read("a", "{}", 7), "{\"x\":1}");
        QVERIFY(id);
        const auto *document = changes.find(*id);
        QCOMPARE(document->kind, Kind::Edit);
        QCOMPARE(document->before, "{}");
        QCOMPARE(document->version, 7);
        QCOMPARE(document->text, "{\"x\":1}");
        QCOMPARE(changes.idOf("a"), id);
        QVERIFY(!changes.idOf("b"));
    }

    void theTextItHadTakesItOut()
    {
        StagedChanges changes;
        QVERIFY(!changes.edit(read("a", "{}"), "{}"));
        (void)changes.edit(read("a", "{}"), "[]");
        QVERIFY(!changes.edit(read("a", "{}"), "{}"));
        QVERIFY(changes.isEmpty());
        changes.undo();
        QCOMPARE(changes.find(*changes.idOf("a"))->text, "[]");
    }

    void aSecondEditIsOfWhatWasReadFirst()
    {
        StagedChanges changes;
        (void)changes.edit(read("a", "1", 1), "2");
        (void)changes.edit(read("a", "9", 5), "3");
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes.find(*changes.idOf("a"))->before, "1");
        QCOMPARE(changes.find(*changes.idOf("a"))->version, 1);
    }

    void typingIsOneStepOfUndo()
    {
        StagedChanges changes;
        const auto word = QStringLiteral("typing");
        const auto document = read("a", "1");
        for (const auto *text : { "12", "123", "1234" })
            (void)changes.edit(document, text, word);
        (void)changes.edit(document, "5", QStringLiteral("other"));
        changes.undo();
        QCOMPARE(changes.find(*changes.idOf("a"))->text, "1234");
        changes.undo();
        QVERIFY(changes.isEmpty());
        QVERIFY(!changes.canUndo());
        changes.redo();
        QCOMPARE(changes.find(*changes.idOf("a"))->text, "1234");
    }

    void aDeleteOfAnEditedDocumentRemembersTheVersionItWasReadWith()
    {
        StagedChanges changes;
        (void)changes.edit(read("a", "1", 3), "2");
        changes.remove({ read("a", "2", 3), read("b", "1", 4) });
        QCOMPARE(changes.count(Kind::Delete), 2);
        QCOMPARE(changes.find(*changes.idOf("a"))->before, "1");
        changes.undo();
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes.find(*changes.idOf("a"))->kind, Kind::Edit);
    }

    void aDeletedInsertIsGone()
    {
        StagedChanges changes;
        const auto id = changes.insert("{}");
        changes.discard({ id });
        QVERIFY(changes.isEmpty());
        changes.undo();
        QCOMPARE(changes.find(id)->kind, Kind::Insert);
    }

    void discardingAllCanBeUndone()
    {
        StagedChanges changes;
        (void)changes.insert("1");
        (void)changes.edit(read("a", "1"), "2");
        const auto before = changes.documents();
        changes.discardAll();
        QVERIFY(changes.isEmpty());
        changes.undo();
        QCOMPARE(changes.documents(), before);
    }

    void aRebaseIsAgainstWhatTheDatabaseHoldsNow()
    {
        StagedChanges changes;
        const auto id = changes.edit(read("a", "1", 1), "2");
        changes.rebase(*id, read("a", "3", 2), "4");
        QCOMPARE(changes.find(*id)->before, "3");
        QCOMPARE(changes.find(*id)->version, 2);
        QCOMPARE(changes.find(*id)->text, "4");
        changes.rebase(*id, {}, "4");
        QCOMPARE(changes.find(*id)->kind, Kind::Insert);
        changes.undo();
        changes.rebase(*id, read("a", "5", 3), "5");
        QVERIFY(changes.isEmpty());
    }

    void aNewDocumentThatIsThereAlreadyJoinsItsChange()
    {
        StagedChanges changes;
        const auto known = changes.edit(read("a", "1", 1), "2");
        const auto added = changes.insert("7");
        changes.rebase(added, read("a", "3", 2), "8");
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes.idOf("a"), known);
        QCOMPARE(changes.find(*known)->before, "3");
        QCOMPARE(changes.find(*known)->text, "8");
        changes.undo();
        QCOMPARE(changes.count(), 2);
        QCOMPARE(changes.find(*known)->text, "2");
    }

    void writtenDocumentsLeave()
    {
        StagedChanges changes;
        const auto a = changes.edit(read("a", "1"), "2");
        const auto b = changes.insert("7");
        const std::vector<StagedChanges::Written> written { { *a, *changes.find(*a), { dumbo::Value::text(QByteArray("a")) }, "a", 2 },
            { b, *changes.find(b), { dumbo::Value::text(QByteArray("n")) }, "n", 1 } };
        changes.settle(written);
        QVERIFY(changes.isEmpty());
        QVERIFY(!changes.canUndo());
    }

    void whatWasChangedWhileItWasWrittenStays()
    {
        StagedChanges changes;
        const auto a = changes.edit(read("a", "1"), "2");
        const auto b = changes.insert("7");
        const std::vector<StagedChanges::Written> written { { *a, *changes.find(*a), { dumbo::Value::text(QByteArray("a")) }, "a", 2 },
            { b, *changes.find(b), { dumbo::Value::text(QByteArray("n")) }, "n", 1 } };
        changes.setText(*a, "3");
        changes.setText(b, "8");
        changes.settle(written);
        QCOMPARE(changes.find(*a)->before, "2");
        QCOMPARE(changes.find(*a)->version, 2);
        QCOMPARE(changes.find(*a)->text, "3");
        QCOMPARE(changes.find(b)->kind, Kind::Edit);
        QCOMPARE(changes.find(b)->keyText, "n");
        QCOMPARE(changes.idOf("n"), b);
    }

    void undoAndRedoOfAnythingAreInverse()
    {
        QRandomGenerator random(5);
        StagedChanges changes;
        std::vector<std::map<StagedChanges::Id, StagedDocument>> states { changes.documents() };
        for (int step = 0; step < 300; ++step) {
            const auto key = QByteArray::number(random.bounded(6));
            const auto text = QByteArray::number(random.bounded(4));
            switch (random.bounded(5)) {
            case 0:
                (void)changes.insert(text);
                break;
            case 1:
                changes.remove({ read(key, "0"), read(key + "x", "0") });
                break;
            case 2:
                if (!changes.isEmpty())
                    changes.discard({ changes.ids()[std::size_t(random.bounded(int(changes.count())))] });
                break;
            default:
                (void)changes.edit(read(key, "0"), text);
            }
            if (states.back() != changes.documents())
                states.push_back(changes.documents());
        }
        for (auto state = states.rbegin() + 1; state != states.rend(); ++state) {
            changes.undo();
            QCOMPARE(changes.documents(), *state);
        }
        QVERIFY(!changes.canUndo());
        for (std::size_t state = 1; state < states.size(); ++state) {
            changes.redo();
            QCOMPARE(changes.documents(), states[state]);
        }
        QVERIFY(!changes.canRedo());
    }

    void placesAreToldAsTheyAreThen()
    {
        StagedChanges changes;
        QSignalSpy spy(&changes, &StagedChanges::documentChanged);
        const auto a = changes.insert("1");
        (void)changes.insert("2");
        changes.discard({ a });
        changes.undo();
        QCOMPARE(spy[1][1].toLongLong(), 1);
        QCOMPARE(spy[2].sliced(1), QVariantList({ QVariant::fromValue<qsizetype>(0), true, false }));
        QCOMPARE(spy[3].sliced(1), QVariantList({ QVariant::fromValue<qsizetype>(0), false, true }));
    }
};

QTEST_GUILESS_MAIN(TestStagedChanges)
#include "tst_stagedchanges.moc"
