#include "fakequirks.h"
#include "core/conformance/promises.h"
#include "tests/conformance/sqlite/sqlitequirks.h"

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
    KeepsQuiet,
    ManglesTexts,
    CutsParameters,
    RenamesColumns,
    NeverCloses,
    ClaimsIdle,
    AcceptsNonsense,
    CommitsNothing,
    ForgetsSavepoints,
    IgnoresReadOnly,
    ResetsNothing,
    BeginsOnPing,
    RunsOut,
    TellsNoKind,
    TellsSecrets,
    ForgetsKeys,
    ManglesNames,
    CutsDdl,
    ForgetsOutcomes,
    InventsColumns,
    ForgetsTypes,
    StaysAtResult,
    ForgetsParameters
};

/// Errors without their kind, or hidden, as a lying driver answers them.
template <typename T>
Result<T> told(Result<T> result, Lie lie)
{
    if (!result && lie == Lie::TellsNoKind)
        return fail(ErrorKind::General, QStringLiteral("Something failed."));
    return result;
}

Value lied(const Value &value, Lie lie)
{
    const auto *text = std::get_if<Value::Text>(&value.variant());
    if (!text)
        return value;
    if (lie == Lie::ManglesTexts)
        return Value::text(QString::fromUtf8(text->utf8).toLatin1());
    return lie == Lie::CutsParameters ? Value::text(text->utf8.left(1'000'000)) : value;
}

class LyingExecution final : public Execution
{
public:
    LyingExecution(std::unique_ptr<Execution> inner, Lie lie)
        : m_inner(std::move(inner))
        , m_lie(lie)
    {
    }

    Result<bool> nextResult() override
    {
        if (m_lie == Lie::StaysAtResult && std::exchange(m_isInResult, true))
            return true;
        auto more = m_inner->nextResult();
        if (!more && m_lie == Lie::HidesErrors)
            return false;
        const auto columns = m_inner->columns();
        m_columns.assign(columns.begin(), columns.end());
        for (std::size_t i = 0; m_lie == Lie::RenamesColumns && i < m_columns.size(); ++i)
            m_columns[i].name += QString::number(i);
        if (m_lie == Lie::ForgetsTypes)
            std::ranges::for_each(m_columns, [](Column &column) { column.kind = LogicalKind::Unknown; });
        if (m_lie == Lie::InventsColumns && m_columns.empty())
            m_columns.emplace_back();
        return told(std::move(more), m_lie);
    }
    std::span<const Column> columns() const override { return m_columns; }
    Result<std::optional<Batch>> next(const BatchLimit &limit) override
    {
        auto batch = m_inner->next(m_lie == Lie::IgnoresLimits ? BatchLimit() : limit);
        if (!batch && m_lie == Lie::HidesErrors)
            return std::nullopt;
        m_isInResult = batch && *batch;
        return told(std::move(batch), m_lie);
    }
    CommandOutcome outcome() const override
    {
        return m_lie == Lie::ForgetsOutcomes ? CommandOutcome() : m_inner->outcome();
    }
    qint64 statementOffset() const override { return m_inner->statementOffset(); }
    Result<void> close(CloseMode mode) override
    {
        if (m_lie == Lie::NeverCloses)
            return {};
        return m_inner->close(m_lie == Lie::ForgetsDrain ? CloseMode::Cancel : mode);
    }

private:
    std::unique_ptr<Execution> m_inner;
    Lie m_lie;
    std::vector<Column> m_columns;
    bool m_isInResult = false;
};

