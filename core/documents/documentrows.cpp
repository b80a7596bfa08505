#include "core/documents/documentrows.h"

#include "core/sdk/cellvalue.h"

#include <QLocale>

#include <variant>

namespace dumbo {

namespace {

std::string_view viewOf(const QByteArray &bytes)
{
    return { bytes.constData(), std::size_t(bytes.size()) };
}

template <typename... F>
struct Overloaded : F... {
    using F::operator()...;
};

} // namespace

Result<QByteArrayView> cellBytes(const Cell &cell, QByteArray &storage)
{
    if (!cell.hasBytes())
        return QByteArrayView();
    if (!cell.longValue)
        return QByteArrayView(cell.bytes.data(), qsizetype(cell.bytes.size()));
    auto whole = (*cell.longValue)->read(0, (*cell.longValue)->size());
    if (!whole)
        return fail(whole.error());
    storage = std::move(*whole);
    return QByteArrayView(storage);
}

Result<void> appendCell(ColumnBuilder &column, const Cell &cell)
{
    switch (cell.kind) {
    case Cell::Kind::Null:
        column.appendNull();
        return {};
    case Cell::Kind::Bool:
        column.appendBool(cell.integer != 0);
        return {};
    case Cell::Kind::Integer:
        column.appendInt64(cell.integer);
        return {};
    case Cell::Kind::Unsigned:
        column.appendUInt64(cell.unsignedInteger);
        return {};
    case Cell::Kind::Float:
        if (cell.isFloat32)
            column.appendFloat(float(cell.number));
        else
            column.appendDouble(cell.number);
        return {};
    case Cell::Kind::Text:
    case Cell::Kind::RawText:
    case Cell::Kind::Bytes:
        break;
    }
    QByteArray storage;
    const auto bytes = cellBytes(cell, storage);
    if (!bytes)
        return fail(bytes.error());
    const std::string_view view(bytes->data(), std::size_t(bytes->size()));
    if (cell.kind == Cell::Kind::Bytes)
        column.appendBytes(view);
    else
        column.appendText(view);
    return {};
}

void appendValue(ColumnBuilder &column, const Value &value)
{
    std::visit(Overloaded {
                   [&](Value::Null) { column.appendNull(); },
                   [&](bool flag) { column.appendBool(flag); },
                   [&](qint64 number) { column.appendInt64(number); },
                   [&](quint64 number) { column.appendUInt64(number); },
                   [&](double number) { column.appendDouble(number); },
                   [&](const Value::Text &text) { column.appendText(viewOf(text.utf8)); },
                   [&](const Value::Bytes &bytes) { column.appendBytes(viewOf(bytes.bytes)); },
                   [&](const auto &) { column.appendText(viewOf(keyText(value))); },
               },
        value.variant());
}

Result<std::vector<Value>> keyOf(const Batch &batch, qint64 row, const DocumentColumns &columns)
{
    std::vector<Value> key;
    key.reserve(std::size_t(columns.keys));
    for (int column = 0; column < columns.keys; ++column) {
        auto value = cellValue(batch.cell(row, column));
        if (!value)
            return fail(value.error());
        key.push_back(std::move(*value));
    }
    return key;
}

std::optional<qint64> versionOf(const Batch &batch, qint64 row, const DocumentColumns &columns)
{
    if (!columns.hasVersion)
        return std::nullopt;
    const auto cell = batch.cell(row, columns.version());
    if (cell.kind == Cell::Kind::Integer)
        return cell.integer;
    if (cell.kind == Cell::Kind::Unsigned)
        return qint64(cell.unsignedInteger);
    bool isNumber = false;
    const auto number = QByteArrayView(cell.bytes.data(), cell.hasBytes() ? qsizetype(cell.bytes.size()) : 0).toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

QByteArray keyText(const Value &value)
{
    return std::visit(Overloaded {
                          [](Value::Null) { return QByteArray("\0null", 5); },
                          [](bool flag) { return QByteArray(flag ? "true" : "false"); },
                          [](qint64 number) { return QByteArray::number(number); },
                          [](quint64 number) { return QByteArray::number(number); },
                          [](double number) { return QByteArray::number(number, 'g', QLocale::FloatingPointShortest); },
                          [](const Value::Decimal &decimal) { return decimal.digits; },
                          [](const Value::Text &text) { return text.utf8; },
                          [](const Value::Bytes &bytes) { return bytes.bytes; },
                          [](const Value::Array &) { return QByteArray(); },
                          [](const auto &other) { return other.text; },
                      },
        value.variant());
}

QByteArray keyText(const std::vector<Value> &key)
{
    QByteArray text;
    for (const auto &value : key) {
        const auto part = keyText(value);
        text += QByteArray::number(part.size()) + ':' + part;
    }
    return text;
}

} // namespace dumbo
