#include "app/cli/documents/documentadvice.h"

#include "app/cli/documents/documentvalues.h"
#include "core/documents/indexadvice.h"
#include "core/json/jsonstring.h"

namespace cli {

using namespace dumbo;

namespace {

QByteArray milliseconds(const IndexMeasurement &measurement)
{
    return QByteArray::number(measurement.time.count(), 'f', 3);
}

/// The index as it is listed, with what is known of it.
QByteArray withMembers(const DocumentIndex &index, const QByteArray &members)
{
    return indexJson(index).chopped(1) + ',' + members + '}';
}

Result<void> printTrials(DocumentRunner &runner, const IndexTrials &trials)
{
    auto before = "{\"before\":{\"milliseconds\":" + milliseconds(trials.before) + ",\"sampleRows\":" + QByteArray::number(trials.sampleRows)
        + ",\"matching\":" + QByteArray::number(trials.matching) + "}}";
    if (const auto printed = runner.printer().printText(before); !printed)
        return printed;
    for (const auto &trial : trials.trials) {
        auto members = "\"milliseconds\":" + milliseconds(trial.measurement) + ",\"used\":" + (trial.isUsed ? "true" : "false")
            + ",\"buildMilliseconds\":" + QByteArray::number(trial.buildTime.count(), 'f', 3);
        if (trial.bytes)
            members += ",\"bytes\":" + QByteArray::number(*trial.bytes);
        QByteArrayList statements;
        for (const auto &statement : trial.statements)
            statements.append(encodeJsonString(statement));
        if (const auto printed = runner.printer().printText(withMembers(trial.index, members + ",\"statements\":[" + statements.join(',') + ']')); !printed)
            return printed;
    }
    return {};
}

} // namespace

Result<void> adviseIndexes(DocumentRunner &runner, const DocumentRequest &request, bool tries)
{
    const auto query = runner.query(request);
    if (!query)
        return fail(query.error());
    const auto suggestions = suggestIndexes(*query, runner.engine().pongo().traits());
    std::vector<DocumentIndex> wanted;
    for (const auto &suggestion : suggestions) {
        if (!suggestion.exists)
            wanted.push_back(suggestion.index);
        const auto members = QByteArray("\"exists\":") + (suggestion.exists ? "true" : "false") + ",\"reason\":" + encodeJsonText(suggestion.reason);
        if (tries && !suggestion.exists)
            continue;
        if (const auto printed = runner.printer().printText(withMembers(suggestion.index, members)); !printed)
            return printed;
    }
    if (!tries || wanted.empty())
        return {};
    const auto trials = tryIndexes(runner.executor(), runner.engine(), *query, wanted);
    return trials ? printTrials(runner, *trials) : fail(trials.error());
}

} // namespace cli
