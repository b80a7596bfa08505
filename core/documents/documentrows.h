#pragma once

#include "core/base/result.h"
#include "core/sdk/batch.h"
#include "core/sdk/columnbuilder.h"
#include "core/sdk/extensions/documentquery.h"
#include "core/sdk/value.h"

#include <optional>
#include <vector>

namespace dumbo {

/// Where things stand in the rows of a found document: the key's columns, for a collection the version, the text.
struct DocumentColumns {
    explicit DocumentColumns(const DocumentSource &source)
        : keys(int(source.key.size()))
        , hasVersion(source.isCollection)
    {
    }
    int keys = 0;
    bool hasVersion = false;

    [[nodiscard]] int version() const { return hasVersion ? keys : -1; }
    [[nodiscard]] int text() const { return keys + (hasVersion ? 1 : 0); }
    [[nodiscard]] int count() const { return text() + 1; }
};

/// A cell's bytes, long values read whole into storage; what has none, as a number has, is empty.
[[nodiscard]] Result<QByteArrayView> cellBytes(const Cell &cell, QByteArray &storage);

/// The cell once more, in another batch.
[[nodiscard]] Result<void> appendCell(ColumnBuilder &column, const Cell &cell);
void appendValue(ColumnBuilder &column, const Value &value);

[[nodiscard]] Result<std::vector<Value>> keyOf(const Batch &batch, qint64 row, const DocumentColumns &columns);
/// Nothing where the row has none.
[[nodiscard]] std::optional<qint64> versionOf(const Batch &batch, qint64 row, const DocumentColumns &columns);

/// A key as text, to find it again: equal for a number and for its digits.
[[nodiscard]] QByteArray keyText(const std::vector<Value> &key);
[[nodiscard]] QByteArray keyText(const Value &value);

} // namespace dumbo
