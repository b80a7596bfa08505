#include "ui/shell/tabfactory.h"

namespace workbench {

void TabFactory::add(const QString &typeName, Maker maker)
{
    Q_ASSERT(!m_makers.contains(typeName));
    m_makers.insert(typeName, std::move(maker));
}

bool TabFactory::knows(const QString &typeName) const
{
    return m_makers.contains(typeName);
}

WorkspaceTab *TabFactory::make(const QString &typeName, Workspace &workspace, const QString &connectionId) const
{
    const auto maker = m_makers.constFind(typeName);
    return maker == m_makers.cend() ? nullptr : (*maker)(workspace, connectionId);
}

} // namespace workbench
