#include "core/isolation/wirevalues.h"

#include <QTest>

#include <limits>

using namespace dumbo;

namespace {

template <typename T>
QByteArray written(const T &value)
{
    WireWriter writer;
    writer(value);
    return writer.take();
}

/// The value as it arrives.
template <typename T>
T travelled(const T &value)
{
    const auto bytes = written(value);
    WireReader reader(bytes);
    auto arrived = value;
    reader(arrived);
    if (!reader.isFinished())
        qCritical("It did not arrive whole: %s", qPrintable(reader.fault()));
    return arrived;
}

CatalogPart catalogPart()
{
    CatalogObject object;
    object.kind = ObjectKind::Table;
    object.path = { QStringLiteral("db"), QStringLiteral("main"), QStringLiteral("hut") };
    object.rowEstimate = 12;
    object.columns = { { QStringLiteral("id"), QStringLiteral("integer"), false, {}, GeneratedKind::Stored, {},
        IdentityKind::Always, 1, {}, QStringLiteral("the key"), true } };
    object.keys = { { {}, true, { QStringLiteral("id") } } };
    object.foreignKeys = { { QStringLiteral("fk"), { QStringLiteral("a") }, object.path, { QStringLiteral("b") },
        QStringLiteral("CASCADE"), {}, true, true, false } };
    object.checks = { { QStringLiteral("c"), QStringLiteral("a > 0"), false } };
    object.indexes = { { QStringLiteral("i"), true, true, { QStringLiteral("a"), QString() }, {}, {}, {}, false } };
    object.triggers = { { QStringLiteral("t"), QStringLiteral("BEFORE"), { QStringLiteral("INSERT") }, false, {} } };
    object.policies = { { QStringLiteral("p"), QStringLiteral("ALL"), false, { QStringLiteral("public") }, {}, {} } };
    object.partitioning = CatalogPartitioning { object.path, QStringLiteral("DEFAULT"), {} };
    object.properties = { { QStringLiteral("STRICT"), QStringLiteral("yes") } };
    CatalogRequest request { object.path, CatalogDepth::Columns, true, true, true, true };
    return { request, { object, CatalogObject() }, { QStringLiteral("Something is hidden.") } };
}

Error richError()
{
    Error cause(ErrorKind::Data, QStringLiteral("below"));
    cause.withCause(Error(ErrorKind::System, QStringLiteral("at the bottom")));
    return Error(ErrorKind::ForeignKeyViolation, QStringLiteral("It failed."))
        .withServerMessage(QStringLiteral("ERROR"))
        .withSqlState(QStringLiteral("23503"))
        .withNativeCode(-7)
        .withPosition(12)
        .withDetail(QStringLiteral("detail"))
        .withHint(QStringLiteral("hint"))
        .withObject(QStringLiteral("table"), QStringLiteral("a=b"))
        .withRetryable(true)
        .withCause(cause);
}

std::vector<Value> allValues()
{
    const auto temporal = Value(Value::Temporal { Value::TemporalKind::Interval, "P1D" });
    std::vector<Value> values { Value(), Value(true), Value(std::numeric_limits<qint64>::min()),
        Value(std::numeric_limits<quint64>::max()), Value(-0.0), Value::decimal("-12.50"), Value::text(QByteArray("ü")),
        Value::bytes(QByteArray("\0\1", 2)), temporal, Value(Value::Uuid { "0" }), Value::json("{}"),
        Value(Value::ServerText { "point", "(1,2)" }) };
    values.push_back(Value(Value::Array { values }));
    return values;
}

class TestWire final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfValueArrivesAsItWas();
    void textArrivesEvenWhereItIsNotValid();
    void nullAndEmptyStayApart();
    void errorsArriveWithTheirCauses();
    void statementsAndRequestsArrive();
    void catalogPartsArrive();
    void dialectsCapabilitiesAndPoliciesArrive();
    void whatIsCutOffIsRefusedWhereverItIsCut();
    void unknownEnumValuesAreRefused();
    void countsLargerThanTheMessageAreRefused();
    void nestingHasALimit();
    void changedBytesNeverBreakTheReader();
};

void TestWire::everyKindOfValueArrivesAsItWas()
{
    for (const auto &value : allValues())
        QVERIFY(travelled(value) == value);
}

void TestWire::textArrivesEvenWhereItIsNotValid()
{
    const QString half(QChar(0xD800));
    QCOMPARE(travelled(half), half);
    QCOMPARE(travelled(QByteArray("\xFF\0", 2)), QByteArray("\xFF\0", 2));
}

void TestWire::nullAndEmptyStayApart()
{
    QVERIFY(travelled(QString()).isNull());
    QVERIFY(!travelled(QStringLiteral("")).isNull());
    QVERIFY(travelled(QByteArray()).isNull());
    QVERIFY(!travelled(QByteArray("")).isNull());
}

void TestWire::errorsArriveWithTheirCauses()
{
    const auto arrived = travelled(richError());
    QCOMPARE(arrived, richError());
    QCOMPARE(arrived.cause()->cause()->message(), QStringLiteral("at the bottom"));
}

