#include "ui/journal/journalrecord.h"

#include <QRandomGenerator>
#include <QTest>

using namespace workbench;

namespace {

/// A journal of random edits, and the text after each record.
struct Story {
    QByteArray bytes = journalrecord::header();
    std::vector<std::pair<qsizetype, QString>> states; ///< end of the record, text

    void snapshot(const QString &text)
    {
        bytes += journalrecord::snapshot(text);
        states.emplace_back(bytes.size(), text);
    }

    void edit(QRandomGenerator &random)
    {
        static const QStringList words { {}, QStringLiteral("SELECT"), QStringLiteral("ä€"), QStringLiteral("E 0 1"),
            QStringLiteral("dumbo-journal 1"), QString(QChar(char16_t(0xDCFF))) };
        auto lines = states.back().second.split(u'\n');
        const auto first = random.bounded(lines.size() + 1);
        const auto removed = random.bounded(lines.size() - first + 1);
        QStringList inserted;
        for (int n = random.bounded(4); n > 0; --n)
            inserted.append(words[random.bounded(words.size())]);
        if (inserted.isEmpty() && removed == lines.size())
            inserted.append(QString());
        lines.remove(first, removed);
        for (int i = 0; i < inserted.size(); ++i)
            lines.insert(first + i, inserted[i]);
        bytes += journalrecord::edit(
            first, removed, inserted.isEmpty() ? std::nullopt : std::optional(inserted.join(u'\n')));
        states.emplace_back(bytes.size(), lines.join(u'\n'));
    }
};

} // namespace

class TestJournalRecord : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSnapshotIsTheText()
    {
        const auto text = QString::fromUtf8("SELECT 1;\n\n-- ä\n");
        const auto recovered = recoverJournal(journalrecord::header() + journalrecord::snapshot(text));
        QVERIFY(recovered);
        QCOMPARE(recovered->text, text);
        QVERIFY(!recovered->torn);
    }

    void factsAreTheLastOnes()
    {
        const auto recovered = recoverJournal(journalrecord::header() + journalrecord::facts({ { "title", "old" } })
            + journalrecord::snapshot(QStringLiteral("x")) + journalrecord::facts({ { "title", "new" } }));
        QVERIFY(recovered);
        QCOMPARE(recovered->facts.value("title").toString(), QStringLiteral("new"));
    }

    void aFileCutAtAnyByteGivesAnEarlierState()
    {
        QRandomGenerator random(42);
        for (int round = 0; round < 20; ++round) {
            Story story;
            story.snapshot(QStringLiteral("a\nb\nc"));
            for (int i = 0; i < 25; ++i)
                story.edit(random);
            for (qsizetype cut = 0; cut <= story.bytes.size(); ++cut) {
                const auto recovered = recoverJournal(QByteArrayView(story.bytes).first(cut));
                const auto next = std::ranges::find_if(story.states, [cut](const auto &s) { return s.first > cut; });
                if (next == story.states.begin()) {
                    QVERIFY(!recovered);
                    continue;
                }
                QVERIFY(recovered);
                QCOMPARE(recovered->text, std::prev(next)->second);
                QCOMPARE(recovered->torn, cut != std::prev(next)->first);
            }
        }
    }

    void aDamagedByteEndsTheRecovery()
    {
        QRandomGenerator random(3);
        Story story;
        story.snapshot(QStringLiteral("a\nb"));
        for (int i = 0; i < 10; ++i)
            story.edit(random);
        for (qsizetype at = journalrecord::header().size(); at < story.bytes.size(); ++at) {
            auto bytes = story.bytes;
            bytes[at] = char(bytes[at] ^ 0x20);
            const auto recovered = recoverJournal(bytes);
            if (!recovered)
                continue;
            const auto same = std::ranges::any_of(story.states, [&](const auto &s) { return s.second == recovered->text; });
            QVERIFY2(same, qPrintable(recovered->text));
        }
    }

    void whatIsNoJournalIsRefused()
    {
        QVERIFY(!recoverJournal({}));
        QVERIFY(!recoverJournal("SELECT 1"));
        QVERIFY(!recoverJournal(journalrecord::header()));
        QVERIFY(!recoverJournal(journalrecord::header() + journalrecord::edit(0, 1, QStringLiteral("x"))));
    }
};

QTEST_GUILESS_MAIN(TestJournalRecord)
#include "tst_journalrecord.moc"
