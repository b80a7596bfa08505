#include "core/results/celltext.h"
#include "core/results/writers.h"
#include "core/sdk/cellvalue.h"
#include "core/sql/sql.h"

namespace dumbo {

namespace {

/// One INSERT for each row: it runs anywhere, and a broken row is found at once.
class InsertWriter final : public ResultWriter {
public:
    using ResultWriter::ResultWriter;

private:
    Result<void> writeHeader() override
    {
        QByteArrayList names;
        for (const auto &column : columns())
            names.append(quoteIdentifier(column.name, options().dialect));
        m_prefix = "INSERT INTO " + quoteIdentifier(options().tableName, options().dialect) + " (" + names.join(", ")
            + ") VALUES (";
        return {};
    }

    Result<void> writeRow(std::span<const Cell> cells) override
    {
        out().append(m_prefix);
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i != 0)
                out().append(", ");
            const auto value = cellValue(cells[i]);
            if (!value)
                return fail(value.error());
            const auto text = literal(*value, options().dialect);
            if (!text)
                return fail(text.error());
            out().append(*text);
        }
        out().append(");\n");
        return {};
    }

    QByteArray m_prefix;
};

} // namespace

std::unique_ptr<ResultWriter> makeInsertWriter(WriterOptions options, ByteSink sink)
{
    return std::make_unique<InsertWriter>(std::move(options), std::move(sink));
}

} // namespace dumbo
