#pragma once

#include "drivers/postgresql/link.h"

#include <QByteArrayList>

namespace dumbo::postgresql {

/// The server-side statements with names that this connection made. A name lives only inside a transaction: behind a
/// pooler such as PgBouncer the next transaction may run in another session, where the name means nothing or
/// something else.
class NamedStatements
{
public:
    /// A name that is not in use.
    [[nodiscard]] QByteArray add();
    [[nodiscard]] bool contains(const QByteArray &name) const { return m_names.contains(name); }
    [[nodiscard]] bool isEmpty() const { return m_names.isEmpty(); }
    /// Closes all of them, just before the transaction ends.
    void closeAll(Link &link);
    void close(Link &link, const QByteArray &name);
    /// The session forgot them by itself.
    void forget() { m_names.clear(); }

private:
    QByteArrayList m_names;
    int m_last = 0;
};

} // namespace dumbo::postgresql
