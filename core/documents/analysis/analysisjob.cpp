#include "core/documents/analysis/analysisjob.h"

#include "core/json/jsondocument.h"
#include "core/sdk/longvalue.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

class Reading {
public:
    explicit Reading(const AnalysisOptions &options)
        : m_options(options)
        , m_analyser(options.limits)
    {
    }

    Result<void> add(const Batch &batch, int column)
    {
        for (qint64 row = 0; row < batch.rowCount(); ++row) {
            if (const auto added = add(batch.cell(row, column)); !added)
                return added;
        }
        if (m_options.progress)
            m_options.progress(m_analyser.documents());
        return {};
    }

    DocumentProfile profile() const { return m_analyser.profile(); }

private:
    Result<void> add(const Cell &cell)
    {
        if (!cell.longValue) {
            add(cell.hasBytes() ? QByteArrayView(cell.bytes.data(), qsizetype(cell.bytes.size())) : QByteArrayView());
            return {};
        }
        const auto &value = **cell.longValue;
        const auto whole = value.read(0, value.size());
        if (!whole)
            return fail(whole.error());
        add(QByteArrayView(*whole));
        return {};
    }

    void add(QByteArrayView text)
    {
        const auto document = m_reader.read(text);
        if (document)
            m_analyser.add(*document);
        else
            m_analyser.addInvalid();
    }

    const AnalysisOptions &m_options;
    DocumentAnalyser m_analyser;
    JsonReader m_reader;
};

} // namespace

Result<DocumentProfile> analyse(
    Executor &executor, const DocumentEngine &engine, const DocumentQuery &query, const AnalysisOptions &options)
{
    auto sampled = query;
    sampled.sample = options.sample;
    sampled.projection = {};
    if (!options.sample)
        sampled.sort.clear();
    auto found = engine.find(executor, sampled, { .asStored = true });
    if (!found)
        return fail(found.error());
    auto &execution = *found->execution;
    if (const auto opened = execution.nextResult(); !opened)
        return fail(opened.error());
    const auto columns = execution.columns();
    const auto data = std::ranges::find(columns, QStringLiteral("data"), &Column::name);
    if (data == columns.end())
        return fail(ErrorKind::Plugin, QCoreApplication::translate("Analysis", "The driver's answer has no column \"data\"."));
    Reading reading(options);
    while (true) {
        auto batch = execution.next(BatchLimit());
        if (!batch)
            return fail(batch.error());
        if (!*batch)
            break;
        if (const auto added = reading.add(**batch, int(data - columns.begin())); !added)
            return fail(added.error());
    }
    auto profile = reading.profile();
    profile.isSample = options.sample && profile.documents + profile.invalid >= *options.sample / 2;
    return profile;
}

} // namespace dumbo
