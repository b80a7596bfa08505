#include "tests/gui/drivers/driverswindow.h"
#include "ui/drivers/driverlistmodel.h"

#include <KZip>

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace workbench;
using Step = InstallPane::Step;

/// What can be wrong with a driver is said in the page, in words, and changes nothing.
class TestHostileDrivers : public QObject {
    Q_OBJECT

    std::unique_ptr<DriversWindow> m;

    using Files = QMap<QString, QByteArray>;

    static Files filesOf(const QString &bundle)
    {
        Files files;
        KZip zip(bundle);
        if (!zip.open(QIODevice::ReadOnly))
            return files;
        const auto take = [&files](const auto &self, const KArchiveDirectory &folder, const QString &prefix) -> void {
            for (const QString &name : folder.entries()) {
                const KArchiveEntry *entry = folder.entry(name);
                if (entry->isDirectory())
                    self(self, static_cast<const KArchiveDirectory &>(*entry), prefix + name + u'/');
                else
                    files.insert(prefix + name, static_cast<const KArchiveFile *>(entry)->data());
            }
        };
        take(take, *zip.directory(), {});
        return files;
    }
    QString write(const QString &name, const Files &files) const
    {
        const QString path = m->path(name + QStringLiteral(".dumbodriver"));
        KZip zip(path);
        if (!zip.open(QIODevice::WriteOnly))
            return {};
        for (auto file = files.cbegin(); file != files.cend(); ++file)
            zip.writeFile(file.key(), file.value());
        return zip.close() ? path : QString();
    }
    [[nodiscard]] QString makeNoZip() const
    {
        QFile file(m->path(QStringLiteral("nozip.dumbodriver")));
        if (file.open(QIODevice::WriteOnly))
            file.write("This is a letter, not a driver.\n");
        return file.fileName();
    }
    [[nodiscard]] QString makeBomb() const
    {
        auto files = filesOf(m->pack(QStringLiteral("fake")));
        files.insert(QStringLiteral("linux-x86_64/data"), QByteArray(64 * 1024 * 1024, '\0'));
        return write(QStringLiteral("bomb"), files);
    }
    [[nodiscard]] QString makeEscaping() const
    {
        auto files = filesOf(m->pack(QStringLiteral("fake")));
        files.insert(QStringLiteral("../../evil.so"), QByteArray("evil"));
        return write(QStringLiteral("escaping"), files);
    }
    [[nodiscard]] QString makeAltered() const
    {
        const auto key = dumbo::SigningKey::generate();
        auto files = filesOf(m->pack(QStringLiteral("fake"), &key));
        for (auto file = files.begin(); file != files.end(); ++file) {
            if (file.key().endsWith(QStringLiteral(".so")))
                file.value()[file.value().size() / 2] = char(file.value().at(file.value().size() / 2) ^ 1);
        }
        return write(QStringLiteral("altered"), files);
    }
    [[nodiscard]] QString makeWronglySigned() const
    {
        const auto key = dumbo::SigningKey::generate();
        const auto other = dumbo::SigningKey::generate();
        auto files = filesOf(m->pack(QStringLiteral("fake"), &key));
        auto signature = QJsonDocument::fromJson(files.value(QStringLiteral("signature.json"))).object();
        signature.insert(QStringLiteral("key"), QString::fromLatin1(other.publicKey().base64()));
        files.insert(QStringLiteral("signature.json"), QJsonDocument(signature).toJson());
        return write(QStringLiteral("wronglysigned"), files);
    }
    [[nodiscard]] QString makeForElsewhere() const
    {
        const auto packed = filesOf(m->pack(QStringLiteral("fake")));
        const auto content = dumbo::contentOfModule(DriversWindow::module(QStringLiteral("fake")));
        auto other = *content;
        other.files.clear();
        for (auto file = content->files.cbegin(); file != content->files.cend(); ++file)
            other.files.insert(QString(file.key()).replace(QStringLiteral("linux-x86_64"), QStringLiteral("plan9-mips")), file.value());
        for (auto &platform : other.manifest.platforms)
            platform.name = QStringLiteral("plan9-mips");
        const QString path = m->path(QStringLiteral("elsewhere.dumbodriver"));
        const auto done = dumbo::packBundle(other, path);
        return done ? path : done.error().toText();
    }