class LyingPrepared final : public Prepared
{
public:
    explicit LyingPrepared(std::unique_ptr<Prepared> inner)
        : m_inner(std::move(inner))
        , m_parameters(m_inner->parameters().size())
    {
    }
    std::span<const ParameterInfo> parameters() const override { return m_parameters; }
    std::span<const Column> columns() const override { return m_inner->columns(); }
    Result<std::unique_ptr<Execution>> execute(const Parameters &parameters) override { return m_inner->execute(parameters); }

private:
    std::unique_ptr<Prepared> m_inner;
    std::vector<ParameterInfo> m_parameters; ///< nothing is known of them
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
        auto asked = statement;
        for (auto &value : asked.parameters.positional)
            value = lied(value, m_lie);
        auto execution = m_inner->execute(asked);
        if (!execution)
            return told(std::move(execution), m_lie);
        return std::make_unique<LyingExecution>(std::move(*execution), m_lie);
    }
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) override
    {
        auto prepared = m_inner->prepare(m_lie == Lie::AcceptsNonsense ? StatementText("SELECT 1") : text);
        if (prepared && m_lie == Lie::ForgetsParameters)
            return std::make_unique<LyingPrepared>(std::move(*prepared));
        return prepared;
    }
    Result<CatalogPart> catalog(const CatalogRequest &request) override
    {
        auto part = m_inner->catalog(request);
        for (auto *object = part ? part->objects.data() : nullptr; part && object != part->objects.data() + part->objects.size();
             ++object) {
            if (m_lie == Lie::ForgetsKeys) {
                object->foreignKeys.clear();
                object->keys.clear();
            }
            if (m_lie == Lie::ManglesNames)
                object->path.name = QString::fromLatin1(object->path.name.toUtf8());
            if (m_lie == Lie::CutsDdl && object->path.name == QLatin1StringView("bed"))
                object->ddl = object->ddl.section(u';', 0, 0);
        }
        return part;
    }
    Result<void> begin(const TransactionOptions &options) override
    {
        auto asked = options;
        asked.readOnly = options.readOnly && m_lie != Lie::IgnoresReadOnly;
        return m_inner->begin(asked);
    }
    Result<void> commit() override
    {
        return m_lie == Lie::CommitsNothing ? m_inner->rollback() : m_inner->commit();
    }
    Result<void> savepoint(const QString &name) override { return m_inner->savepoint(name); }
    Result<void> releaseSavepoint(const QString &name) override { return m_inner->releaseSavepoint(name); }
    Result<void> rollbackToSavepoint(const QString &name) override
    {
        return m_lie == Lie::ForgetsSavepoints ? Result<void>() : m_inner->rollbackToSavepoint(name);
    }
    Result<void> ping() override
    {
        return m_lie == Lie::BeginsOnPing ? m_inner->begin({}) : m_inner->ping();
    }
    void pump() override { m_inner->pump(); }
    Result<void> rollback() override
    {
        return m_lie == Lie::CommitsRollbacks ? m_inner->commit() : m_inner->rollback();
    }
    TransactionState transactionState() const override
    {
        return m_lie == Lie::ClaimsIdle ? TransactionState::Idle : m_inner->transactionState();
    }
    Result<ResetOutcome> reset() override
    {
        return m_lie == Lie::ResetsNothing ? ResetOutcome::Clean : m_inner->reset();
    }
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
        if (m_lie == Lie::RunsOut && ++m_connections > 15)
            return fail(ErrorKind::InsufficientResources, QStringLiteral("There are no more connections."));
        if (!connection && m_lie == Lie::TellsSecrets)
            return fail(Error(connection.error().kind(),
                QStringLiteral("%1 is wrong.").arg(request.secrets.value(QStringLiteral("password")))));
        if (!connection)
            return told(std::move(connection), m_lie);
        return std::make_unique<LyingConnection>(std::move(*connection), m_lie);
    }

private:
    StoragePlugin &m_inner;
    Lie m_lie;
    ConnectionObserver m_deaf;
    int m_connections = 0;
};

/// A connector whose driver lies.
template <typename Honest>
class LyingQuirks final : public Honest
{
public:
    explicit LyingQuirks(Lie lie)
        : m_liar(Honest::plugin(), lie)
    {
        if constexpr (std::is_same_v<Honest, FakeQuirks>) {
            if (lie == Lie::ClaimsACatalog)
                this->m_script->setCapabilities(this->m_script->capabilities() & ~Capabilities(Capability::Catalog));
        }
    }
    StoragePlugin &plugin() override { return m_liar; }

private:
    LyingPlugin m_liar;
};

/// The fake driver lies, and where it knows too little, SQLite's.
bool needsSqlite(Lie lie)
{
    return lie == Lie::ResetsNothing || lie == Lie::ForgetsKeys || lie == Lie::ManglesNames || lie == Lie::CutsDdl;
}

