#pragma once

#include "core/sdk/batchbuilder.h"

#include <QByteArray>

/// Batches for the tests of this folder, by formulas of the row, so that every cell can be checked.
namespace samplebatches {

/// A builder of one column: each value is a row.
class OneColumn {
public:
    explicit OneColumn(const dumbo::BatchLimit &limit = {})
        : m_builder(1, limit)
    {
    }

    void appendNull() { m_builder.endRow(); }
    void appendInt64(qint64 value)
    {
        m_builder.column(0).appendInt64(value);
        m_builder.endRow();
    }
    void appendDouble(double value)
    {
        m_builder.column(0).appendDouble(value);
        m_builder.endRow();
    }
    void appendText(std::string_view value)
    {
        m_builder.column(0).appendText(value);
        m_builder.endRow();
    }
    void appendBytes(std::string_view value)
    {
        m_builder.column(0).appendBytes(value);
        m_builder.endRow();
    }
    [[nodiscard]] dumbo::Batch finish() { return *m_builder.finish(); }

private:
    dumbo::BatchBuilder m_builder;
};

inline QByteArray name(qint64 row)
{
    return "name " + QByteArray::number(row * 7919 % 1000003);
}

inline std::vector<dumbo::Column> columns()
{
    dumbo::Column id;
    id.name = QStringLiteral("id");
    id.kind = dumbo::LogicalKind::Integer;
    dumbo::Column text;
    text.name = QStringLiteral("name");
    dumbo::Column mixed;
    mixed.name = QStringLiteral("mixed");
    return { id, text, mixed };
}

/// Rows [first, first + count): the row number; a text, NULL in every third row; a value of changing kind.
inline dumbo::Batch make(qint64 first, qint64 count)
{
    dumbo::BatchLimit limit;
    limit.maxRows = count;
    dumbo::BatchBuilder builder(3, limit);
    for (auto row = first; row < first + count; ++row) {
        builder.column(0).appendInt64(row);
        if (row % 3 != 0) {
            const auto text = name(row);
            builder.column(1).appendText({ text.constData(), std::size_t(text.size()) });
        }
        switch (row % 4) {
        case 0:
            builder.column(2).appendDouble(double(row) / 8);
            break;
        case 1:
            builder.column(2).appendText("\xff\xfe");
            break;
        case 2:
            builder.column(2).appendBytes(std::string_view("\0\1", 2));
            break;
        default:
            builder.column(2).appendNull();
        }
        builder.endRow();
    }
    return *builder.finish();
}

} // namespace samplebatches
