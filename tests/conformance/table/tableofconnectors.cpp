#include "tableofconnectors.h"

#include <QLocale>

#include <algorithm>

namespace dumbo::conformance {

namespace {

/// The numbers of the reasons, in the order in which they first appear.
class Reasons
{
public:
    int number(const QString &reason)
    {
        if (!m_all.contains(reason))
            m_all.append(reason);
        return int(m_all.indexOf(reason)) + 1;
    }
    [[nodiscard]] QString list() const
    {
        QString text;
        for (qsizetype i = 0; i < m_all.size(); ++i)
            text += QStringLiteral("%1. %2\n").arg(i + 1).arg(m_all[i]);
        return text;
    }

private:
    QStringList m_all;
};

QString cell(const ConnectorResults &results, const QString &promise, Reasons &reasons)
{
    const auto found = std::ranges::find(results.verdicts, promise, &std::pair<QString, Verdict>::first);
    if (found == results.verdicts.end())
        return QStringLiteral(" ");
    const auto &verdict = found->second;
    if (verdict.kind == Verdict::Skipped)
        return QStringLiteral("– <sup>%1</sup>").arg(reasons.number(verdict.reason));
    if (verdict.kind == Verdict::Broken)
        return QStringLiteral("**no**");
    constexpr qint64 usual = 5'000'000;
    return promise == QLatin1StringView("streamingKeepsMemory") && results.streamedRows != usual
        ? QStringLiteral("yes, of %1 rows").arg(QLocale(QLocale::English).toString(results.streamedRows))
        : QStringLiteral("yes");
}

} // namespace

QString sentence(const QString &promise)
{
    QString words;
    for (const auto letter : promise)
        words += letter.isUpper() ? u' ' + QString(letter.toLower()) : QString(letter);
    return words;
}

QByteArray tableOfConnectors(const std::vector<ConnectorResults> &all)
{
    QString text = QStringLiteral("# What each connector keeps\n\n"
                                  "Written by `DUMBO_UPDATE_DOCS=1 ./test -L conformance`, and checked by each run of the tests against real servers.\n\n"
                                  "A promise of `core/sdk` stands in each row, named as in `core/conformance`. \"yes\" means that the suite tried it on "
                                  "this connector; – means that it does not apply, for the reason with this number below.\n"
                                  "Memory is watched while 5,000,000 rows stream unless another number stands there.\n\n|");
    QString rule = QStringLiteral("\n|---|");
    text += QStringLiteral(" promise |");
    for (const auto &results : all) {
        text += QStringLiteral(" %1 |").arg(results.connector);
        rule += QStringLiteral("---|");
    }
    text += rule + u'\n';
    Reasons reasons;
    for (const auto &promise : allPromises()) {
        const auto name = QString::fromLatin1(promise.name);
        text += QStringLiteral("| %1 |").arg(sentence(name));
        for (const auto &results : all)
            text += QStringLiteral(" %1 |").arg(cell(results, name, reasons));
        text += u'\n';
    }
    return (text + QStringLiteral("\n## Reasons\n\n") + reasons.list()).toUtf8();
}

} // namespace dumbo::conformance
