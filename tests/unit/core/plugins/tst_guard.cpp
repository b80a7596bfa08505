#include "core/plugins/guard.h"

#include "core/sdk/batchbuilder.h"

#include <QTest>

#include <functional>
#include <stdexcept>

using namespace dumbo;

namespace {

/// What the misbehaving driver does at each call; everything unset behaves.
struct Misdeeds {
    std::function<void()> inEveryCall;
    std::function<Result<std::optional<Batch>>(int call)> next;
    std::function<std::vector<Column>(int call)> columns;
    bool nullConnection = false;
    bool nullExecution = false;
    bool nullPrepared = false;
    bool wrongExtension = false;

    void act() const
    {
        if (inEveryCall)
            inEveryCall();
    }
};

class BadExecution final : public Execution {
public:
    explicit BadExecution(const Misdeeds &misdeeds)
        : m_misdeeds(misdeeds)
    {
    }
    Result<bool> nextResult() override
    {
        m_misdeeds.act();
        return true;
    }
    std::span<const Column> columns() const override
    {
        if (m_misdeeds.columns)
            m_columns = m_misdeeds.columns(m_calls);
        return m_columns;
    }
    Result<std::optional<Batch>> next(const BatchLimit &) override
    {
        m_misdeeds.act();
        return m_misdeeds.next(++m_calls);
    }
    CommandOutcome outcome() const override
    {
        m_misdeeds.act();
        return {};
    }
    Result<void> close(CloseMode) override
    {
        m_misdeeds.act();
        return {};
    }

private:
    const Misdeeds &m_misdeeds;
    mutable std::vector<Column> m_columns { Column() };
    int m_calls = 0;
};

class BadExtension final : public Extension {
public:
    ExtensionId id() const override { return { QStringLiteral("liar"), 9 }; }
};

class BadConnection final : public Connection {
public:
    explicit BadConnection(const Misdeeds &misdeeds)
        : m_misdeeds(misdeeds)
    {
    }
    Dialect dialect() const override { return m_misdeeds.act(), Dialect(); }
    Capabilities capabilities() const override { return m_misdeeds.act(), Capabilities(); }
    ServerFacts server() const override { return m_misdeeds.act(), ServerFacts(); }
    Result<std::unique_ptr<Execution>> execute(const Statement &) override
    {
        m_misdeeds.act();
        return m_misdeeds.nullExecution ? nullptr : std::make_unique<BadExecution>(m_misdeeds);
    }
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &) override
    {
        m_misdeeds.act();
        if (m_misdeeds.nullPrepared)
            return nullptr;
        return fail(ErrorKind::NotImplemented, QStringLiteral("no"));
    }
    Result<CatalogPart> catalog(const CatalogRequest &) override { return m_misdeeds.act(), CatalogPart(); }
    TransactionState transactionState() const override { return m_misdeeds.act(), TransactionState::Idle; }
    void pump() override { m_misdeeds.act(); }
    void cancel() noexcept override { }
    Extension *extension(const ExtensionId &) override { return m_misdeeds.wrongExtension ? &m_extension : nullptr; }

private:
    const Misdeeds &m_misdeeds;
    BadExtension m_extension;
};

class BadPlugin final : public StoragePlugin {
public:
    explicit BadPlugin(const Misdeeds &misdeeds)
        : m_misdeeds(misdeeds)
    {
    }
    Connector connector() const override { return m_misdeeds.act(), Connector { QStringLiteral("A"), QStringLiteral("b") }; }
    Dialect dialect() const override { return {}; }
    Capabilities capabilities() const override { return {}; }
    Result<std::unique_ptr<Connection>> connect(const ConnectRequest &, ConnectionObserver &) override
    {
        m_misdeeds.act();
        return m_misdeeds.nullConnection ? nullptr : std::make_unique<BadConnection>(m_misdeeds);
    }

private:
    const Misdeeds &m_misdeeds;
};

Batch oneColumn(qint64 rows)
{
    BatchBuilder builder(1, { rows + 1, 1 << 20, 100 });
    for (qint64 row = 0; row < rows; ++row) {
        builder.column(0).appendText(row == 0 ? std::string(200, 'x') : "x");
        builder.endRow();
    }
    return std::move(*builder.finish());
}

