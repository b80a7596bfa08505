#include "drivers/postgresql/extensions.h"

#include "drivers/common/postgresql/explain.h"
#include "drivers/common/postgresql/migrations.h"
#include "drivers/common/postgresql/monitor.h"
#include "drivers/common/postgresql/partitions.h"
#include "drivers/postgresql/bulk.h"
#include "drivers/postgresql/connection.h"

#include <vector>

namespace dumbo::postgresql {

namespace {

struct Maker
{
    ExtensionId id;
    std::unique_ptr<Extension> (*make)(PostgresConnection &);
};

template <auto make>
std::unique_ptr<Extension> byContract(PostgresConnection &connection)
{
    return make(connection);
}

std::unique_ptr<Extension> makeBulk(PostgresConnection &connection)
{
    return std::make_unique<PostgresBulk>(connection.engine());
}

/// One line for each extension; those that need nothing but the contract take the connection as dumbo::Connection.
const std::vector<Maker> &makers()
{
    static const std::vector<Maker> all {
        { BulkExtension::extensionId(), makeBulk },
        { ExplainExtension::extensionId(), byContract<makeExplainExtension> },
        { MigrationsExtension::extensionId(), byContract<makeMigrationsExtension> },
        { MonitorExtension::extensionId(), byContract<makeMonitorExtension> },
        { PartitionsExtension::extensionId(), byContract<makePartitionsExtension> },
    };
    return all;
}

} // namespace

std::unique_ptr<Extension> makeExtension(const ExtensionId &id, PostgresConnection &connection)
{
    for (const auto &maker : makers()) {
        if (maker.id == id)
            return maker.make(connection);
    }
    return nullptr;
}

} // namespace dumbo::postgresql
