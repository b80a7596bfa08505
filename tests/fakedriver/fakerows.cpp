#include "tests/fakedriver/fakerows.h"

#include "tests/fakedriver/fakelanguage.h"

#include "core/sdk/batchbuilder.h"

#include <limits>

namespace dumbo::fake {

namespace {

class Appender {
public:
    explicit Appender(ColumnBuilder &column)
        : m_column(column)
    {
    }

    void operator()(Value::Null) { m_column.appendNull(); }
    void operator()(bool value) { m_column.appendBool(value); }
    void operator()(qint64 value) { m_column.appendInt64(value); }
    void operator()(quint64 value) { m_column.appendUInt64(value); }
    void operator()(double value) { m_column.appendDouble(value); }
    void operator()(const Value::Decimal &value) { text(value.digits); }
    void operator()(const Value::Text &value) { text(value.utf8); }
    void operator()(const Value::Bytes &value)
    {
        m_column.appendBytes({ value.bytes.constData(), std::size_t(value.bytes.size()) });
    }
    void operator()(const Value::Temporal &value) { text(value.text); }
    void operator()(const Value::Uuid &value) { text(value.text); }
    void operator()(const Value::Json &value) { text(value.text); }
    void operator()(const Value::ServerText &value) { text(value.text); }
    void operator()(const Value::Array &value) { text('{' + QByteArray::number(qint64(value.elements.size())) + " elements}"); }

private:
    void text(const QByteArray &bytes) { m_column.appendText({ bytes.constData(), std::size_t(bytes.size()) }); }
    ColumnBuilder &m_column;
};

class KindOf {
public:
    LogicalKind operator()(Value::Null) const { return LogicalKind::Unknown; }
    LogicalKind operator()(bool) const { return LogicalKind::Boolean; }
    LogicalKind operator()(qint64) const { return LogicalKind::Integer; }
    LogicalKind operator()(quint64) const { return LogicalKind::Integer; }
    LogicalKind operator()(double) const { return LogicalKind::Float; }
    LogicalKind operator()(const Value::Decimal &) const { return LogicalKind::Decimal; }
    LogicalKind operator()(const Value::Text &) const { return LogicalKind::Text; }
    LogicalKind operator()(const Value::Bytes &) const { return LogicalKind::Bytes; }
    LogicalKind operator()(const Value::Temporal &value) const
    {
        switch (value.kind) {
        case Value::TemporalKind::Date:
            return LogicalKind::Date;
        case Value::TemporalKind::Time:
            return LogicalKind::Time;
        case Value::TemporalKind::TimeWithZone:
            return LogicalKind::TimeWithZone;
        case Value::TemporalKind::Timestamp:
            return LogicalKind::Timestamp;
        case Value::TemporalKind::TimestampWithZone:
            return LogicalKind::TimestampWithZone;
        case Value::TemporalKind::Interval:
            break;
        }
        return LogicalKind::Interval;
    }
    LogicalKind operator()(const Value::Uuid &) const { return LogicalKind::Uuid; }
    LogicalKind operator()(const Value::Json &) const { return LogicalKind::Json; }
    LogicalKind operator()(const Value::Array &) const { return LogicalKind::Array; }
    LogicalKind operator()(const Value::ServerText &) const { return LogicalKind::Other; }
};

Batch finished(BatchBuilder &builder)
{
    auto batch = builder.finish();
    Q_ASSERT(batch);
    return std::move(*batch);
}

std::vector<std::pair<QString, std::function<void(ColumnBuilder &)>>> typeSamples()
{
    const auto named = [](const char *name, std::function<void(ColumnBuilder &)> append) {
        return std::pair(QString::fromLatin1(name), std::move(append));
    };
    return { named("boolean", [](ColumnBuilder &column) { column.appendBool(true); }),
        named("integer", [](ColumnBuilder &column) { column.appendInt64(std::numeric_limits<qint64>::min()); }),
        named("unsigned", [](ColumnBuilder &column) { column.appendUInt64(std::numeric_limits<quint64>::max()); }),
        named("real", [](ColumnBuilder &column) { column.appendDouble(0.1); }),
        named("float", [](ColumnBuilder &column) { column.appendFloat(0.1F); }),
        named("text", [](ColumnBuilder &column) { column.appendText("gr\xC3\xBC\xC3\x9F dich \xF0\x9F\x90\x98"); }),
        named("rawtext", [](ColumnBuilder &column) { column.appendText("broken \xFF"); }),
        named("blob", [](ColumnBuilder &column) { column.appendBytes({ "\0\xFF", 2 }); }),
        named("decimal", [](ColumnBuilder &column) { column.appendText("-12345678901234567890.50"); }),
        named("nothing", [](ColumnBuilder &column) { column.appendNull(); }) };
}

} // namespace

Column namedColumn(const QString &name, LogicalKind kind, const QString &typeName)
{
    Column column;
    column.name = name;
    column.kind = kind;
    column.typeName = typeName;
    return column;
}

Column tableColumn(const FakeTable &table, const CatalogColumn &source)
{
    auto column = namedColumn(source.name, kindOfType(source.type), source.type);
    column.nullability = source.nullable ? Nullability::Nullable : Nullability::NotNull;
    column.origin = ColumnOrigin { {}, QStringLiteral("main"), table.name, source.name };
    return column;
}

void refineKinds(std::vector<Column> &columns, const FakeRow &row)
{
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].kind == LogicalKind::Unknown)
            columns[i].kind = std::visit(KindOf(), row[i].variant());
    }
}

