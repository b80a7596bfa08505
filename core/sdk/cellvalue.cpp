#include "core/sdk/cellvalue.h"

#include "core/sdk/longvalue.h"

namespace dumbo {

Result<Value> cellValue(const Cell &cell)
{
    QByteArray bytes;
    if (cell.longValue) {
        const auto whole = (*cell.longValue)->read(0, (*cell.longValue)->size());
        if (!whole)
            return fail(whole.error());
        bytes = *whole;
    } else if (cell.hasBytes()) {
        bytes = QByteArray(cell.bytes.data(), qsizetype(cell.bytes.size()));
    }
    switch (cell.kind) {
    case Cell::Kind::Null:
        return Value();
    case Cell::Kind::Bool:
        return Value(cell.integer != 0);
    case Cell::Kind::Integer:
        return Value(cell.integer);
    case Cell::Kind::Unsigned:
        return Value(cell.unsignedInteger);
    case Cell::Kind::Float:
        return Value(cell.number);
    case Cell::Kind::Text:
        return Value::text(bytes);
    case Cell::Kind::RawText:
    case Cell::Kind::Bytes:
        return Value::bytes(bytes);
    }
    return Value();
}

} // namespace dumbo
