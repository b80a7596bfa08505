#pragma once

#include <QHash>
#include <QString>

#include <functional>

namespace workbench {

class Workspace;
class WorkspaceTab;

/// Makes tabs by the name of their type, so that a saved session can be opened without the window knowing any type.
class TabFactory {
public:
    using Maker = std::function<WorkspaceTab *(Workspace &workspace, const QString &connectionId)>;

    void add(const QString &typeName, Maker maker);
    [[nodiscard]] bool knows(const QString &typeName) const;
    /// Null for a type nobody registered. The tab has no parent yet; the caller owns it.
    [[nodiscard]] WorkspaceTab *make(
        const QString &typeName, Workspace &workspace, const QString &connectionId) const;

private:
    QHash<QString, Maker> m_makers;
};

} // namespace workbench
