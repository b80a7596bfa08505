#include "app/cli/shell/linehistory.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

namespace cli {

using namespace dumbo;

namespace {

constexpr auto onlyOwner = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

/// One line of the file: line breaks are written "\n", backslashes twice.
QByteArray toLine(QString text)
{
    return text.replace(u'\\', QStringLiteral("\\\\")).replace(u'\n', QStringLiteral("\\n")).toUtf8() + '\n';
}

QString fromLine(const QByteArray &line)
{
    const auto text = QString::fromUtf8(line);
    QString read;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) != u'\\' || i + 1 == text.size()) {
            read += text.at(i);
            continue;
        }
        ++i;
        read += text.at(i) == u'n' ? QChar(u'\n') : text.at(i);
    }
    return read;
}

} // namespace

bool seemsToHoldSecret(const QString &text)
{
    // The word and, behind it, something in quotes; or a user and a password in an address.
    static const QRegularExpression secret(
        QStringLiteral("(pass(word|wd|phrase)?|pwd|secret|credential|token|api_?key|identified\\s+(with\\s+\\S+\\s+)?by)[^'\"$]{0,40}['\"$]"
                       "|\\w+://[^/\\s:@]*:[^@\\s]+@"
                       "|(pass(word|wd)?|pwd)\\s*=\\s*\\S"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    return secret.match(text).hasMatch();
}

LineHistory::LineHistory(const QString &file)
    : m_file(file)
{
    QFile stored(m_file);
    if (m_file.isEmpty() || !stored.open(QIODevice::ReadOnly))
        return;
    const auto lines = stored.readAll().split('\n');
    for (const auto &line : lines) {
        if (!line.isEmpty())
            m_entries.append(fromLine(line));
    }
    if (m_entries.size() > 2 * most) {
        m_entries.remove(0, m_entries.size() - most);
        shorten();
    }
}

Result<void> LineHistory::add(const QString &text)
{
    const auto entry = text.trimmed();
    if (entry.isEmpty() || text.startsWith(u' ') || (!m_entries.isEmpty() && m_entries.last() == entry))
        return {};
    m_entries.append(entry);
    if (m_file.isEmpty() || seemsToHoldSecret(entry))
        return {};
    QDir().mkpath(QFileInfo(m_file).path());
    QFile stored(m_file);
    if (!stored.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered, onlyOwner) || stored.write(toLine(entry)) < 0)
        return fail(ErrorKind::System,
            QCoreApplication::translate("LineHistory", "The history can't be written: %1 (%2).").arg(m_file, stored.errorString()));
    return {};
}

void LineHistory::shorten() const
{
    QSaveFile stored(m_file);
    if (!stored.open(QIODevice::WriteOnly))
        return;
    stored.setPermissions(onlyOwner);
    for (const auto &entry : m_entries)
        stored.write(toLine(entry));
    stored.commit();
}

} // namespace cli