void TestWire::statementsAndRequestsArrive()
{
    Statement statement { "SELECT ?", { allValues(), { { "name", Value(1) } } }, { 1, 2, 3 }, Purpose::Catalog };
    const auto arrived = travelled(statement);
    QCOMPARE(arrived.text, statement.text);
    QVERIFY(arrived.parameters.positional == statement.parameters.positional);
    QVERIFY(arrived.parameters.named == statement.parameters.named);
    QCOMPARE(arrived.firstBatch.maxCellBytes, 3);
    QCOMPARE(arrived.purpose, Purpose::Catalog);

    ConnectRequest request;
    request.options.set(QStringLiteral("path"), QStringLiteral("/x"));
    request.options.set(QStringLiteral("wal"), true);
    request.options.set(QStringLiteral("port"), qint64(5432));
    request.secrets.insert(QStringLiteral("password"), QStringLiteral("ü"));
    request.attempt = 3;
    const auto asked = travelled(request);
    QVERIFY(asked.options == request.options);
    QCOMPARE(asked.secrets, request.secrets);
    QCOMPARE(asked.attempt, 3);
}

void TestWire::catalogPartsArrive()
{
    const auto part = catalogPart();
    const auto arrived = travelled(part);
    QVERIFY(arrived.request == part.request);
    QVERIFY(arrived.objects == part.objects);
    QCOMPARE(arrived.warnings, part.warnings);
}

void TestWire::dialectsCapabilitiesAndPoliciesArrive()
{
    Dialect dialect;
    dialect.databaseType = QStringLiteral("Test");
    dialect.identifierQuote = u'`';
    dialect.lexer.dollarQuotes = true;
    dialect.transactions.beginImmediate = "BEGIN IMMEDIATE";
    dialect.reservedWords = { QStringLiteral("select") };
    QVERIFY(travelled(dialect) == dialect);
    const Capabilities capabilities = Capability::Cancel | Capability::Streaming;
    QCOMPARE(travelled(capabilities), capabilities);
    PoolPolicy policy;
    policy.kind = PoolPolicy::Kind::WriterAndReaders;
    policy.maxWait = std::chrono::milliseconds(5);
    QVERIFY(travelled(policy) == policy);
    MigratorDefaults defaults { false, true, std::chrono::milliseconds(7) };
    QVERIFY(travelled(defaults) == defaults);
}

void TestWire::whatIsCutOffIsRefusedWhereverItIsCut()
{
    const auto whole = written(catalogPart());
    for (qsizetype size = 0; size < whole.size(); ++size) {
        WireReader reader(QByteArrayView(whole).first(size));
        (void)reader.value<CatalogPart>();
        QVERIFY2(!reader.isGood(), qPrintable(QString::number(size)));
    }
}

void TestWire::unknownEnumValuesAreRefused()
{
    const auto bytes = written(quint32(ErrorKind::UnknownOutcome) + 1);
    WireReader reader(bytes);
    (void)reader.value<ErrorKind>();
    QCOMPARE(reader.fault(), QStringLiteral("an enum value is unknown"));

    const auto truth = written(quint8(2));
    WireReader other(truth);
    (void)other.value<bool>();
    QVERIFY(!other.isGood());

    const auto flags = written(quint32(0x80000000));
    WireReader third(flags);
    (void)third.value<Capabilities>();
    QVERIFY(!third.isGood());
}

void TestWire::countsLargerThanTheMessageAreRefused()
{
    const auto bytes = written(quint32(0xFFFFFFF0)) + QByteArray(64, 'x');
    WireReader list(bytes);
    (void)list.value<QStringList>();
    QVERIFY(!list.isGood());
    WireReader text(bytes);
    (void)text.value<QString>();
    QVERIFY(!text.isGood());
    WireReader raw(bytes);
    (void)raw.value<QByteArray>();
    QVERIFY(!raw.isGood());
}

void TestWire::nestingHasALimit()
{
    WireWriter writer;
    for (int i = 0; i < 100'000; ++i)
        writer(quint8(11), quint32(1)); // an array of one array of one array …
    const auto bytes = writer.take();
    WireReader reader(bytes);
    (void)reader.value<Value>();
    QCOMPARE(reader.fault(), QStringLiteral("values are nested too deeply"));
}

void TestWire::changedBytesNeverBreakTheReader()
{
    WireWriter writer;
    writer(catalogPart(), allValues(), richError());
    const auto whole = writer.take();
    for (qsizetype at = 0; at < whole.size(); ++at) {
        for (const char flip : { '\x01', '\x80', '\xFF' }) {
            auto changed = whole;
            changed[at] = char(changed[at] ^ flip);
            WireReader reader(changed);
            CatalogPart part;
            std::vector<Value> values;
            Error error(ErrorKind::General, {});
            reader(part, values, error);
            QVERIFY(part.objects.size() < std::size_t(whole.size()));
        }
    }
}

} // namespace

QTEST_GUILESS_MAIN(TestWire)
#include "tst_wire.moc"
