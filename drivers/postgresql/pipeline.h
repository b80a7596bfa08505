#pragma once

#include "drivers/postgresql/link.h"

namespace dumbo::postgresql {

/// Several requests in one round trip (https://www.postgresql.org/docs/17/libpq-pipeline-mode.html). Leaves pipeline mode
/// with the object, whatever was not read of it.
class Pipeline
{
public:
    explicit Pipeline(Link &link);
    ~Pipeline();
    Pipeline(const Pipeline &) = delete;
    Pipeline &operator=(const Pipeline &) = delete;

    /// Ends what belongs together: a request that fails takes those behind it with it, up to here. Outside of a
    /// transaction all of it is one.
    [[nodiscard]] Result<void> sync();
    /// Everything goes out.
    [[nodiscard]] Result<void> send() { return m_link.flush(); }
    /// The next result; null at the end of each request, and where the connection is gone. The end of a part is
    /// PGRES_PIPELINE_SYNC.
    [[nodiscard]] ResultHandle next();
    /// The connection is gone: nothing more will come.
    [[nodiscard]] bool isDead() const { return m_link.isBroken() || PQstatus(m_link.handle()) == CONNECTION_BAD; }
    /// Parts that were sent and whose end was not read yet.
    [[nodiscard]] int openParts() const { return m_openParts; }

private:
    Link &m_link;
    int m_openParts = 0;
};

} // namespace dumbo::postgresql
