#include "tests/integration/cli/clirun.h"

#include <QFile>
#include <QElapsedTimer>
#include <QTest>

#include <csignal>
#include <pty.h>
#include <sys/poll.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace dumbo::test;

namespace {

QByteArrayList completed(const QStringList &words)
{
    const auto outcome = runDumbo(QStringList { QStringLiteral("completion"), QStringLiteral("words") } + words);
    auto lines = outcome.out.split('\n');
    lines.removeLast();
    for (auto &line : lines)
        line = line.left(line.contains('\t') ? line.indexOf('\t') : line.size());
    return lines;
}

/// Bash as a person has it, on a terminal of its own.
class Bash {
public:
    explicit Bash(const QByteArray &startFile)
    {
        m_process = forkpty(&m_terminal, nullptr, nullptr, nullptr);
        if (m_process == 0) {
            qputenv("TERM", "dumb");
            qputenv("PS1", "> ");
            execlp("bash", "bash", "--noprofile", "--rcfile", startFile.constData(), "-i", nullptr);
            _exit(127);
        }
    }
    ~Bash()
    {
        kill(m_process, SIGKILL);
        waitpid(m_process, nullptr, 0);
        close(m_terminal);
    }
    Q_DISABLE_COPY_MOVE(Bash)

    void type(const QByteArray &keys) { QCOMPARE(write(m_terminal, keys.constData(), std::size_t(keys.size())), keys.size()); }
    /// All that the terminal showed since, up to these words; all there was in ten seconds where they do not come.
    [[nodiscard]] QByteArray readUntil(const QByteArray &words)
    {
        QByteArray shown;
        QElapsedTimer elapsed;
        for (elapsed.start(); !shown.contains(words) && !elapsed.hasExpired(10'000);) {
            pollfd waiting { m_terminal, POLLIN, 0 };
            char bytes[4096];
            if (poll(&waiting, 1, 200) == 1) {
                const auto count = read(m_terminal, bytes, sizeof bytes);
                if (count <= 0)
                    break;
                shown.append(bytes, count);
            }
        }
        return shown;
    }

private:
    int m_terminal = -1;
    pid_t m_process = -1;
};

} // namespace

/// What the Tab key offers after "dumbo".
class TestShellCompletion : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void commandsAndOptionsAreOffered();
    void valuesOfAnOptionAreOffered();
    void savedConnectionsAreOffered();
    void whatIsHiddenStaysHidden();
    void scriptsAreMadeForThreeShells();
    void bashCompletesOnATerminal_data();
    void bashCompletesOnATerminal();

private:
    QByteArray m_startFile;
};

void TestShellCompletion::initTestCase()
{
    for (const auto &name : { QStringLiteral("alpine huts"), QStringLiteral("crm") }) {
        const auto added = runDumbo({ QStringLiteral("connections"), QStringLiteral("add"), name, QStringLiteral("/tmp/none.db") });
        QVERIFY2(added.exitCode == 0, added.err.constData());
    }
    const auto script = runDumbo({ QStringLiteral("completion"), QStringLiteral("bash") });
    QCOMPARE(script.exitCode, 0);
    QFile start(QDir::homePath() + QStringLiteral("/bashrc"));
    QVERIFY(start.open(QIODevice::WriteOnly));
    start.write("PATH=$DUMBO_BUILD_DIR/bin:$PATH PS1='> '\nbind 'set enable-bracketed-paste off'\n" + script.out);
    m_startFile = QFile::encodeName(start.fileName());
}

void TestShellCompletion::commandsAndOptionsAreOffered()
{
    const auto commands = completed({ {} });
    QCOMPARE(commands.first(), "words");
    QVERIFY(commands.contains("query") && commands.contains("migrate") && commands.contains("plugins"));
    QCOMPARE(completed({ QStringLiteral("que") }), QByteArrayList({ "words", "query" }));
    QCOMPARE(completed({ QStringLiteral("migrate"), QStringLiteral("dry") }), QByteArrayList({ "words", "dry-run" }));
    QCOMPARE(completed({ QStringLiteral("query"), QStringLiteral("--fo") }), QByteArrayList({ "words", "--format" }));
    // Options of "sessions" count behind "list" too.
    QCOMPARE(completed({ QStringLiteral("sessions"), QStringLiteral("list"), QStringLiteral("--al") }), QByteArrayList({ "words", "--all" }));
    QCOMPARE(completed({ QStringLiteral("query"), QStringLiteral("--"), QStringLiteral("--fo") }), QByteArrayList({ "words" }));
}

