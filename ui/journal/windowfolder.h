#pragma once

#include "core/platform/folderlock.h"

#include <QString>

namespace workbench {

/// The folder of one running program: its window's session and its journal. Two programs that wrote the same journals would
/// cut off each other's texts, so each gets a folder of its own: the first the root, others "window-2" and so on below it.
class WindowFolder {
public:
    /// Takes the first folder that is free. Whoever gets the root also gets the texts that programs in other folders left behind.
    explicit WindowFolder(const QString &root);

    [[nodiscard]] QString path() const { return m_path; }
    [[nodiscard]] QString journal() const { return m_path + QStringLiteral("/journal"); }
    [[nodiscard]] QString session() const { return m_path + QStringLiteral("/window.json"); }

private:
    void adoptOthers();

    QString m_path;
    dumbo::FolderLock m_lock;
};

} // namespace workbench