class LyingValue final : public LongValue {
public:
    qint64 size() const override { return 200; }
    Result<QByteArray> read(qint64 offset, qint64) const override
    {
        if (offset > 0)
            throw std::runtime_error("gone");
        return QByteArray("short");
    }
};

} // namespace

/// A driver that breaks its contract in every way it can.
class TestGuard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_misdeeds = {}; }
    void exceptionsBecomeErrors_data();
    void exceptionsBecomeErrors();
    void aConnectionThatThrewIsBroken();
    void nothingCalledASuccessIsAnError();
    void aBrokenBatchEndsTheExecution();
    void columnsMayNotChange();
    void emptyBatchesMayOnlyEndAResult();
    void longValuesAreGuardedToo();
    void anExtensionOfAnotherNameIsNone();
    void openConnectionsAreCounted();
    void errorsOfTheDriverStayWhatTheyAre();

private:
    std::shared_ptr<StoragePlugin> plugin(std::shared_ptr<std::atomic_int> useCount = {})
    {
        return guarded(std::make_shared<BadPlugin>(m_misdeeds),
            { QStringLiteral("org.dumbo.bad"), QStringLiteral("6.6.6"), QStringLiteral("/plugins/bad.so") }, useCount);
    }
    static void verifyNamesDriver(const Error &error)
    {
        QCOMPARE(error.kind(), ErrorKind::Plugin);
        for (const auto *word : { "org.dumbo.bad", "6.6.6", "/plugins/bad.so" })
            QVERIFY2(error.message().contains(QLatin1StringView(word)), qPrintable(error.message()));
    }

    Misdeeds m_misdeeds;
    ConnectionObserver m_observer;
};

void TestGuard::exceptionsBecomeErrors_data()
{
    QTest::addColumn<bool>("isStandard");
    QTest::newRow("a standard exception") << true;
    QTest::newRow("anything else") << false;
}

void TestGuard::exceptionsBecomeErrors()
{
    QFETCH(const bool, isStandard);
    const auto safe = plugin();
    const auto connection = safe->connect({}, m_observer);
    QVERIFY(connection);
    auto execution = (*connection)->execute({});
    QVERIFY(execution);
    m_misdeeds.inEveryCall = [=] {
        if (isStandard)
            throw std::runtime_error("a dark secret");
        throw 42;
    };
    QCOMPARE(safe->connector(), Connector());
    verifyNamesDriver(safe->connect({}, m_observer).error());
    const auto error = (*connection)->execute({}).error();
    verifyNamesDriver(error);
    QCOMPARE(error.message().contains(QStringLiteral("a dark secret")), isStandard);
    verifyNamesDriver((*connection)->prepare({}).error());
    verifyNamesDriver((*connection)->catalog({}).error());
    verifyNamesDriver((*connection)->begin({}).error());
    verifyNamesDriver((*connection)->commit().error());
    QCOMPARE((*connection)->transactionState(), TransactionState::Unknown);
    QCOMPARE((*connection)->dialect(), Dialect());
    (*connection)->pump();
    verifyNamesDriver((*execution)->nextResult().error());
    verifyNamesDriver((*execution)->next({}).error());
    QCOMPARE((*execution)->outcome().tag, QByteArray());
    verifyNamesDriver((*execution)->close(CloseMode::Drain).error());
}

void TestGuard::aConnectionThatThrewIsBroken()
{
    const auto connection = plugin()->connect({}, m_observer);
    QVERIFY(!(*connection)->isBroken());
    m_misdeeds.inEveryCall = [] { throw 1; };
    QVERIFY(!(*connection)->execute({}));
    m_misdeeds.inEveryCall = nullptr;
    QVERIFY((*connection)->isBroken());
    QCOMPARE(*(*connection)->reset(), ResetOutcome::Unusable);
}

void TestGuard::nothingCalledASuccessIsAnError()
{
    m_misdeeds.nullConnection = true;
    verifyNamesDriver(plugin()->connect({}, m_observer).error());
    m_misdeeds.nullConnection = false;
    const auto connection = plugin()->connect({}, m_observer);
    m_misdeeds.nullExecution = true;
    m_misdeeds.nullPrepared = true;
    verifyNamesDriver((*connection)->execute({}).error());
    verifyNamesDriver((*connection)->prepare({}).error());
}

