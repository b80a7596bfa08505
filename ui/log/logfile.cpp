#include "ui/log/logfile.h"

#include "core/platform/paths.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <mutex>

namespace workbench::log {

namespace {

constexpr qint64 largest = 1024 * 1024;
QtMessageHandler previous = nullptr;

/// The open log. Messages come from any thread.
class LogFile {
public:
    void write(const QByteArray &line)
    {
        const std::scoped_lock lock(m_mutex);
        if (!open())
            return;
        m_file.write(line);
        m_file.flush();
        if (m_file.size() > largest)
            rotate();
    }

private:
    bool open()
    {
        if (m_file.isOpen() || m_failed)
            return !m_failed;
        QDir().mkpath(dumbo::paths::stateFolder());
        m_file.setFileName(filePath());
        m_failed = !m_file.open(QIODevice::WriteOnly | QIODevice::Append);
        if (!m_failed)
            m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        return !m_failed;
    }

    void rotate()
    {
        m_file.close();
        const QString old = filePath() + QStringLiteral(".1");
        QFile::remove(old);
        QFile::rename(filePath(), old);
    }

    std::mutex m_mutex;
    QFile m_file;
    bool m_failed = false;
};

LogFile &logFile()
{
    static auto &file = *new LogFile;
    return file;
}

const char *levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg: return "debug";
    case QtInfoMsg: return "info";
    case QtWarningMsg: return "warning";
    case QtCriticalMsg: return "critical";
    case QtFatalMsg: return "fatal";
    }
    Q_UNREACHABLE_RETURN("");
}

void handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QString clean = withoutSecrets(message);
    const QString category
        = context.category && qstrcmp(context.category, "default") != 0 ? QString::fromLatin1(context.category) + QStringLiteral(": ") : QString();
    logFile().write(QStringLiteral("%1 %2 %3%4\n")
                        .arg(QDateTime::currentDateTime().toString(Qt::ISODateWithMs), QString::fromLatin1(levelName(type)),
                            category, clean)
                        .toUtf8());
    if (previous)
        previous(type, context, clean);
}

} // namespace

void start()
{
    if (!previous)
        previous = qInstallMessageHandler(handle);
}

QString filePath()
{
    return dumbo::paths::stateFolder() + QStringLiteral("/workbench.log");
}

QString withoutSecrets(const QString &line)
{
    // user:password@ in URLs, and password=… in any notation of keywords and values.
    // Never destroyed: the last messages come after the statics are gone.
    static const auto &url = *new QRegularExpression(QStringLiteral(R"((://[^\s:/@]*):\S*@)"));
    static const auto &keyword = *new QRegularExpression(
        QStringLiteral(R"re((\b(?:password|passwd|pwd|secret|token|passphrase)"?\s*[=:]\s*)('[^']*'|"[^"]*"|[^\s&;,]+))re"),
        QRegularExpression::CaseInsensitiveOption);
    QString clean = line;
    clean.replace(url, QStringLiteral("\\1:***@"));
    clean.replace(keyword, QStringLiteral("\\1***"));
    return clean;
}

} // namespace workbench::log
