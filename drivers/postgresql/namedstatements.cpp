#include "drivers/postgresql/namedstatements.h"

namespace dumbo::postgresql {

QByteArray NamedStatements::add()
{
    m_names.append("dumbo_" + QByteArray::number(++m_last));
    return m_names.back();
}

void NamedStatements::closeAll(Link &link)
{
    while (!m_names.isEmpty())
        close(link, m_names.back());
}

void NamedStatements::close(Link &link, const QByteArray &name)
{
    if (m_names.removeAll(name) == 0 || link.isBroken())
        return;
    if (PQsendClosePrepared(link.handle(), name.constData()) && link.flush())
        link.discardResults();
}

} // namespace dumbo::postgresql