void TestShellCompletion::valuesOfAnOptionAreOffered()
{
    QCOMPARE(completed({ QStringLiteral("query"), QStringLiteral("--format"), QStringLiteral("n") }), QByteArrayList({ "words", "ndjson" }));
    QCOMPARE(completed({ QStringLiteral("query"), QStringLiteral("--format=n") }), QByteArrayList({ "words", "--format=ndjson" }));
    QCOMPARE(completed({ QStringLiteral("query"), QStringLiteral("--file"), {} }), QByteArrayList({ "files" }));
    QVERIFY(completed({ QStringLiteral("plugins"), QStringLiteral("info"), QStringLiteral("org.dumbo.sq") }).contains("org.dumbo.sqlite"));
    QVERIFY(completed({ QStringLiteral("query"), QStringLiteral("--connector"), QStringLiteral("SQLite:sq") }).contains("SQLite:sqlite3"));
}

void TestShellCompletion::savedConnectionsAreOffered()
{
    QCOMPARE(completed({ QStringLiteral("query"), QStringLiteral("-c"), {} }), QByteArrayList({ "files", "alpine huts", "crm" }));
    QCOMPARE(completed({ QStringLiteral("connections"), QStringLiteral("edit"), {} }), QByteArrayList({ "words", "alpine huts", "crm" }));
    QCOMPARE(completed({ QStringLiteral("connections"), QStringLiteral("add"), {} }), QByteArrayList({ "words" }));
}

void TestShellCompletion::whatIsHiddenStaysHidden()
{
    QVERIFY(!completed({ {} }).contains("completion"));
    QVERIFY(!runDumbo({ QStringLiteral("--help") }).out.contains("completion"));
}

void TestShellCompletion::scriptsAreMadeForThreeShells()
{
    for (const auto *shell : { "bash", "zsh", "fish" }) {
        const auto script = runDumbo({ QStringLiteral("completion"), QLatin1StringView(shell) });
        QCOMPARE(script.exitCode, 0);
        QVERIFY(script.out.contains("completion words"));
    }
    QCOMPARE(runDumbo({ QStringLiteral("completion"), QStringLiteral("tcsh") }).exitCode, 2);
}

void TestShellCompletion::bashCompletesOnATerminal_data()
{
    QTest::addColumn<QByteArray>("keys");
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("a command") << QByteArray("dumbo que\t") << QByteArray("dumbo query ");
    QTest::newRow("an option") << QByteArray("dumbo query --form\t") << QByteArray("dumbo query --format ");
    QTest::newRow("a value") << QByteArray("dumbo query --format nd\t") << QByteArray("dumbo query --format ndjson ");
    QTest::newRow("a value behind =") << QByteArray("dumbo query --format=nd\t") << QByteArray("dumbo query --format=ndjson ");
    QTest::newRow("a connector") << QByteArray("dumbo query --connector SQLite:sql\t") << QByteArray("dumbo query --connector SQLite:sqlite3 ");
    QTest::newRow("a saved connection") << QByteArray("dumbo query -c cr\t") << QByteArray("dumbo query -c crm ");
    QTest::newRow("one with a space") << QByteArray("dumbo query -c al\t") << QByteArray("dumbo query -c alpine\\ huts ");
    QTest::newRow("a file") << QByteArray("dumbo query -c bash\t") << QByteArray("dumbo query -c bashrc ");
}

void TestShellCompletion::bashCompletesOnATerminal()
{
    QFETCH(QByteArray, keys);
    QFETCH(QByteArray, line);
    Bash bash(m_startFile);
    QVERIFY(bash.readUntil("> ").endsWith("> "));
    bash.type("cd\r");
    QVERIFY(bash.readUntil("> ").endsWith("> "));
    bash.type(keys);
    const auto shown = bash.readUntil(line);
    QVERIFY2(shown.contains(line), shown.constData());
}

QTEST_GUILESS_MAIN(TestShellCompletion)
#include "tst_shellcompletion.moc"
