#include "anyvalue.h"
#include "core/isolation/extensions/conformancevalues.h"
#include "core/isolation/extensions/explainvalues.h"
#include "core/isolation/extensions/migrationvalues.h"
#include "core/isolation/extensions/monitorvalues.h"
#include "core/isolation/extensions/partitionvalues.h"
#include "core/isolation/extensions/pongovalues.h"
#include "core/isolation/extensions/schemacomponentvalues.h"
#include "core/isolation/extensions/schemadifferencevalues.h"
#include "core/isolation/extensiontransport.h"
#include "core/sdk/extensions/bulk.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace dumbo;
using dumbo::test::AnyValue;

namespace {

constexpr quint32 rounds = 60;

/// What every type of value is put through.
class ValueType {
public:
    virtual ~ValueType() = default;
    [[nodiscard]] virtual QByteArray written(quint32 seed) const = 0;
    /// What is left of bytes when they are read and written again; nothing where they can't be read.
    [[nodiscard]] virtual std::optional<QByteArray> again(const QByteArray &bytes) const = 0;
    /// Whether what is read equals what was written; true where the type can't be compared.
    [[nodiscard]] virtual bool survives(quint32 seed) const = 0;
};

template <typename T>
class TypeOf final : public ValueType {
public:
    QByteArray written(quint32 seed) const override { return bytesOf(AnyValue(seed).value<T>()); }

    std::optional<QByteArray> again(const QByteArray &bytes) const override
    {
        WireReader reader(bytes);
        const auto value = reader.value<T>();
        if (!reader.isFinished())
            return {};
        return bytesOf(value);
    }

    bool survives(quint32 seed) const override
    {
        if constexpr (std::equality_comparable<T>) {
            const auto value = AnyValue(seed).value<T>();
            const auto bytes = bytesOf(value);
            WireReader reader(bytes);
            return reader.value<T>() == value;
        } else {
            return true;
        }
    }

private:
    static QByteArray bytesOf(const T &value)
    {
        WireWriter writer;
        writer(value);
        return writer.take();
    }
};

template <typename T>
std::pair<QByteArray, std::shared_ptr<const ValueType>> type(const char *name)
{
    return { name, std::make_shared<TypeOf<T>>() };
}

std::vector<std::pair<QByteArray, std::shared_ptr<const ValueType>>> allTypes()
{
    return { type<ConformanceFacts>("ConformanceFacts"), type<ExplainRequest>("ExplainRequest"), type<ExplainPlan>("ExplainPlan"),
        type<ExplainExtension::Abilities>("ExplainExtension::Abilities"), type<MonitorSnapshot>("MonitorSnapshot"),
        type<MonitoredSession>("MonitoredSession"), type<MonitoredLock>("MonitoredLock"), type<PartitionNode>("PartitionNode"),
        type<NewPartition>("NewPartition"), type<DetachMode>("DetachMode"), type<DryRunOptions>("DryRunOptions"),
        type<DryRunPlace>("DryRunPlace"), type<StatementMeasurement>("StatementMeasurement"),
        type<ScratchDatabase>("ScratchDatabase"), type<ScratchRequest>("ScratchRequest"), type<ObjectActivity>("ObjectActivity"),
        type<AdviceRequest>("AdviceRequest"), type<StatementAdvice>("StatementAdvice"),
        type<MigrationAdviceExtension::Rule>("MigrationAdviceExtension::Rule"), type<DifferenceRequest>("DifferenceRequest"),
        type<DifferenceScript>("DifferenceScript"), type<ComponentOffer>("ComponentOffer"), type<DocumentQuery>("DocumentQuery"),
        type<DocumentStatement>("DocumentStatement"), type<DocumentTraits>("DocumentTraits"), type<DocumentWrite>("DocumentWrite"),
        type<DocumentCommand>("DocumentCommand"), type<CollectionDefinition>("CollectionDefinition"), type<PathNotation>("PathNotation"),
        type<CatalogPart>("CatalogPart"),
        type<CatalogObject>("CatalogObject"), type<Statement>("Statement"), type<Column>("Column"),
        type<ServerFacts>("ServerFacts"), type<PoolPolicy>("PoolPolicy"), type<TransactionOptions>("TransactionOptions"),
        type<CommandOutcome>("CommandOutcome"), type<ParameterInfo>("ParameterInfo") };
}

/// A driver's process that is gone.
class GoneCaller final : public ExtensionCaller {
public:
    Result<QByteArray> call(quint32 /*method*/, const QByteArray & /*arguments*/) override
    {
        return fail(ErrorKind::Connection, QStringLiteral("gone"));
    }
    Error brokenAnswer(const QString &fault) override { return Error(ErrorKind::Plugin, fault); }
};

/// Serves in this process what would travel to another.
class NearCaller final : public ExtensionCaller {
public:
    NearCaller(const ExtensionTransport &transport, Extension &real)
        : m_transport(transport)
        , m_real(real)
    {
    }
    Result<QByteArray> call(quint32 method, const QByteArray &arguments) override
    {
        WireReader reader(arguments);
        WireWriter answer;
        const auto served = m_transport.serve(m_real, method, reader, answer);
        if (!reader.isFinished())
            return fail(ErrorKind::Plugin, reader.fault());
        if (!served)
            return fail(served.error());
        return answer.take() + extra;
    }
    Error brokenAnswer(const QString &fault) override { return Error(ErrorKind::Plugin, fault); }