Verdict judge(const char *name, Lie lie, bool usesSqlite)
{
    const auto promises = allPromises();
    const auto found = std::ranges::find_if(
        promises, [&](const Promise &promise) { return qstrcmp(promise.name, name) == 0; });
    if (found == promises.end())
        return { Verdict::Skipped, QStringLiteral("there is no such promise") };
    if (usesSqlite) {
        LyingQuirks<FileQuirks> quirks(lie);
        return dumbo::conformance::judge(*found, quirks);
    }
    LyingQuirks<FakeQuirks> quirks(lie);
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
    QTest::newRow("mangles texts") << Lie::ManglesTexts << QByteArray("textsOfEveryScriptComeBack");
    QTest::newRow("cuts parameters") << Lie::CutsParameters << QByteArray("longParametersArrive");
    QTest::newRow("renames columns") << Lie::RenamesColumns << QByteArray("columnNamesMayRepeat");
    QTest::newRow("never closes") << Lie::NeverCloses << QByteArray("aResultMayBeLeftEarly");
    QTest::newRow("hides errors of scripts") << Lie::HidesErrors << QByteArray("aScriptStopsAtItsError");
    QTest::newRow("claims to be idle") << Lie::ClaimsIdle << QByteArray("cancelInATransactionLeavesItUsable");
    QTest::newRow("accepts nonsense") << Lie::AcceptsNonsense << QByteArray("nonsenseIsRefusedOnce");
    QTest::newRow("commits nothing") << Lie::CommitsNothing << QByteArray("aFailedTransactionSaysSo");
    QTest::newRow("forgets savepoints") << Lie::ForgetsSavepoints << QByteArray("savepointsHealAnError");
    QTest::newRow("ignores read-only") << Lie::IgnoresReadOnly << QByteArray("readOnlyTransactionsRefuseWrites");
    QTest::newRow("tells no notices") << Lie::KeepsQuiet << QByteArray("noticesArrive");
    QTest::newRow("tells no notifications") << Lie::KeepsQuiet << QByteArray("notificationsArriveWhileIdle");
    QTest::newRow("resets nothing") << Lie::ResetsNothing << QByteArray("resetForgetsTheSession");
    QTest::newRow("begins on ping") << Lie::BeginsOnPing << QByteArray("pingTellsLife");
    QTest::newRow("runs out of connections") << Lie::RunsOut << QByteArray("connectionsComeAndGo");
    QTest::newRow("tells no kind of conflict") << Lie::TellsNoKind << QByteArray("conflictsHaveTheirKinds");
    QTest::newRow("tells secrets") << Lie::TellsSecrets << QByteArray("aWrongPasswordIsSaid");
    QTest::newRow("tells no kind when unreachable") << Lie::TellsNoKind << QByteArray("whereNobodyAnswersIsSaid");
    QTest::newRow("forgets keys") << Lie::ForgetsKeys << QByteArray("catalogTellsKeysAndIndexes");
    QTest::newRow("forgets keys at all depths") << Lie::ForgetsKeys << QByteArray("catalogGoesAsDeepAsAsked");
    QTest::newRow("forgets outcomes") << Lie::ForgetsOutcomes << QByteArray("outcomesAreTold");
    QTest::newRow("invents columns") << Lie::InventsColumns << QByteArray("aCommandIsAResultWithoutColumns");
    QTest::newRow("forgets types") << Lie::ForgetsTypes << QByteArray("columnsTellTheirTypes");
    QTest::newRow("stays at a result") << Lie::StaysAtResult << QByteArray("nextResultThrowsTheRestAway");
    QTest::newRow("forgets parameters") << Lie::ForgetsParameters << QByteArray("parametersAreDescribed");
    QTest::newRow("mangles names") << Lie::ManglesNames << QByteArray("catalogTellsOddNames");
    QTest::newRow("cuts DDL") << Lie::CutsDdl << QByteArray("ddlRebuildsTheSchema");
}

void TestConformanceSuite::aLieIsFoundOut()
{
    QFETCH(Lie, lie);
    QFETCH(QByteArray, promise);
    const auto honest = judge(promise.constData(), Lie::None, needsSqlite(lie));
    QVERIFY2(honest.kind == Verdict::Kept, qPrintable(honest.reason));
    const auto found = judge(promise.constData(), lie, needsSqlite(lie));
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
