#include "core/results/resultwriter.h"

#include "core/results/writers.h"

#include <algorithm>
#include <array>
#include <utility>

namespace dumbo {

namespace {

constexpr qsizetype fullBytes = 256 * 1024;
constexpr qint64 partBytes = 1024 * 1024;

constexpr std::array formatNames { std::pair { ResultFormat::Table, u"table" }, std::pair { ResultFormat::Csv, u"csv" },
    std::pair { ResultFormat::Tsv, u"tsv" }, std::pair { ResultFormat::Json, u"json" },
    std::pair { ResultFormat::Ndjson, u"ndjson" }, std::pair { ResultFormat::Markdown, u"markdown" },
    std::pair { ResultFormat::Insert, u"insert" } };

} // namespace

QString resultFormatName(ResultFormat format)
{
    return QString::fromUtf16(formatNames.at(std::size_t(format)).second);
}

std::optional<ResultFormat> resultFormatFromName(QStringView name)
{
    const auto found
        = std::ranges::find_if(formatNames, [&](const auto &entry) { return name == QStringView(entry.second); });
    if (found == formatNames.end())
        return std::nullopt;
    return found->first;
}

std::unique_ptr<ResultWriter> ResultWriter::create(ResultFormat format, WriterOptions options, ByteSink sink)
{
    switch (format) {
    case ResultFormat::Table:
        return makeTableWriter(std::move(options), std::move(sink));
    case ResultFormat::Csv:
        return makeSeparatedWriter(',', "\r\n", std::move(options), std::move(sink));
    case ResultFormat::Tsv:
        return makeSeparatedWriter('\t', "\n", std::move(options), std::move(sink));
    case ResultFormat::Json:
        return makeJsonWriter(true, std::move(options), std::move(sink));
    case ResultFormat::Ndjson:
        return makeJsonWriter(false, std::move(options), std::move(sink));
    case ResultFormat::Markdown:
        return makeMarkdownWriter(std::move(options), std::move(sink));
    case ResultFormat::Insert:
        return makeInsertWriter(std::move(options), std::move(sink));
    }
    Q_UNREACHABLE();
}

ResultWriter::ResultWriter(WriterOptions options, ByteSink sink)
    : m_options(std::move(options))
    , m_sink(std::move(sink))
{
}

ResultWriter::~ResultWriter() = default;

Result<void> ResultWriter::begin(std::span<const Column> columns)
{
    m_indexes = m_options.columns;
    if (m_indexes.empty()) {
        for (int i = 0; i < int(columns.size()); ++i)
            m_indexes.push_back(i);
    }
    m_columns.clear();
    for (const auto index : m_indexes)
        m_columns.push_back(columns[std::size_t(index)]);
    m_row.resize(m_indexes.size());
    return writeHeader();
}

Result<void> ResultWriter::write(const Batch &batch, qint64 firstRow, qint64 count)
{
    for (auto row = firstRow; row < firstRow + count; ++row) {
        for (std::size_t i = 0; i < m_indexes.size(); ++i)
            m_row[i] = batch.cell(row, m_indexes[i]);
        if (const auto written = writeRow(m_row); !written) [[unlikely]]
            return written;
        if (m_out.size() >= fullBytes) {
            if (const auto flushed = flush(); !flushed)
                return flushed;
        }
    }
    return {};
}

Result<void> ResultWriter::end()
{
    if (const auto written = writeFooter(); !written)
        return written;
    return flush();
}

Result<void> ResultWriter::flush()
{
    if (m_out.isEmpty())
        return {};
    const auto outcome = m_sink(m_out.view());
    m_out.clear();
    return outcome;
}

Result<void> ResultWriter::writeFooter()
{
    return {};
}

Result<void> ResultWriter::forEachPart(const Cell &cell, const std::function<void(std::string_view)> &take)
{
    if (!cell.longValue) {
        take(cell.bytes);
        return {};
    }
    const auto &value = **cell.longValue;
    for (qint64 at = 0; at < value.size(); at += partBytes) {
        const auto part = value.read(at, std::min(partBytes, value.size() - at));
        if (!part)
            return fail(part.error());
        take({ part->constData(), std::size_t(part->size()) });
        if (const auto flushed = flush(); !flushed)
            return flushed;
    }
    return {};
}

} // namespace dumbo
