#include "bind.h"

#include <QCoreApplication>

#include <algorithm>
#include <vector>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

__extension__ using UInt128 = unsigned __int128;

ValueHandle textValue(const QByteArray &utf8)
{
    return ValueHandle(api().create_varchar_length(utf8.constData(), idx_t(utf8.size())));
}

ValueHandle blobValue(std::string_view bytes)
{
    return ValueHandle(api().create_blob(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()));
}

/// Sign, digits and a point; nothing where the text is no plain decimal or has more digits than DuckDB's DECIMAL.
std::optional<duckdb_decimal> readDecimal(const QByteArray &text)
{
    constexpr int maxWidth = 38;
    qsizetype at = !text.isEmpty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    const auto isNegative = at == 1 && text[0] == '-';
    UInt128 value = 0;
    int width = 0;
    int scale = -1; // before the point
    for (; at < text.size(); ++at) {
        const auto c = text[at];
        if (c == '.' && scale < 0) {
            scale = 0;
            continue;
        }
        if (c < '0' || c > '9' || width - (scale < 0 && value == 0 ? width : 0) >= maxWidth)
            return std::nullopt;
        value = value * 10 + UInt128(c - '0');
        width = value == 0 && scale < 0 ? 0 : width + 1;
        scale += scale >= 0 ? 1 : 0;
    }
    if (text.isEmpty() || (width == 0 && scale < 0 && !text.contains('0')))
        return std::nullopt;
    if (isNegative)
        value = -value;
    duckdb_decimal decimal {};
    decimal.scale = uint8_t(std::max(0, scale));
    decimal.width = uint8_t(std::max({ 1, width, int(decimal.scale) }));
    decimal.value = { uint64_t(value), int64_t(uint64_t(value >> 64)) };
    return decimal;
}

