#include "children.h"
#include "core/isolation/isolateddriver.h"
#include "core/plugins/driverregistry.h"
#include "core/plugins/guard.h"
#include "core/plugins/pluginfile.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <thread>

using namespace dumbo;
using namespace dumbo::test;

namespace {

constexpr BatchLimit wide { 1000, 16 * 1024 * 1024, 1024 * 1024 };

QString fixture(const QString &folder)
{
    if (folder == u"sqlite")
        return QStringLiteral(DUMBO_PLUGIN_FOLDER "/dumbo-driver-sqlite.so");
    const QDir place(QStringLiteral(DUMBO_FIXTURES "/") + folder);
    return place.filePath(place.entryList({ QStringLiteral("*.so") }, QDir::Files).value(0));
}

using Plugins = std::vector<std::shared_ptr<StoragePlugin>>;

/// As a registry does it.
Result<Plugins> load(const QString &folder, const IsolationSettings &settings = {}, int abi = sdkAbi)
{
    auto stamp = BuildStamp::current();
    stamp.sdkAbi = abi;
    const auto described = describePluginFile(fixture(folder), stamp);
    if (described.refusal)
        return fail(*described.refusal);
    auto loaded = loadIsolated(fixture(folder), described.manifest, settings);
    if (!loaded)
        return fail(loaded.error());
    Plugins plugins;
    for (auto &each : *loaded)
        plugins.push_back(guarded(std::move(each), { described.manifest.id, described.manifest.version, fixture(folder) }));
    return plugins;
}

/// Remembers what it hears.
class Listener final : public ConnectionObserver {
public:
    void notice(NoticeSeverity, const QString &message) override { m_notices.append(message); }
    void connectionLost(const Error &error) override
    {
        m_losses.append(error.message());
        m_thread = std::this_thread::get_id();
    }
    QStringList m_notices;
    QStringList m_losses;
    std::thread::id m_thread;
};

ConnectRequest request()
{
    ConnectRequest made;
    made.options.set(QStringLiteral("database"), QStringLiteral("isolation"));
    return made;
}

/// Runs to the end; the integers of the first column.
Result<std::vector<qint64>> integers(Connection &connection, const QByteArray &text, const BatchLimit &limit = wide)
{
    Statement statement;
    statement.text = text;
    const auto execution = connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    std::vector<qint64> all;
    while (true) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            return all;
        while (true) {
            const auto batch = (*execution)->next(limit);
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
            for (qint64 row = 0; row < (*batch)->rowCount(); ++row)
                all.push_back((*batch)->cell(row, 0).integer);
        }
    }
}

std::vector<qint64> upTo(qint64 last)
{
    std::vector<qint64> all;
    for (qint64 i = 1; i <= last; ++i)
        all.push_back(i);
    return all;
}

class TestIsolation final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void aDriverAnswersFromAProcessOfItsOwn();
    void allConnectionsShareOneProcess();
    void whatAConnectionSaysIsHeard();
    void batchesMadeAheadKeepToALimitThatShrinks();
    void rowsComeBeforeTheErrorBehindThem();
    void anExecutionMayBeLeftInTheMiddle();
    void leavingDoesNotWaitForWhatIsMadeAhead();
    void aLateCancelEndsNothingElse();
    void cancelEndsAStatementThatRuns();

    void aCrashEndsItsConnectionsInWords_data();
    void aCrashEndsItsConnectionsInWords();
    void aDriverThatCannotBeLoadedIsRefusedInWords_data();
    void aDriverThatCannotBeLoadedIsRefusedInWords();
    void aCrashWhileConnectingIsTheErrorOfConnecting();
    void exceptionsAndNonsenseBreakTheContractNotTheProcess_data();
    void exceptionsAndNonsenseBreakTheContractNotTheProcess();
    void whatIgnoresACancelIsKilled();
    void connectingThatIgnoresACancelIsKilled();
    void theNextConnectionStartsANewProcess();
    void aNewProcessIsAskedForAgain();
    void otherDriversGoOn();
    void aLostIdleConnectionIsToldOnceInItsThread();
    void aHostThatTalksNonsenseIsEnded_data();
    void aHostThatTalksNonsenseIsEnded();
    void complaintsAreLoggedWithinLimits();

    void nothingIsLeftBehind();
    void theProcessInheritsNothing();
    void theProcessEndsWithTheProgram();
    void driversOfAnotherSdkRunInItsHost();
    void withoutAHostForItsSdkADriverIsRefused();
    void aRegistryTakesDriversOfAnotherSdkWhereTheirHostIs();

