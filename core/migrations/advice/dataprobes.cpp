#include "core/migrations/advice/databaseanswers.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QLocale>

#include <algorithm>
#include <utility>

namespace dumbo {

namespace {

constexpr qint64 mostSampleRows = 5;
constexpr qsizetype mostCharacters = 80;

QString tr(const char *text)
{
    return QCoreApplication::translate("Advisor", text);
}

QString cut(const QString &text)
{
    return text.size() <= mostCharacters ? text : text.first(mostCharacters - 1) + u'…';
}

} // namespace

DataProbes::DataProbes(const AdviceContext &context)
    : m_context(context)
{
}

std::chrono::milliseconds DataProbes::timeLeft() const
{
    return std::min(m_context.probeTime, m_context.allProbesTime - m_used);
}

Result<ProbeAnswer> DataProbes::ask(const DataProbe &probe)
{
    if (!m_context.executor)
        return notAsked(probe, tr("There is no connection to ask."));
    const auto time = timeLeft();
    if (time.count() <= 0)
        return notAsked(probe, tr("The time for questions to the data is used up."));
    m_asked = true;
    QElapsedTimer timer;
    timer.start();
    m_context.executor->setStatementTimeout(time);
    ProbeAnswer answer;
    answer.probe = probe;
    auto counted = count(std::move(answer));
    m_context.executor->setStatementTimeout(std::nullopt);
    m_used += std::chrono::milliseconds(timer.elapsed());
    return counted;
}

Result<ProbeAnswer> DataProbes::count(ProbeAnswer answer)
{
    const auto counted = dumbo::count(m_context.executor->query(answer.probe.countSql));
    if (!counted && counted.error().isCancelled())
        return fail(counted.error());
    if (!counted) {
        const auto isLate = counted.error().kind() == ErrorKind::Timeout;
        answer.state = isLate ? ProbeAnswer::State::TimedOut : ProbeAnswer::State::Failed;
        answer.reason = isLate ? tr("Counting took longer than %1 s.").arg(double(timeLeft().count()) / 1000.0)
                               : counted.error().message();
        answer.sentence = tr("Not known: %1").arg(answer.reason);
        return answer;
    }
    answer.state = ProbeAnswer::State::Counted;
    answer.count = *counted;
    answer.sentence = answer.probe.sentence.arg(QLocale::c().toString(*counted));
    if (*counted > 0 && !answer.probe.sampleSql.isEmpty()) {
        if (const auto sampled = addSample(answer); !sampled)
            return fail(sampled.error());
    }
    return answer;
}

Result<void> DataProbes::addSample(ProbeAnswer &answer)
{
    const auto sample = m_context.executor->query(answer.probe.sampleSql);
    if (!sample)
        return sample.error().isCancelled() ? Result<void>(std::unexpect, sample.error()) : Result<void>();
    for (const auto &column : sample->columns())
        answer.columns.append(column.name);
    const auto rows = std::min(sample->rowCount(), mostSampleRows);
    for (qint64 i = 0; i < rows; ++i) {
        const auto row = sample->row(i);
        auto &cells = answer.rows.emplace_back();
        for (int column = 0; column < row.columnCount(); ++column)
            cells.push_back(row.isNull(column) ? std::nullopt : std::optional(cut(row.text(column))));
    }
    return {};
}

ProbeAnswer notAsked(const DataProbe &probe, const QString &reason)
{
    ProbeAnswer answer;
    answer.probe = probe;
    answer.reason = reason;
    answer.sentence = tr("Not known: %1").arg(reason);
    return answer;
}

} // namespace dumbo
