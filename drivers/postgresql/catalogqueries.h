#pragma once

#include "drivers/common/postgresql/catalogsource.h"
#include "drivers/postgresql/link.h"

namespace dumbo::postgresql {

/// Runs catalog queries in one pipeline, each with an end of its own. Inside a transaction each stands in a savepoint that
/// is undone, so that a failing one spoils nothing. The link works already (beginWork()).
class LinkQueries final : public CatalogQueries
{
public:
    explicit LinkQueries(Link &link)
        : m_link(link)
    {
    }
    [[nodiscard]] std::vector<Result<TextRows>> run(std::span<const QByteArray> queries) override;

private:
    Link &m_link;
};

} // namespace dumbo::postgresql
