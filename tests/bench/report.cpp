#include "report.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <sys/resource.h>

Report::Report(bool json)
    : m_json(json)
{
}

void Report::add(const Measure &measure)
{
    const auto ratio = measure.theirs == 0 ? 0 : measure.ours / measure.theirs;
    if (m_json) {
        const QJsonObject object { { QStringLiteral("measure"), measure.name }, { QStringLiteral("unit"), measure.unit },
            { QStringLiteral("ours"), measure.ours }, { QStringLiteral("peer"), measure.peer },
            { QStringLiteral("theirs"), measure.theirs }, { QStringLiteral("ratio"), ratio } };
        std::puts(QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    } else {
        if (!m_hasHeader)
            std::printf("%-44s %12s  %-38s %12s %8s\n", "measure", "ours", "peer", "theirs", "ratio");
        m_hasHeader = true;
        std::printf("%-44s %9.2f %-2s  %-38s %9.2f %-2s %8.3f\n", qPrintable(measure.name), measure.ours,
            qPrintable(measure.unit), qPrintable(measure.peer), measure.theirs, qPrintable(measure.unit), ratio);
    }
    std::fflush(stdout);
}

void Report::skip(const QString &name, const QString &reason)
{
    std::fprintf(stderr, "%s: not measured: %s\n", qPrintable(name), qPrintable(reason));
}

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<double> interleaved(int rounds, const std::vector<std::function<double()>> &subjects)
{
    std::vector<std::vector<double>> numbers(subjects.size());
    for (int round = -1; round < rounds; ++round) {
        for (std::size_t i = 0; i < subjects.size(); ++i) {
            const auto number = subjects[i]();
            if (round >= 0)
                numbers[i].push_back(number);
        }
    }
    std::vector<double> medians;
    for (auto &values : numbers)
        medians.push_back(median(std::move(values)));
    return medians;
}

double processorSeconds()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double wallSeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
