#include "fakequirks.h"
#include "tests/conformance/promises.h"

#include <QObject>
#include <QTest>

#include <algorithm>

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

enum class Lie {
    None,
    IgnoresLimits,
    HidesErrors,
    CommitsRollbacks,
    ClaimsACatalog,
    WritesWhenReadOnly,
    HidesPrepare,
    ForgetsDrain,
    KeepsQuiet
};

class LyingExecution final : public Execution
{
public:
    LyingExecution(std::unique_ptr<Execution> inner, Lie lie)
        : m_inner(std::move(inner))
        , m_lie(lie)
    {
    }

    Result<bool> nextResult() override { return m_inner->nextResult(); }
    std::span<const Column> columns() const override { return m_inner->columns(); }
    Result<std::optional<Batch>> next(const BatchLimit &limit) override
    {
        auto batch = m_inner->next(m_lie == Lie::IgnoresLimits ? BatchLimit() : limit);
        if (!batch && m_lie == Lie::HidesErrors)
            return std::nullopt;
        return batch;
    }
    CommandOutcome outcome() const override { return m_inner->outcome(); }
    qint64 statementOffset() const override { return m_inner->statementOffset(); }
    Result<void> close(CloseMode mode) override
    {
        return m_inner->close(m_lie == Lie::ForgetsDrain ? CloseMode::Cancel : mode);
    }

private:
    std::unique_ptr<Execution> m_inner;
    Lie m_lie;
};

class LyingConnection final : public Connection
{
public:
    LyingConnection(std::unique_ptr<Connection> inner, Lie lie)
        : m_inner(std::move(inner))
        , m_lie(lie)
    {
    }

    Dialect dialect() const override { return m_inner->dialect(); }
    Capabilities capabilities() const override
    {
        auto all = m_inner->capabilities();
        return all
            .setFlag(Capability::Prepare, all.testFlag(Capability::Prepare) && m_lie != Lie::HidesPrepare)
            .setFlag(Capability::Catalog, all.testFlag(Capability::Catalog) || m_lie == Lie::ClaimsACatalog);
    }
    ServerFacts server() const override
    {
        auto facts = m_inner->server();
        facts.readOnly = facts.readOnly || m_lie == Lie::WritesWhenReadOnly;
        return facts;
    }
    Result<std::unique_ptr<Execution>> execute(const Statement &statement) override
    {
        auto execution = m_inner->execute(statement);
        if (!execution)
            return execution;
        return std::make_unique<LyingExecution>(std::move(*execution), m_lie);
    }
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) override
    {
        return m_inner->prepare(text);
    }
    Result<CatalogPart> catalog(const CatalogRequest &request) override { return m_inner->catalog(request); }
    Result<void> begin(const TransactionOptions &options) override { return m_inner->begin(options); }
    Result<void> commit() override { return m_inner->commit(); }
    Result<void> rollback() override
    {
        return m_lie == Lie::CommitsRollbacks ? m_inner->commit() : m_inner->rollback();
    }
    TransactionState transactionState() const override { return m_inner->transactionState(); }
    Result<ResetOutcome> reset() override { return m_inner->reset(); }
    int idleDescriptor() const override { return m_inner->idleDescriptor(); }
    void cancel() noexcept override { m_inner->cancel(); }

private:
    std::unique_ptr<Connection> m_inner;
    Lie m_lie;
};

class LyingPlugin final : public StoragePlugin
{
public:
    LyingPlugin(StoragePlugin &inner, Lie lie)
        : m_inner(inner)
        , m_lie(lie)
    {
    }

