#include "app/cli/textrows.h"

#include "app/cli/terminal.h"
#include "core/sdk/batchbuilder.h"

#include <limits>
#include <unistd.h>

namespace cli {

using namespace dumbo;

Result<void> writeTextRows(
    ResultFormat format, const QStringList &columns, const std::vector<std::vector<std::optional<QString>>> &rows)
{
    WriterOptions options;
    if (format == ResultFormat::Table || format == ResultFormat::Markdown)
        options.nullText = "";
    const auto writer
        = ResultWriter::create(format, options, [](const QByteArray &bytes) { return writeAll(STDOUT_FILENO, bytes); });
    std::vector<Column> described;
    for (const auto &name : columns)
        described.emplace_back().name = name;
    BatchLimit limit;
    limit.maxRows = std::numeric_limits<qint64>::max();
    BatchBuilder builder(int(columns.size()), limit);
    for (const auto &row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (!row[i])
                continue;
            const auto text = row[i]->toUtf8();
            builder.column(int(i)).appendText({ text.constData(), std::size_t(text.size()) });
        }
        builder.endRow();
    }
    const auto batch = builder.finish();
    if (!batch)
        return fail(batch.error());
    if (const auto begun = writer->begin(described); !begun)
        return begun;
    if (const auto written = writer->write(*batch); !written)
        return written;
    return writer->end();
}

} // namespace cli