std::optional<duckdb_uhugeint> readUuid(const QByteArray &text)
{
    auto digits = text;
    digits.replace('-', "");
    const auto bytes = QByteArray::fromHex(digits);
    if (digits.size() != 32 || bytes.size() != 16)
        return std::nullopt;
    duckdb_uhugeint value {};
    for (qsizetype i = 0; i < 16; ++i) {
        auto &half = i < 8 ? value.upper : value.lower;
        half = half << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

const char *typeOf(Value::TemporalKind kind)
{
    switch (kind) {
    case Value::TemporalKind::Date:
        return "DATE";
    case Value::TemporalKind::Time:
        return "TIME";
    case Value::TemporalKind::TimeWithZone:
        return "TIMETZ";
    case Value::TemporalKind::Timestamp:
        return "TIMESTAMP";
    case Value::TemporalKind::TimestampWithZone:
        return "TIMESTAMPTZ";
    case Value::TemporalKind::Interval:
        return "INTERVAL";
    }
    Q_UNREACHABLE();
}

/// The first value of a vector, as a value of its own.
ValueHandle temporalFrom(duckdb_vector vector, Value::TemporalKind kind)
{
    const auto *data = api().vector_get_data(vector);
    switch (kind) {
    case Value::TemporalKind::Date:
        return ValueHandle(api().create_date(*static_cast<const duckdb_date *>(data)));
    case Value::TemporalKind::Time:
        return ValueHandle(api().create_time(*static_cast<const duckdb_time *>(data)));
    case Value::TemporalKind::TimeWithZone:
        return ValueHandle(api().create_time_tz_value(*static_cast<const duckdb_time_tz *>(data)));
    case Value::TemporalKind::Timestamp:
        return ValueHandle(api().create_timestamp(*static_cast<const duckdb_timestamp *>(data)));
    case Value::TemporalKind::TimestampWithZone:
        return ValueHandle(api().create_timestamp_tz(*static_cast<const duckdb_timestamp *>(data)));
    case Value::TemporalKind::Interval:
        return ValueHandle(api().create_interval(*static_cast<const duckdb_interval *>(data)));
    }
    Q_UNREACHABLE();
}

Result<ValueHandle> valueOf(Engine &engine, const Value &value);

struct MakeValue
{
    Engine &engine;

    Result<ValueHandle> operator()(Value::Null) const { return ValueHandle(api().create_null_value()); }
    Result<ValueHandle> operator()(bool value) const { return ValueHandle(api().create_bool(value)); }
    Result<ValueHandle> operator()(qint64 value) const { return ValueHandle(api().create_int64(value)); }
    Result<ValueHandle> operator()(quint64 value) const { return ValueHandle(api().create_uint64(value)); }
    Result<ValueHandle> operator()(double value) const { return ValueHandle(api().create_double(value)); }
    Result<ValueHandle> operator()(const Value::Text &text) const { return textValue(text.utf8); }
    Result<ValueHandle> operator()(const Value::Json &json) const { return textValue(json.text); }
    Result<ValueHandle> operator()(const Value::ServerText &text) const { return textValue(text.text); }

    Result<ValueHandle> operator()(const Value::Bytes &bytes) const
    {
        return blobValue({ bytes.bytes.constData(), std::size_t(bytes.bytes.size()) });
    }

    Result<ValueHandle> operator()(const Value::Decimal &decimal) const
    {
        const auto read = readDecimal(decimal.digits);
        if (!read)
            return fail(ErrorKind::Data,
                tr("\"%1\" is not a decimal of at most 38 digits, as DuckDB has them.").arg(QString::fromUtf8(decimal.digits)));
        return ValueHandle(api().create_decimal(*read));
    }

    Result<ValueHandle> operator()(const Value::Uuid &uuid) const
    {
        const auto read = readUuid(uuid.text);
        if (!read)
            return fail(ErrorKind::Data, tr("\"%1\" is not a UUID.").arg(QString::fromUtf8(uuid.text)));
        return ValueHandle(api().create_uuid(*read));
    }

    Result<ValueHandle> operator()(const Value::Temporal &temporal) const
    {
        auto literal = temporal.text;
        literal.replace('\'', "''");
        ValueHandle made;
        const auto read = engine.run("SELECT CAST('" + literal + "' AS " + typeOf(temporal.kind) + ')', [&](duckdb_data_chunk chunk) {
            made = temporalFrom(api().data_chunk_get_vector(chunk, 0), temporal.kind);
        });
        if (!read) {
            auto error = read.error();
            return fail(Error(error.kind(), error.message()).withServerMessage(error.serverMessage()));
        }
        return made;
    }

    Result<ValueHandle> operator()(const Value::Array &array) const
    {
        std::vector<ValueHandle> owned;
        std::vector<duckdb_value> elements;
        duckdb_logical_type type = nullptr; // belongs to an element
        const auto scale = commonScale(array);
        const Value *first = nullptr;
        for (const auto &element : array.elements) {
            if (first && !element.isNull() && first->variant().index() != element.variant().index())
                return fail(ErrorKind::Data, tr("A list of DuckDB holds values of one type only."));
            auto made = scale ? scaledDecimal(element, *scale) : valueOf(engine, element);
            if (!made)
                return made;
            owned.push_back(std::move(*made));
            elements.push_back(owned.back().get());
            if (!element.isNull() && !first) {
                first = &element;
                type = api().get_value_type(elements.back());
            }
        }
        const TypeHandle unknown(type ? nullptr : api().create_logical_type(DUCKDB_TYPE_SQLNULL));
        elements.push_back(nullptr); // so that there is an address
        ValueHandle list(api().create_list_value(type ? type : unknown.get(), elements.data(), owned.size()));
        if (!list)
            return fail(ErrorKind::Data, tr("DuckDB can't make a list of these values."));
        return list;
    }

    /// The elements of a list have one width and scale: those that hold all of them. Nothing where there is no decimal.
    static std::optional<duckdb_decimal> commonScale(const Value::Array &array)
    {
        std::optional<duckdb_decimal> common;
        int whole = 0;
        for (const auto &element : array.elements) {
            const auto *decimal = std::get_if<Value::Decimal>(&element.variant());
            const auto read = decimal ? readDecimal(decimal->digits) : std::nullopt;
            if (!read)
                continue;
            if (!common)
                common.emplace();
            whole = std::max(whole, read->width - read->scale);
            common->scale = std::max(common->scale, read->scale);
            common->width = uint8_t(std::min(255, whole + common->scale));
        }
        return common;
    }

    Result<ValueHandle> scaledDecimal(const Value &element, const duckdb_decimal &common) const
    {
        const auto *decimal = std::get_if<Value::Decimal>(&element.variant());
        auto read = decimal ? readDecimal(decimal->digits) : std::nullopt;
        if (!read)
            return valueOf(engine, element);
        if (common.width > 38)
            return fail(ErrorKind::Data, tr("The decimals of this list need more than the 38 digits that DuckDB has."));
        auto value = UInt128(uint64_t(read->value.upper)) << 64 | read->value.lower;
        for (auto scale = read->scale; scale < common.scale; ++scale)
            value *= 10;
        return ValueHandle(api().create_decimal({ common.width, common.scale, { uint64_t(value), int64_t(uint64_t(value >> 64)) } }));
    }
};

Result<ValueHandle> valueOf(Engine &engine, const Value &value)
{
    return std::visit(MakeValue { engine }, value.variant());
}

Result<void> bindValue(duckdb_prepared_statement statement, idx_t number, const ValueHandle &value)
{
    if (value && api().bind_value(statement, number, value.get()) == DuckDBSuccess)
        return {};
    return fail(ErrorKind::Data, tr("DuckDB does not take parameter %1.").arg(number));
}

QString namesOf(duckdb_prepared_statement statement)
{
    QStringList names;
    for (idx_t number = 1; number <= api().nparams(statement); ++number)
        names.append(u'$' + QString::fromStdString(takeText(const_cast<char *>(api().parameter_name(statement, number)))));
    return names.join(QStringLiteral(", "));
}

Result<void> bindNamed(Engine &engine, duckdb_prepared_statement statement, const Parameters &parameters)
{
    const auto count = api().nparams(statement);
    if (count != parameters.named.size())
        return fail(ErrorKind::Data,
            tr("The statement has %1 parameters (%2), %3 were given.").arg(count).arg(namesOf(statement)).arg(parameters.named.size()));
    for (idx_t number = 1; number <= count; ++number) {
        const auto name = QByteArray::fromStdString(takeText(const_cast<char *>(api().parameter_name(statement, number))));
        const auto found = std::ranges::find_if(parameters.named, [&](const auto &entry) {
            return entry.first.compare(name, Qt::CaseInsensitive) == 0; // DuckDB's names are lower case
        });
        if (found == parameters.named.end())
            return fail(ErrorKind::Data, tr("There is no value for the parameter $%1.").arg(QString::fromUtf8(name)));
        const auto value = valueOf(engine, found->second);
        if (!value)
            return fail(value.error());
        if (auto bound = bindValue(statement, number, *value); !bound)
            return bound;
    }
    return {};
}

} // namespace

Result<void> bind(Engine &engine, duckdb_prepared_statement statement, const Parameters &parameters)
{
    if (!parameters.named.empty())
        return bindNamed(engine, statement, parameters);
    const auto count = api().nparams(statement);
    if (count != parameters.positional.size())
        return fail(ErrorKind::Data,
            tr("The statement has %1 parameters, %2 were given.").arg(count).arg(parameters.positional.size()));
    for (idx_t number = 1; number <= count; ++number) {
        const auto value = valueOf(engine, parameters.positional[number - 1]);
        if (!value)
            return fail(value.error());
        if (auto bound = bindValue(statement, number, *value); !bound)
            return bound;
    }
    return {};
}

Result<void> bind(duckdb_prepared_statement statement, idx_t number, const Cell &cell)
{
    switch (cell.kind) {
    case Cell::Kind::Null:
        return bindValue(statement, number, ValueHandle(api().create_null_value()));
    case Cell::Kind::Bool:
        return bindValue(statement, number, ValueHandle(api().create_bool(cell.integer != 0)));
    case Cell::Kind::Integer:
        return bindValue(statement, number, ValueHandle(api().create_int64(cell.integer)));
    case Cell::Kind::Unsigned:
        return bindValue(statement, number, ValueHandle(api().create_uint64(cell.unsignedInteger)));
    case Cell::Kind::Float:
        return bindValue(statement, number,
            ValueHandle(cell.isFloat32 ? api().create_float(float(cell.number)) : api().create_double(cell.number)));
    case Cell::Kind::Text:
        return bindValue(statement, number, ValueHandle(api().create_varchar_length(cell.bytes.data(), cell.bytes.size())));
    case Cell::Kind::RawText:
        return fail(ErrorKind::Data, tr("DuckDB's texts are UTF-8, and parameter %1 is not.").arg(number));
    case Cell::Kind::Bytes:
        return bindValue(statement, number, blobValue(cell.bytes));
    }
    Q_UNREACHABLE();
}

} // namespace dumbo::duckdb