    [[nodiscard]] QString make(const QString &what) const
    {
        if (what == u"nozip")
            return makeNoZip();
        if (what == u"bomb")
            return makeBomb();
        if (what == u"escaping")
            return makeEscaping();
        if (what == u"altered")
            return makeAltered();
        if (what == u"wronglysigned")
            return makeWronglySigned();
        if (what == u"elsewhere")
            return makeForElsewhere();
        return m->pack(what);
    }
    [[nodiscard]] QStringList installedFolders() const
    {
        return QDir(m->path(QStringLiteral("data/plugins"))).entryList({ QStringLiteral("org.*") }, QDir::Dirs);
    }

private Q_SLOTS:
    void init() { m = std::make_unique<DriversWindow>(); }
    void cleanup() { m.reset(); }

    void isRefusedInWordsAndChangesNothing_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("says"); // any of these words
        const auto row = [](const char *name, const char *what, const char *says) {
            QTest::newRow(name) << QString::fromLatin1(what) << QString::fromLatin1(says);
        };
        row("a file that is no zip", "nozip", "no driver|not a driver|no zip|not a zip|no bundle|not a bundle");
        row("a zip bomb", "bomb", "large|unpack");
        row("paths that escape", "escaping", "outside|path|leads");
        row("a signature of somebody else", "wronglysigned", "signature|changed|modified");
        row("a file altered after signing", "altered", "changed|modified|altered");
        row("built for another ABI", "sdk", "SDK");
        row("built for another architecture", "architecture", "Plan9");
        row("built for another platform", "elsewhere", "system|platform|plan9");
        row("a library is missing", "dependency", "vanished");
        row("a symbol is missing", "hostile-missingSymbol", "dumboHostileMissingSymbol");
        row("the library aborts", "hostile-abortAtLoad", "ended|crash|abort");
        row("the library throws", "hostile-throwAtLoad", "ended|crash|abort|threw|exception");
        row("the constructor aborts", "hostile-abortInConstructor", "ended|crash|abort");
        row("the constructor throws", "hostile-throwInConstructor", "exception|threw|mood|wants|loaded");
        row("it crashes when it connects", "hostile-crashAtConnect", "ended|crash|SIGSEGV");
        row("it answers nonsense", "hostile-nonsense", "promise|broke|contract|batch");
        row("it lies about what it can do", "hostile-lying", "promise|broke|contract|capab");
        row("it answers nothing when it connects", "hostile-nothingAtConnect", "connect|promise|broke|nothing");
    }

    void isRefusedInWordsAndChangesNothing()
    {
        QFETCH(QString, what);
        QFETCH(QString, says);
        const auto before = m->fixture->registry.connectors();
        m->install(make(what));
        QCOMPARE(m->installing().step(), Step::Refused);
        const QString said = m->text(QStringLiteral("installOutcome"));
        const auto words = says.split(u'|');
        QVERIFY2(std::ranges::any_of(words, [&said](const QString &word) { return said.contains(word, Qt::CaseInsensitive); }), qPrintable(said));
        QVERIFY(m->isShown(QStringLiteral("installCopy")));
        m->fixture->picture(QStringLiteral("refused-") + what, m->dialog());
        QCOMPARE(installedFolders(), QStringList());
        QCOMPARE(m->fixture->registry.connectors(), before);
        // A way on, and the page as it was.
        m->click(QStringLiteral("installLeave"));
        QVERIFY(m->isShown(QStringLiteral("driverList")));
    }

    void aConstructorThatHangsIsEndedOnRequest()
    {
        m->give(m->pack(QStringLiteral("hostile-hangAtLoad")));
        m->click(QStringLiteral("installAccept"));
        QCOMPARE(m->installing().step(), Step::Installing);
        QTest::keyClick(m->dialog(), Qt::Key_Escape);
        QVERIFY(m->waitForStep(Step::Refused, 20000));
        QCOMPARE(installedFolders(), QStringList());
    }

    void anIdThatIsTakenIsRefusedOrShownAsTheSame()
    {
        m->install(m->pack(QStringLiteral("good")), false);
        QCOMPARE(m->installing().step(), Step::Installed);
        m->click(QStringLiteral("installLeave"));
        // The same id and version, other bytes.
        m->give(m->pack(QStringLiteral("duplicate")));
        const QString said = m->installing().step() == Step::Refused ? m->text(QStringLiteral("installOutcome")) : m->text(QStringLiteral("installTitle"));
        QVERIFY2(said.contains(QStringLiteral("2.5.0")) || said.contains(QStringLiteral("org.dumbo.fixture")), qPrintable(said));
        QCOMPARE(installedFolders().size(), 1);
    }
};

QTEST_MAIN(TestHostileDrivers)
#include "tst_hostiledrivers.moc"
