#include "tests/integration/pongointerop/theirpongo.h"

#include <QDeadlineTimer>
#include <QJsonDocument>
#include <QStandardPaths>

namespace dumbo::test {

namespace {

constexpr int patience = 60000;

QString sources()
{
    return qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/tests/integration/pongointerop/");
}

} // namespace

Result<QString> TheirPongo::install()
{
    if (QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty())
        return fail(ErrorKind::NotFound, QStringLiteral("There is no Node.js for the existing Pongo to run on."));
    const auto folder = qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/tests/pongointerop");
    QProcess installing;
    installing.setProcessChannelMode(QProcess::MergedChannels);
    installing.start(QStringLiteral("node"), { sources() + QStringLiteral("install.mjs"), folder });
    if (!installing.waitForFinished(5 * patience) || installing.exitCode() != 0)
        return fail(ErrorKind::System, QStringLiteral("The existing Pongo can't be installed: ") + QString::fromUtf8(installing.readAll()));
    return folder;
}

TheirPongo::TheirPongo(const QString &folder, const QString &url)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.setWorkingDirectory(folder);
    m_process.start(QStringLiteral("node"), { folder + QStringLiteral("/theirs.mjs"), url });
}

TheirPongo::~TheirPongo()
{
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(patience)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QJsonValue TheirPongo::call(const QString &method, const QString &collection, const QByteArray &arguments)
{
    m_process.write("{\"call\":\"" + method.toUtf8() + "\",\"collection\":\"" + collection.toUtf8() + "\",\"args\":" + arguments + "}\n");
    const QDeadlineTimer deadline(patience);
    while (!m_process.canReadLine())
        if (deadline.hasExpired() || !m_process.waitForReadyRead(int(deadline.remainingTime())))
            return QJsonObject { { QStringLiteral("error"), QStringLiteral("no answer") } };
    const auto answer = QJsonDocument::fromJson(m_process.readLine()).object();
    return answer.contains(QStringLiteral("error")) ? QJsonValue(answer) : answer.value(QStringLiteral("result"));
}

} // namespace dumbo::test