    QByteArray extra; ///< behind each answer

private:
    const ExtensionTransport &m_transport;
    Extension &m_real;
};

/// Remembers what it was asked for.
class RecordingPartitions final : public PartitionsExtension {
public:
    Result<PartitionNode> list(const ObjectPath &table) override
    {
        PartitionNode node;
        node.path = table;
        node.children.resize(2);
        return node;
    }
    Result<QString> createText(const NewPartition &partition) const override { return partition.key; }
    Result<void> create(const NewPartition &partition) override
    {
        made.push_back(partition);
        return {};
    }
    Result<QString> detachText(const ObjectPath &partition, DetachMode mode) override
    {
        return partition.name + QString::number(int(mode));
    }
    Result<void> detach(const ObjectPath & /*partition*/, DetachMode /*mode*/) override
    {
        return fail(Error(ErrorKind::InvalidOperation, QStringLiteral("no")).withSqlState(QStringLiteral("25001")));
    }

    std::vector<NewPartition> made;
};

QString goldenFile()
{
    return qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/tests/data/isolation/wire%1.txt").arg(wireVersion);
}

} // namespace

class TestWireExtensions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyExtensionOfTheSdkTravelsButTheOneInProcessOnly();
    void aValueArrivesAsItWasSent_data() { types(); }
    void aValueArrivesAsItWasSent();
    void aValueThatIsCutOffIsRefused_data() { types(); }
    void aValueThatIsCutOffIsRefused();
    void aDamagedValueDoesNoHarm_data() { types(); }
    void aDamagedValueDoesNoHarm();
    void theFormOfAVersionStaysAsItIs();
    void argumentsAndAnswersPassThroughAProxy();
    void anErrorOfTheDriverKeepsItsFields();
    void anUnknownMethodIsRefused();
    void anAnswerThatIsTooLongIsRefused();
    void whereTheDriverIsGoneNothingCanBeMeasured();

private:
    static void types();
};

void TestWireExtensions::types()
{
    QTest::addColumn<int>("index");
    const auto all = allTypes();
    for (int i = 0; i < int(all.size()); ++i)
        QTest::newRow(all[std::size_t(i)].first.constData()) << i;
}

void TestWireExtensions::everyExtensionOfTheSdkTravelsButTheOneInProcessOnly()
{
    const QDir folder(qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/core/sdk/extensions"));
    static const QRegularExpression id(QStringLiteral("extensionId\\(\\) \\{ return \\{ QStringLiteral\\(\"([^\"]+)\"\\), (\\d+) \\}"));
    int travelling = 0;
    for (const auto &name : folder.entryList({ QStringLiteral("*.h") })) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto source = QString::fromUtf8(file.readAll());
        const auto found = id.match(source);
        if (!found.hasMatch())
            continue;
        const ExtensionId extension { found.captured(1), found.captured(2).toInt() };
        const auto staysHere = source.contains(QStringLiteral("isInProcessOnly() const override { return true; }"));
        QVERIFY2((extensionTransport(extension) != nullptr) != staysHere, qPrintable(extension.name));
        travelling += staysHere ? 0 : 1;
    }
    QCOMPARE(travelling, int(extensionTransports().size()));
    QVERIFY(!extensionTransport(BulkExtension::extensionId()));
    QVERIFY(!extensionTransport({ QStringLiteral("explain"), 2 }));
    QVERIFY(!extensionTransport({ QStringLiteral("somebody's own"), 1 }));
}

void TestWireExtensions::aValueArrivesAsItWasSent()
{
    QFETCH(int, index);
    const auto type = allTypes()[std::size_t(index)].second;
    for (quint32 seed = 1; seed <= rounds; ++seed) {
        const auto bytes = type->written(seed);
        QCOMPARE(type->again(bytes), std::optional(bytes));
        QVERIFY2(type->survives(seed), qPrintable(QString::number(seed)));
    }
}

void TestWireExtensions::aValueThatIsCutOffIsRefused()
{
    QFETCH(int, index);
    const auto type = allTypes()[std::size_t(index)].second;
    for (quint32 seed = 1; seed <= 10; ++seed) {
        const auto bytes = type->written(seed);
        for (qsizetype size = 0; size < bytes.size(); size += 1 + bytes.size() / 500)
            QVERIFY2(!type->again(bytes.first(size)), qPrintable(QString::number(size)));
        QVERIFY(!type->again(bytes + '\0'));
    }
}

