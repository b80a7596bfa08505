#include "ui/journal/windowfolder.h"

#include <QDir>

namespace workbench {

WindowFolder::WindowFolder(const QString &root)
    : m_path(root)
{
    for (int number = 2; !m_lock.take(m_path); ++number)
        m_path = root + QStringLiteral("/window-%1").arg(number);
    if (m_path == root)
        adoptOthers();
}

/// Texts of no saved tab come back as tabs; sessions without their texts would bring back empty ones.
void WindowFolder::adoptOthers()
{
    const auto others = QDir(m_path).entryInfoList({ QStringLiteral("window-*") }, QDir::Dirs);
    for (const auto &other : others) {
        dumbo::FolderLock lock;
        if (!lock.take(other.filePath()))
            continue;
        const QDir texts(other.filePath() + QStringLiteral("/journal"));
        const auto names = texts.entryList({ QStringLiteral("*.journal") }, QDir::Files);
        if (!names.isEmpty())
            QDir().mkpath(journal());
        for (const auto &name : names)
            QFile::rename(texts.filePath(name), journal() + u'/' + name);
        QFile::remove(other.filePath() + QStringLiteral("/window.json"));
    }
}

} // namespace workbench