FakeResult rowsResult(std::vector<Column> columns, std::vector<FakeRow> rows)
{
    FakeResult result;
    result.columns = std::move(columns);
    result.rowCount = qint64(rows.size());
    result.outcome.tag = "SELECT " + QByteArray::number(result.rowCount);
    const auto shared = std::make_shared<const std::vector<FakeRow>>(std::move(rows));
    const auto width = int(result.columns.size());
    result.rows = [shared, width](qint64 first, qint64 count, const BatchLimit &limit) {
        BatchBuilder builder(width, limit);
        for (qint64 row = first; row < first + count; ++row) {
            for (int column = 0; column < width; ++column)
                std::visit(Appender(builder.column(column)), (*shared)[std::size_t(row)][std::size_t(column)].variant());
            builder.endRow();
        }
        return finished(builder);
    };
    return result;
}

FakeResult typesResult()
{
    FakeResult result;
    for (const auto &[name, append] : typeSamples())
        result.columns.push_back(namedColumn(name, kindOfType(name), name));
    result.rowCount = 2;
    result.outcome.tag = "TYPES";
    result.rows = [](qint64 first, qint64 count, const BatchLimit &limit) {
        const auto samples = typeSamples();
        BatchBuilder builder(int(samples.size()), limit);
        for (qint64 row = first; row < first + count; ++row) {
            for (std::size_t i = 0; row == 0 && i < samples.size(); ++i)
                samples[i].second(builder.column(int(i)));
            builder.endRow();
        }
        return finished(builder);
    };
    return result;
}

FakeResult mixedResult(qint64 rowCount)
{
    FakeResult result;
    result.columns = { namedColumn(QStringLiteral("value"), LogicalKind::Unknown, {}) };
    result.rowCount = rowCount;
    result.outcome.tag = "MIXED";
    result.rows = [](qint64 first, qint64 count, const BatchLimit &limit) {
        BatchBuilder builder(1, limit);
        const auto samples = typeSamples();
        for (qint64 row = first; row < first + count; ++row) {
            samples[std::size_t(row) % samples.size()].second(builder.column(0));
            builder.endRow();
        }
        return finished(builder);
    };
    return result;
}

} // namespace dumbo::fake
