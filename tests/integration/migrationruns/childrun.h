#pragma once

#include "tests/integration/migrationruns/rundatabase.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <cstdio>

namespace dumbo::test {

/// Migrations on their way to another process: [{"name": …, "up": […], "inTransaction": …}].
[[nodiscard]] inline QString textOf(const MigrationSet &set)
{
    QJsonArray list;
    for (const auto &one : set.migrations) {
        QJsonArray up;
        for (const auto &statement : one.up)
            up.append(QString::fromUtf8(statement.text));
        list.append(QJsonObject { { QStringLiteral("name"), one.name }, { QStringLiteral("up"), up },
            { QStringLiteral("inTransaction"), one.inTransaction } });
    }
    return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
}

[[nodiscard]] inline MigrationSet setOfText(const QString &text)
{
    std::vector<Migration> migrations;
    const auto list = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const auto &value : list) {
        QByteArrayList up;
        const auto texts = value[QStringLiteral("up")].toArray();
        for (const auto &statement : texts)
            up.append(statement.toString().toUtf8());
        migrations.push_back(migration(value[QStringLiteral("name")].toString(), up));
        migrations.back().inTransaction = value[QStringLiteral("inTransaction")].toBool();
    }
    return setOf(std::move(migrations));
}

/// What the other process does: tells each statement before it runs, "name number", and at the end "applied", or "failed: why", or
/// "refused: why".
inline int runAsChild(const QString &url, const QString &migrations)
{
    const auto tell = [](const QString &line) {
        std::printf("%s\n", qPrintable(line));
        std::fflush(stdout);
    };
    DriverRegistry registry;
    registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) });
    HeardEvents events;
    events.onStatement = [&](const StatementProgress &statement) { tell(QStringLiteral("%1 %2").arg(statement.migration).arg(statement.statement)); };
    const auto report = MigrationRunner(RunDatabase::openerOf(registry, url), {}).run(setOfText(migrations), events);
    if (!report)
        tell(QStringLiteral("refused: ") + report.error().message());
    else if (report->error)
        tell(QStringLiteral("failed: ") + report->error->message());
    else
        tell(QStringLiteral("applied"));
    return 0;
}

/// A run in another process, which can be killed.
class ChildRun
{
public:
    ChildRun(const QString &url, const MigrationSet &set, const QStringList &more = {})
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QCoreApplication::applicationFilePath(), QStringList { QStringLiteral("--run"), url, textOf(set) } + more);
    }

    /// Waits until it tells this line; false where it ends without.
    [[nodiscard]] bool waitFor(const QString &line)
    {
        while (!lines.contains(line)) {
            if (!m_process.canReadLine() && !m_process.waitForReadyRead(60000))
                return false;
            while (m_process.canReadLine())
                lines.append(QString::fromUtf8(m_process.readLine()).trimmed());
        }
        return true;
    }
    [[nodiscard]] bool kill()
    {
        m_process.kill();
        return m_process.waitForFinished(60000) && m_process.exitStatus() == QProcess::CrashExit;
    }
    /// The last line, once it has ended.
    [[nodiscard]] QString result()
    {
        if (!m_process.waitForFinished(60000))
            return QStringLiteral("still runs");
        while (m_process.canReadLine())
            lines.append(QString::fromUtf8(m_process.readLine()).trimmed());
        return lines.isEmpty() ? QString() : lines.last();
    }

    QStringList lines;

private:
    QProcess m_process;
};

} // namespace dumbo::test