private:
    std::unique_ptr<Connection> connected(StoragePlugin &plugin);
    Listener m_listener;
};

void TestIsolation::initTestCase()
{
    // A sanitizer in a driver's process would make an exit code of the signals that these tests look for.
    for (const char *name : { "ASAN_OPTIONS", "TSAN_OPTIONS" })
        qputenv(name, qgetenv(name) + ":handle_segv=0:handle_abort=0");
}

void TestIsolation::cleanup()
{
    m_listener.m_losses.clear();
    m_listener.m_notices.clear();
    QTRY_COMPARE(childProcesses(), QList<int>());
}

std::unique_ptr<Connection> TestIsolation::connected(StoragePlugin &plugin)
{
    auto connection = plugin.connect(request(), m_listener);
    if (!connection)
        qCritical("%s", qPrintable(connection.error().toText()));
    return connection ? std::move(*connection) : nullptr;
}

void TestIsolation::aDriverAnswersFromAProcessOfItsOwn()
{
    const auto plugins = load(QStringLiteral("fake"));
    QVERIFY2(plugins, plugins ? "" : qPrintable(plugins.error().toText()));
    QCOMPARE(plugins->front()->connector().toText(), QStringLiteral("Fake:script"));
    const auto connection = connected(*plugins->front());
    QCOMPARE(childProcesses().size(), 1);
    QVERIFY(!readProc(QStringLiteral("/proc/self/maps")).contains("dumbo-driver-fake"));
    QVERIFY(*integers(*connection, "SELECT * FROM numbers(50000)") == upTo(50'000));
    QVERIFY(connection->capabilities().testFlag(Capability::Cancel));
    QCOMPARE(connection->dialect(), plugins->front()->dialect());
    QCOMPARE(connection->transactionState(), TransactionState::Idle);
    QVERIFY(connection->begin({}));
    QCOMPARE(connection->transactionState(), TransactionState::Active);
    QVERIFY(connection->rollback());
}

void TestIsolation::allConnectionsShareOneProcess()
{
    const auto plugins = load(QStringLiteral("fake"));
    const auto first = connected(*plugins->front());
    const auto second = connected(*plugins->front());
    QVERIFY(integers(*first, "CREATE TABLE t (a integer)"));
    QVERIFY(integers(*first, "INSERT INTO t VALUES (7)"));
    QVERIFY(*integers(*second, "SELECT a FROM t") == std::vector<qint64> { 7 });
    QCOMPARE(childProcesses().size(), 1);
}

void TestIsolation::whatAConnectionSaysIsHeard()
{
    const auto plugins = load(QStringLiteral("fake"));
    const auto connection = connected(*plugins->front());
    QVERIFY(integers(*connection, "NOTICE 'hello'"));
    QCOMPARE(m_listener.m_notices, QStringList { QStringLiteral("hello") });
}

void TestIsolation::batchesMadeAheadKeepToALimitThatShrinks()
{
    const auto plugins = load(QStringLiteral("fake"));
    const auto connection = connected(*plugins->front());
    Statement statement;
    statement.text = "SELECT * FROM numbers(30000)";
    const auto execution = connection->execute(statement);
    QVERIFY(*(*execution)->nextResult());
    std::vector<qint64> all;
    const std::vector<qint64> limits { 1000, 1000, 1000, 7, 1000, 1000, 1000, 3000, 10, 10, 1 };
    for (std::size_t i = 0;; ++i) {
        const auto limit = limits[i % limits.size()];
        const auto batch = (*execution)->next({ limit, wide.maxBytes, wide.maxCellBytes });
        QVERIFY2(batch, batch ? "" : qPrintable(batch.error().toText()));
        if (!*batch)
            break;
        QVERIFY((*batch)->rowCount() <= limit);
        for (qint64 row = 0; row < (*batch)->rowCount(); ++row)
            all.push_back((*batch)->cell(row, 0).integer);
    }
    QVERIFY(all == upTo(30'000));
}

void TestIsolation::rowsComeBeforeTheErrorBehindThem()
{
    const auto plugins = load(QStringLiteral("fake"));
    const auto connection = connected(*plugins->front());
    Statement statement;
    statement.text = "FAIL AFTER 5500";
    const auto execution = connection->execute(statement);
    QVERIFY(*(*execution)->nextResult());
    qint64 rows = 0;
    while (true) {
        const auto batch = (*execution)->next(wide);
        if (!batch) {
            QCOMPARE(batch.error().kind(), ErrorKind::Data);
            break;
        }
        rows += (*batch)->rowCount();
    }
    QCOMPARE(rows, 5500);
}

void TestIsolation::anExecutionMayBeLeftInTheMiddle()
{
    const auto plugins = load(QStringLiteral("fake"));
    const auto connection = connected(*plugins->front());
    for (const auto mode : { CloseMode::Cancel, CloseMode::Drain }) {
        Statement statement;
        statement.text = "SELECT * FROM numbers(100000)";
        const auto execution = connection->execute(statement);
        QVERIFY(*(*execution)->nextResult());
        for (int i = 0; i < 3; ++i)
            QVERIFY((*execution)->next(wide));
        QVERIFY((*execution)->close(mode));
    }
    QVERIFY(*integers(*connection, "SELECT 5") == std::vector<qint64> { 5 });
}

void TestIsolation::leavingDoesNotWaitForWhatIsMadeAhead()
{
    const auto plugins = load(QStringLiteral("sqlite"));
    auto asked = request();
    asked.options.set(QStringLiteral("path"), QStringLiteral(":memory:"));
    const auto connection = plugins->front()->connect(asked, m_listener);
    QVERIFY2(connection, connection ? "" : qPrintable(connection.error().toText()));
    Statement statement;
    statement.text = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i <= 4000";
    const auto execution = (*connection)->execute(statement);
    QVERIFY(*(*execution)->nextResult());
    for (int i = 0; i < 3; ++i)
        QCOMPARE((**(*execution)->next(wide)).rowCount(), 1000);
    QVERIFY((*execution)->close(CloseMode::Cancel));
    QVERIFY(*integers(**connection, "SELECT 5") == std::vector<qint64> { 5 });
}

void TestIsolation::aLateCancelEndsNothingElse()
{
    const auto plugins = load(QStringLiteral("fake"));
    const auto connection = connected(*plugins->front());
    for (int i = 0; i < 200; ++i) {
        connection->cancel();
        QVERIFY(*integers(*connection, "SELECT 5") == std::vector<qint64> { 5 });
        connection->cancel();
    }
}

void TestIsolation::cancelEndsAStatementThatRuns()
{
    const auto plugins = load(QStringLiteral("fake"));
    const auto connection = connected(*plugins->front());
    std::jthread canceller([&](const std::stop_token &stop) {
        while (!stop.stop_requested()) {
            connection->cancel();
            std::this_thread::yield();
        }
    });
    const auto result = integers(*connection, "SLEEP");
    canceller.request_stop();
    canceller.join();
    QVERIFY(!result);
    QCOMPARE(result.error().kind(), ErrorKind::Cancelled);
    QVERIFY(*integers(*connection, "SELECT 5") == std::vector<qint64> { 5 });
}

void TestIsolation::aCrashEndsItsConnectionsInWords_data()
{
    QTest::addColumn<QString>("driver");
    QTest::addColumn<QString>("word");
    QTest::newRow("in execute") << QStringLiteral("hostile-crashInExecute") << QStringLiteral("SIGSEGV");
    QTest::newRow("in next") << QStringLiteral("hostile-crashInNext") << QStringLiteral("SIGSEGV");
    QTest::newRow("in a destructor") << QStringLiteral("hostile-crashInDestructor") << QStringLiteral("SIGSEGV");
    QTest::newRow("by leaving") << QStringLiteral("hostile-exitInExecute") << QStringLiteral("exit code 0");
}

void TestIsolation::aCrashEndsItsConnectionsInWords()
{
    QFETCH(const QString, driver);
    QFETCH(const QString, word);
    const auto plugins = load(driver);
    QVERIFY2(plugins, plugins ? "" : qPrintable(plugins.error().toText()));
    const auto connection = connected(*plugins->front());
    const auto witness = connected(*plugins->front());
    QVERIFY(!connection->isBroken());
    // A destructor is a way to crash that no call answers for; the next one does.
    std::ignore = integers(*connection, "SELECT 1");
    const auto result = integers(*connection, "SELECT 1");
    QVERIFY(!result);
    QCOMPARE(result.error().kind(), ErrorKind::Connection);
    QVERIFY2(result.error().message().contains(word), qPrintable(result.error().message()));
    QVERIFY(result.error().message().contains(QStringLiteral("org.dumbo.hostile")));
    QVERIFY(result.error().message().contains(QStringLiteral("1.0.0")));
    QVERIFY(!result.error().hint().isEmpty());
    QVERIFY(!result.error().isRetryable());
    QVERIFY(connection->isBroken());
    QCOMPARE(m_listener.m_losses.size(), 1);
    QVERIFY(!integers(*witness, "SELECT 1"));
    QVERIFY(witness->isBroken());
    QCOMPARE(m_listener.m_losses.size(), 2);
}

void TestIsolation::aDriverThatCannotBeLoadedIsRefusedInWords_data()
{
    QTest::addColumn<QString>("driver");
    QTest::addColumn<QString>("word");
    QTest::newRow("aborts") << QStringLiteral("hostile-abortAtLoad") << QStringLiteral("SIGABRT");
    QTest::newRow("leaves") << QStringLiteral("hostile-exitAtLoad") << QStringLiteral("exit code 0");
    QTest::newRow("hangs") << QStringLiteral("hostile-hangAtLoad") << QStringLiteral("0.7 seconds");
    QTest::newRow("constructor crashes") << QStringLiteral("hostile-abortInConstructor") << QStringLiteral("SIGSEGV");
    QTest::newRow("misses a symbol") << QStringLiteral("hostile-missingSymbol") << QStringLiteral("dumboHostileMissingSymbol");
}

void TestIsolation::aDriverThatCannotBeLoadedIsRefusedInWords()
{
    QFETCH(const QString, driver);
    QFETCH(const QString, word);
    IsolationSettings settings;
    if (driver.contains(u"hang"))
        settings.startLimit = std::chrono::milliseconds(700);
    const auto plugins = load(driver, settings);
    QVERIFY(!plugins);
    QCOMPARE(plugins.error().kind(), ErrorKind::Plugin);
    QVERIFY2(plugins.error().message().contains(word), qPrintable(plugins.error().message()));
}

void TestIsolation::aCrashWhileConnectingIsTheErrorOfConnecting()
{
    const auto plugins = load(QStringLiteral("hostile-crashAtConnect"));
    const auto connection = plugins->front()->connect(request(), m_listener);
    QVERIFY(!connection);
    QVERIFY2(connection.error().message().contains(QStringLiteral("SIGSEGV")), qPrintable(connection.error().message()));
    QCOMPARE(m_listener.m_losses.size(), 0);
}

void TestIsolation::exceptionsAndNonsenseBreakTheContractNotTheProcess_data()
{
    QTest::addColumn<QString>("driver");
    QTest::newRow("throws") << QStringLiteral("hostile-throwInExecute");
    QTest::newRow("nonsense") << QStringLiteral("hostile-nonsense");
}

void TestIsolation::exceptionsAndNonsenseBreakTheContractNotTheProcess()
{
    QFETCH(const QString, driver);
    const auto plugins = load(driver);
    const auto connection = connected(*plugins->front());
    const auto before = childProcesses();
    const auto result = integers(*connection, "SELECT 1");
    QVERIFY(!result);
    QCOMPARE(result.error().kind(), ErrorKind::Plugin);
    QCOMPARE(childProcesses(), before);
}

void TestIsolation::whatIgnoresACancelIsKilled()
{
    IsolationSettings settings;
    settings.cancelLimit = std::chrono::milliseconds(300);
    const auto plugins = load(QStringLiteral("hostile-hangInExecute"), settings);
    const auto connection = connected(*plugins->front());
    std::jthread canceller([&](const std::stop_token &stop) {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any ended;
        while (!ended.wait_for(lock, stop, std::chrono::milliseconds(50), [] { return false; }) && !stop.stop_requested())
            connection->cancel();
    });
    auto result = integers(*connection, "SELECT 1");
    // One that comes before the driver has begun needs no driver.
    while (!result && result.error().isCancelled())
        result = integers(*connection, "SELECT 1");
    QVERIFY(!result);
    QCOMPARE(result.error().kind(), ErrorKind::Connection);
    QVERIFY2(result.error().message().contains(QStringLiteral("0.3 seconds")), qPrintable(result.error().message()));
}

void TestIsolation::connectingThatIgnoresACancelIsKilled()
{
    IsolationSettings settings;
    settings.cancelLimit = std::chrono::milliseconds(300);
    const auto plugins = load(QStringLiteral("hostile-hangAtConnect"), settings);
    CancellationSource source;
    auto asked = request();
    asked.cancellation = source.token();
    std::jthread canceller([&] { source.cancel(); });
    const auto connection = plugins->front()->connect(asked, m_listener);
    QVERIFY(!connection);
}

void TestIsolation::theNextConnectionStartsANewProcess()
{
    const auto plugins = load(QStringLiteral("hostile-crashInNext"));
    for (int i = 0; i < 3; ++i) {
        const auto connection = connected(*plugins->front());
        QVERIFY(connection);
        QVERIFY(!integers(*connection, "SELECT 1"));
    }
    QCOMPARE(m_listener.m_losses.size(), 3);
}

void TestIsolation::aNewProcessIsAskedForAgain()
{
    IsolationSettings settings;
    std::atomic<int> asked = 0;
    std::atomic<bool> isRefused = false;
    settings.check = [&] {
        ++asked;
        return isRefused ? std::optional(Error(ErrorKind::Plugin, QStringLiteral("It was changed."))) : std::nullopt;
    };
    const auto plugins = load(QStringLiteral("hostile-crashInNext"), settings);
    QCOMPARE(asked.load(), 0);
    QVERIFY(!integers(*connected(*plugins->front()), "SELECT 1"));
    QCOMPARE(asked.load(), 0);
    QVERIFY(!integers(*connected(*plugins->front()), "SELECT 1"));
    QCOMPARE(asked.load(), 1);
    isRefused = true;
    const auto connection = plugins->front()->connect(request(), m_listener);
    QVERIFY(!connection);
    QVERIFY2(connection.error().message().contains(QStringLiteral("It was changed.")), qPrintable(connection.error().message()));
}

void TestIsolation::otherDriversGoOn()
{
    const auto good = load(QStringLiteral("fake"));
    const auto bad = load(QStringLiteral("hostile-crashInNext"));
    const auto goodConnection = connected(*good->front());
    const auto badConnection = connected(*bad->front());
    QVERIFY(!integers(*badConnection, "SELECT 1"));
    QVERIFY(*integers(*goodConnection, "SELECT 5") == std::vector<qint64> { 5 });
}

void TestIsolation::aLostIdleConnectionIsToldOnceInItsThread()
{
    const auto plugins = load(QStringLiteral("fake"));
    const auto connection = connected(*plugins->front());
    ::kill(childProcesses().front(), SIGKILL);
    pollfd waiting { connection->idleDescriptor(), POLLIN, 0 };
    QVERIFY(waiting.fd >= 0);
    QCOMPARE(::poll(&waiting, 1, 10'000), 1);
    QVERIFY((waiting.revents & POLLIN) != 0);
    connection->pump();
    QVERIFY(connection->isBroken());
    QCOMPARE(connection->transactionState(), TransactionState::Unknown);
    connection->pump();
    QCOMPARE(m_listener.m_losses.size(), 1);
    QVERIFY(m_listener.m_losses.front().contains(QStringLiteral("SIGKILL")));
    QVERIFY(m_listener.m_thread == std::this_thread::get_id());
    QVERIFY(!connection->commit());
}

void TestIsolation::aHostThatTalksNonsenseIsEnded_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("garbage") << QByteArray("head -c 100000 /dev/urandom >&3; exec sleep 1000");
    QTest::newRow("breaks off") << QByteArray("printf 'Dumb' >&3; exec sleep 1000 3>&-");
    QTest::newRow("too large") << QByteArray(R"(printf 'Dumb\0\0\0\0\377\377\377\377\0\0\0\0\0\0\0\0\0\0\0\0' >&3; exec sleep 1000)");
    QTest::newRow("stops in the middle") << QByteArray("printf 'D' >&3; exec sleep 1000");
    QTest::newRow("leaves at once") << QByteArray("exit 7");
}

void TestIsolation::aHostThatTalksNonsenseIsEnded()
{
    QFETCH(const QByteArray, script);
    const QTemporaryDir folder;
    QFile host(folder.filePath(QStringLiteral("dumbo-driver-host")));
    QVERIFY(host.open(QIODevice::WriteOnly));
    host.write("#!/bin/sh\n" + script + "\n");
    host.close();
    host.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    IsolationSettings settings { folder.path() };
    if (script.startsWith("printf 'D' "))
        settings.startLimit = std::chrono::milliseconds(700);
    const auto plugins = load(QStringLiteral("fake"), settings);
    QVERIFY(!plugins);
    QCOMPARE(plugins.error().kind(), ErrorKind::Plugin);
}

std::atomic<int> loggedLines = 0; ///< counted in the thread that keeps the process

void TestIsolation::complaintsAreLoggedWithinLimits()
{
    const auto plugins = load(QStringLiteral("hostile-floodInExecute"));
    const auto connection = connected(*plugins->front());
    loggedLines = 0;
    const auto before = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &message) {
        if (message.contains(QStringLiteral("The driver complains")))
            ++loggedLines;
    });
    const auto result = integers(*connection, "SELECT 1");
    qInstallMessageHandler(before);
    QVERIFY(*result == std::vector<qint64> { 1 });
    QVERIFY2(loggedLines <= 201, qPrintable(QString::number(loggedLines.load())));
}

void TestIsolation::nothingIsLeftBehind()
{
    const auto use = [&](const QString &driver) {
        const auto plugins = load(driver);
        const auto connection = connected(*plugins->front());
        std::ignore = integers(*connection, "SELECT * FROM numbers(20000)");
        std::ignore = plugins->front()->poolPolicy({});
    };
    use(QStringLiteral("fake"));
    const auto before = openDescriptors().size();
    for (int i = 0; i < 3; ++i) {
        use(QStringLiteral("fake"));
        use(QStringLiteral("hostile-crashInNext"));
    }
    QCOMPARE(openDescriptors().size(), before);
    QCOMPARE(childProcesses(), QList<int>());
}

void TestIsolation::theProcessInheritsNothing()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("open"));
    const int open = ::open(QFile::encodeName(path).constData(), O_CREAT | O_RDWR, 0600); // NOLINT: inheritable on purpose
    QVERIFY(open >= 0);
    const std::array secrets { "MY_DB_PASSWORD", "MYSQL_PWD", "SMTP_PASS" };
    for (const auto *name : secrets)
        qputenv(name, "secret");
    qputenv("DUMBO_HARMLESS", "kept");
    qputenv("OLDPWD", "/");
    const auto plugins = load(QStringLiteral("fake"));
    const auto child = childProcesses().front();
    QVERIFY(!openDescriptors(child).contains(path));
    const auto environment = readProc(QStringLiteral("/proc/%1/environ").arg(child));
    QVERIFY(environment.contains("DUMBO_HARMLESS=kept"));
    QVERIFY(environment.contains("OLDPWD=/"));
    for (const auto *name : secrets) {
        QVERIFY2(!environment.contains(name), name);
        qunsetenv(name);
    }
    QCOMPARE(getsid(child), child);
    ::close(open);
}

void TestIsolation::theProcessEndsWithTheProgram()
{
    QProcess program;
    program.start(QCoreApplication::applicationFilePath(), { QStringLiteral("--hold") });
    QVERIFY(program.waitForReadyRead(30'000));
    const auto host = program.readLine().trimmed().toInt();
    QVERIFY(host > 0 && isAlive(host));
    program.kill();
    QVERIFY(program.waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(!isAlive(host), 10'000);
}

void TestIsolation::driversOfAnotherSdkRunInItsHost()
{
    const auto plugins = load(QStringLiteral("sdk"), { QStringLiteral(DUMBO_OTHER_HOSTS) }, 999);
    QVERIFY2(plugins, plugins ? "" : qPrintable(plugins.error().toText()));
    QCOMPARE(plugins->size(), std::size_t(1));
}

void TestIsolation::withoutAHostForItsSdkADriverIsRefused()
{
    const auto plugins = load(QStringLiteral("sdk"), {}, 999);
    QVERIFY(!plugins);
    QVERIFY2(plugins.error().message().contains(QStringLiteral("999")), qPrintable(plugins.error().message()));
    // A host that is not what its name says.
    const QTemporaryDir folder;
    QFile::link(QCoreApplication::applicationDirPath() + QStringLiteral("/../lib/dumbo/dumbo-driver-host"),
        folder.filePath(QStringLiteral("dumbo-driver-host-999")));
    const auto wrong = load(QStringLiteral("sdk"), { folder.path() }, 999);
    QVERIFY(!wrong);
    QVERIFY2(wrong.error().message().contains(QStringLiteral("SDK 999")), qPrintable(wrong.error().message()));
    QVERIFY(wrong.error().message().contains(QStringLiteral("SDK %1").arg(sdkAbi)));
}

/// A program elsewhere, with or without a host for that SDK beside it, tells what its registry makes of the driver.
void TestIsolation::aRegistryTakesDriversOfAnotherSdkWhereTheirHostIs()
{
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("bin")) && QDir(folder.path()).mkpath(QStringLiteral("lib/dumbo")));
    const auto program = folder.filePath(QStringLiteral("bin/program"));
    const auto libraries = QCoreApplication::applicationDirPath() + QStringLiteral("/../lib");
    QVERIFY(QFile::copy(QCoreApplication::applicationFilePath(), program));
    QVERIFY(QFile::copy(libraries + QStringLiteral("/libDumboCore.so"), folder.filePath(QStringLiteral("lib/libDumboCore.so"))));
    const auto tell = [&] {
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("LD_LIBRARY_PATH"), folder.filePath(QStringLiteral("lib")) + u':' + libraries);
        process.setProcessEnvironment(environment);
        process.start(program, { QStringLiteral("--discover") });
        return process.waitForFinished(60'000) ? process.readAllStandardOutput().trimmed() : QByteArray();
    };
    QVERIFY2(tell().startsWith("refused: The driver was built for SDK 999"), tell().constData());
    QVERIFY(QFile::link(QStringLiteral(DUMBO_OTHER_HOSTS "/dumbo-driver-host-999"),
        folder.filePath(QStringLiteral("lib/dumbo/dumbo-driver-host-999"))));
    QCOMPARE(tell(), QByteArray("loaded"));
}

int discover()
{
    DriverRegistry registry;
    registry.discover({ QFileInfo(fixture(QStringLiteral("sdk"))).absolutePath() });
    const auto entry = registry.entries().value(0);
    if (entry.reason) {
        std::printf("refused: %s\n", qPrintable(entry.reason->message()));
        return 0;
    }
    const auto plugin = registry.get(entry.manifest.connectors.first().connector);
    std::printf("%s\n", plugin ? "loaded" : qPrintable(plugin.error().toText()));
    return 0;
}

/// A program that holds a driver's process and tells its number, until somebody kills it.
int hold()
{
    const auto plugins = load(QStringLiteral("fake"));
    if (!plugins)
        return 1;
    std::printf("%d\n", childProcesses().front());
    std::fflush(stdout);
    while (true)
        ::pause();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().contains(QStringLiteral("--hold")))
        return hold();
    if (application.arguments().contains(QStringLiteral("--discover")))
        return discover();
    TestIsolation test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_isolation.moc"