void TestWireExtensions::aDamagedValueDoesNoHarm()
{
    QFETCH(int, index);
    const auto type = allTypes()[std::size_t(index)].second;
    AnyValue random(7);
    for (quint32 seed = 1; seed <= 10; ++seed) {
        const auto bytes = type->written(seed);
        for (int i = 0; i < 200; ++i) {
            auto damaged = bytes;
            for (auto left = 1 + random.number(4); left > 0; --left)
                damaged[qsizetype(random.number(quint32(damaged.size())))] = char(random.number(256));
            // Refused, or read as another value that is whole.
            const auto again = type->again(damaged);
            QVERIFY(!again || again->size() <= damaged.size());
        }
    }
}

/// Where this fails a description has changed: raise wireVersion, or put back what it was. DUMBO_UPDATE_DATA=1 writes the file.
void TestWireExtensions::theFormOfAVersionStaysAsItIs()
{
    QByteArray found;
    for (const auto &[name, type] : allTypes()) {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        for (quint32 seed = 1; seed <= 20; ++seed)
            hash.addData(type->written(seed));
        found += name + ' ' + hash.result().toHex().first(32) + '\n';
    }
    QFile file(goldenFile());
    if (qEnvironmentVariableIsSet("DUMBO_UPDATE_DATA")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(found), found.size());
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    const auto expected = file.readAll().split('\n');
    const auto lines = found.split('\n');
    for (qsizetype i = 0; i < qMin(expected.size(), lines.size()); ++i)
        QCOMPARE(lines[i], expected[i]);
    QCOMPARE(lines.size(), expected.size());
}

void TestWireExtensions::argumentsAndAnswersPassThroughAProxy()
{
    RecordingPartitions real;
    const auto *transport = extensionTransport(PartitionsExtension::extensionId());
    NearCaller caller(*transport, real);
    const auto proxy = transport->makeProxy(caller);
    QCOMPARE(proxy->id(), real.id());
    QVERIFY(!proxy->isInProcessOnly());
    auto &partitions = static_cast<PartitionsExtension &>(*proxy);

    const ObjectPath table { {}, QStringLiteral("public"), QStringLiteral("hut") };
    const auto node = partitions.list(table);
    QVERIFY(node);
    QCOMPARE(*node, *real.list(table));
    const auto partition = AnyValue(3).value<NewPartition>();
    QCOMPARE(partitions.createText(partition), Result<QString>(partition.key));
    QVERIFY(partitions.create(partition));
    QCOMPARE(real.made, std::vector { partition });
    QCOMPARE(partitions.detachText(table, DetachMode::Finish), Result<QString>(QStringLiteral("hut2")));
}

void TestWireExtensions::anErrorOfTheDriverKeepsItsFields()
{
    RecordingPartitions real;
    const auto *transport = extensionTransport(PartitionsExtension::extensionId());
    NearCaller caller(*transport, real);
    const auto proxy = transport->makeProxy(caller);
    const auto detached = static_cast<PartitionsExtension &>(*proxy).detach({}, DetachMode::Blocking);
    QVERIFY(!detached);
    QCOMPARE(detached.error().kind(), ErrorKind::InvalidOperation);
    QCOMPARE(detached.error().sqlState(), QStringLiteral("25001"));
}

void TestWireExtensions::anUnknownMethodIsRefused()
{
    RecordingPartitions real;
    NearCaller caller(*extensionTransport(PartitionsExtension::extensionId()), real);
    const auto answer = caller.call(99, {});
    QVERIFY(!answer);
    QCOMPARE(answer.error().message(), QStringLiteral("a method is unknown"));
}

void TestWireExtensions::anAnswerThatIsTooLongIsRefused()
{
    RecordingPartitions real;
    const auto *transport = extensionTransport(PartitionsExtension::extensionId());
    NearCaller caller(*transport, real);
    caller.extra = QByteArray(1, 'x');
    const auto proxy = transport->makeProxy(caller);
    auto &partitions = static_cast<PartitionsExtension &>(*proxy);
    QCOMPARE(partitions.list({}).error().kind(), ErrorKind::Plugin);
    QCOMPARE(partitions.create({}).error().kind(), ErrorKind::Plugin);
}

void TestWireExtensions::whereTheDriverIsGoneNothingCanBeMeasured()
{
    GoneCaller caller;
    const auto proxy = extensionTransport(MigrationsExtension::extensionId())->makeProxy(caller);
    auto &migrations = static_cast<MigrationsExtension &>(*proxy);
    QVERIFY(migrations.isDryRunOver());
    QVERIFY(!migrations.lockIsTransaction());
    QCOMPARE(migrations.measure("SELECT 1").error().message(), QStringLiteral("gone"));
    const auto advice = extensionTransport(MigrationAdviceExtension::extensionId())->makeProxy(caller);
    QVERIFY(static_cast<MigrationAdviceExtension &>(*advice).rules().empty());
}

QTEST_GUILESS_MAIN(TestWireExtensions)
#include "tst_wireextensions.moc"
