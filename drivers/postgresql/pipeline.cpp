#include "drivers/postgresql/pipeline.h"

namespace dumbo::postgresql {

Pipeline::Pipeline(Link &link)
    : m_link(link)
{
    PQenterPipelineMode(m_link.handle());
}

Pipeline::~Pipeline()
{
    // Only an empty pipeline can be left; what was queued without its end gets one.
    if (!isDead() && PQexitPipelineMode(m_link.handle()) == 1)
        return;
    if (m_openParts == 0 && !isDead())
        std::ignore = sync();
    while (m_openParts > 0 && !isDead())
        std::ignore = next();
    PQexitPipelineMode(m_link.handle());
}

Result<void> Pipeline::sync()
{
    if (!PQsendPipelineSync(m_link.handle()))
        return fail(m_link.errorOf(nullptr));
    ++m_openParts;
    return {};
}

ResultHandle Pipeline::next()
{
    if (const auto sent = m_link.flush(); !sent)
        return nullptr;
    auto result = m_link.nextResult();
    if (result && PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC)
        --m_openParts;
    return result;
}

} // namespace dumbo::postgresql