void TestGuard::aBrokenBatchEndsTheExecution()
{
    m_misdeeds.next = [](int) {
        ColumnData column;
        column.format = PhysicalFormat::Text;
        column.length = 7;
        std::vector<ColumnData> columns;
        columns.push_back(std::move(column));
        return Batch(7, std::move(columns), nullptr);
    };
    const auto connection = plugin()->connect({}, m_observer);
    const auto execution = (*connection)->execute({});
    QVERIFY(*(*execution)->nextResult());
    verifyNamesDriver((*execution)->next({}).error());
    m_misdeeds.next = [](int) { return std::nullopt; };
    verifyNamesDriver((*execution)->next({}).error());
    verifyNamesDriver((*execution)->nextResult().error());
    QVERIFY((*execution)->close(CloseMode::Cancel));
    QVERIFY(!(*connection)->isBroken());
}

void TestGuard::columnsMayNotChange()
{
    m_misdeeds.columns = [](int call) { return std::vector<Column>(call > 1 ? 2 : 1); };
    m_misdeeds.next = [](int) { return oneColumn(2); };
    const auto connection = plugin()->connect({}, m_observer);
    const auto execution = (*connection)->execute({});
    QVERIFY(*(*execution)->nextResult());
    QVERIFY((*execution)->next({}));
    const auto second = (*execution)->next({});
    QVERIFY(!second);
    QVERIFY(second.error().message().contains(QStringLiteral("columns of a result changed")));
}

void TestGuard::emptyBatchesMayOnlyEndAResult()
{
    m_misdeeds.next = [](int) { return oneColumn(0); };
    const auto connection = plugin()->connect({}, m_observer);
    const auto execution = (*connection)->execute({});
    QVERIFY(*(*execution)->nextResult());
    QVERIFY((*execution)->next({}));
    verifyNamesDriver((*execution)->next({}).error());
}

void TestGuard::longValuesAreGuardedToo()
{
    m_misdeeds.next = [](int) {
        auto batch = oneColumn(2);
        batch.setLongValue(0, std::make_shared<LyingValue>());
        return batch;
    };
    const auto connection = plugin()->connect({}, m_observer);
    const auto execution = (*connection)->execute({});
    QVERIFY(*(*execution)->nextResult());
    const auto batch = (*execution)->next({});
    QVERIFY(batch && *batch);
    const auto cell = (*batch)->cell(0, 0);
    QVERIFY(cell.longValue);
    QCOMPARE((*cell.longValue)->size(), 200);
    verifyNamesDriver((*cell.longValue)->read(0, 100).error());
    verifyNamesDriver((*cell.longValue)->read(1, 5).error());
    QVERIFY((*cell.longValue)->read(0, 5));
}

void TestGuard::anExtensionOfAnotherNameIsNone()
{
    m_misdeeds.wrongExtension = true;
    const auto connection = plugin()->connect({}, m_observer);
    QVERIFY(!(*connection)->extension({ QStringLiteral("pongo"), 1 }));
    QVERIFY((*connection)->extension({ QStringLiteral("liar"), 9 }));
}

void TestGuard::openConnectionsAreCounted()
{
    const auto count = std::make_shared<std::atomic_int>(0);
    const auto safe = plugin(count);
    {
        const auto first = safe->connect({}, m_observer);
        const auto second = safe->connect({}, m_observer);
        QCOMPARE(count->load(), 2);
    }
    QCOMPARE(count->load(), 0);
}

void TestGuard::errorsOfTheDriverStayWhatTheyAre()
{
    const auto error = Error(ErrorKind::Data, QStringLiteral("no such number")).withPosition(3);
    m_misdeeds.next = [&](int) { return fail(error); };
    const auto connection = plugin()->connect({}, m_observer);
    const auto execution = (*connection)->execute({});
    QVERIFY(*(*execution)->nextResult());
    QCOMPARE((*execution)->next({}).error(), error);
}

QTEST_GUILESS_MAIN(TestGuard)
#include "tst_guard.moc"