    Connector connector() const override { return m_inner.connector(); }
    Dialect dialect() const override { return m_inner.dialect(); }
    Capabilities capabilities() const override
    {
        return m_lie == Lie::ClaimsACatalog ? m_inner.capabilities() | Capability::Catalog
                                            : m_inner.capabilities();
    }
    Result<std::unique_ptr<Connection>> connect(
        const ConnectRequest &request, ConnectionObserver &observer) override
    {
        auto asked = request;
        asked.readOnly = request.readOnly && m_lie != Lie::WritesWhenReadOnly;
        auto connection = m_inner.connect(asked, m_lie == Lie::KeepsQuiet ? m_deaf : observer);
        if (!connection)
            return connection;
        return std::make_unique<LyingConnection>(std::move(*connection), m_lie);
    }

private:
    StoragePlugin &m_inner;
    Lie m_lie;
    ConnectionObserver m_deaf;
};

class LyingQuirks final : public FakeQuirks
{
public:
    explicit LyingQuirks(Lie lie)
        : m_liar(FakeQuirks::plugin(), lie)
    {
        if (lie == Lie::ClaimsACatalog)
            m_script->setCapabilities(m_script->capabilities() & ~Capabilities(Capability::Catalog));
    }
    StoragePlugin &plugin() override { return m_liar; }

private:
    LyingPlugin m_liar;
};

Verdict judge(const char *name, Lie lie)
{
    const auto promises = allPromises();
    const auto found = std::ranges::find_if(
        promises, [&](const Promise &promise) { return qstrcmp(promise.name, name) == 0; });
    if (found == promises.end())
        return { Verdict::Skipped, QStringLiteral("there is no such promise") };
    LyingQuirks quirks(lie);
    return dumbo::conformance::judge(*found, quirks);
}

} // namespace

Q_DECLARE_METATYPE(Lie)

class TestConformanceSuite : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLieIsFoundOut_data();
    void aLieIsFoundOut();
    void aMissingCapabilityIsSkippedWithItsReason();
};

void TestConformanceSuite::aLieIsFoundOut_data()
{
    QTest::addColumn<Lie>("lie");
    QTest::addColumn<QByteArray>("promise");
    QTest::newRow("ignores limits") << Lie::IgnoresLimits << QByteArray("batchesKeepTheirLimits");
    QTest::newRow("hides errors") << Lie::HidesErrors << QByteArray("anErrorComesAfterTheLastGoodRows");
    QTest::newRow("commits rollbacks")
        << Lie::CommitsRollbacks << QByteArray("transactionsCommitAndRollBack");
    QTest::newRow("claims a catalog") << Lie::ClaimsACatalog << QByteArray("catalogTellsTheReferenceSchema");
    QTest::newRow("writes when read-only")
        << Lie::WritesWhenReadOnly << QByteArray("readOnlyRefusesEveryWrite");
    QTest::newRow("hides what it can") << Lie::HidesPrepare << QByteArray("whatIsNotSetIsRefused");
    QTest::newRow("forgets to drain") << Lie::ForgetsDrain << QByteArray("closeDrainsOrCancels");
    QTest::newRow("reports nothing") << Lie::KeepsQuiet << QByteArray("everyStatementIsReported");
}

void TestConformanceSuite::aLieIsFoundOut()
{
    QFETCH(Lie, lie);
    QFETCH(QByteArray, promise);
    const auto honest = judge(promise.constData(), Lie::None);
    QVERIFY2(honest.kind == Verdict::Kept, qPrintable(honest.reason));
    const auto found = judge(promise.constData(), lie);
    QVERIFY2(found.kind == Verdict::Broken, qPrintable(found.reason));
    QVERIFY(!found.reason.isEmpty());
}

void TestConformanceSuite::aMissingCapabilityIsSkippedWithItsReason()
{
    class Poor final : public FakeQuirks
    {
    public:
        Poor() { m_script->setCapabilities({}); }
    } poor;
    for (const auto &promise : allPromises()) {
        if (!promise.needed)
            continue;
        const auto verdict = dumbo::conformance::judge(promise, poor);
        QVERIFY2(verdict.kind == Verdict::Skipped, promise.name);
        QVERIFY(verdict.reason.contains(QStringLiteral("capability")));
    }
}

QTEST_GUILESS_MAIN(TestConformanceSuite)
#include "tst_conformancesuite.moc"
