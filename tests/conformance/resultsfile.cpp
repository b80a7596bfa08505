#include "tests/conformance/resultsfile.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace dumbo::conformance {

namespace {

QJsonObject toJson(const ConnectorResults &results)
{
    QJsonArray verdicts;
    for (const auto &[promise, verdict] : results.verdicts)
        verdicts.append(QJsonArray { promise, int(verdict.kind), verdict.reason });
    return { { QStringLiteral("connector"), results.connector }, { QStringLiteral("streamedRows"), results.streamedRows },
        { QStringLiteral("verdicts"), verdicts } };
}

ConnectorResults fromJson(const QJsonObject &json)
{
    ConnectorResults results { json.value(QStringLiteral("connector")).toString(),
        json.value(QStringLiteral("streamedRows")).toInteger(), {} };
    for (const auto &each : json.value(QStringLiteral("verdicts")).toArray()) {
        const auto verdict = each.toArray();
        results.verdicts.emplace_back(
            verdict.at(0).toString(), Verdict { Verdict::Kind(verdict.at(1).toInt()), verdict.at(2).toString() });
    }
    return results;
}

} // namespace

QString resultsFolder()
{
    const auto build = qEnvironmentVariable("DUMBO_BUILD_DIR");
    return build.isEmpty() ? QString() : build + QStringLiteral("/tests/conformance");
}

bool writeResults(const std::vector<ConnectorResults> &results)
{
    const auto folder = resultsFolder();
    if (folder.isEmpty())
        return true;
    QJsonArray all;
    for (const auto &each : results)
        all.append(toJson(each));
    QDir().mkpath(folder);
    QSaveFile file(folder + u'/' + QCoreApplication::applicationName() + QStringLiteral(".json"));
    return file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(all).toJson()) > 0 && file.commit();
}

std::vector<ConnectorResults> readResults(const QString &folder)
{
    std::vector<ConnectorResults> all;
    const QDir files(folder);
    for (const auto &name : files.entryList({ QStringLiteral("*.json") }, QDir::Files)) {
        QFile file(files.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const auto &each : QJsonDocument::fromJson(file.readAll()).array())
            all.push_back(fromJson(each.toObject()));
    }
    std::ranges::sort(all, {}, &ConnectorResults::connector);
    return all;
}

} // namespace dumbo::conformance
