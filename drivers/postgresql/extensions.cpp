#include "drivers/postgresql/extensions.h"

#include "drivers/postgresql/connection.h"

#include <functional>
#include <vector>

namespace dumbo::postgresql {

namespace {

struct Maker
{
    ExtensionId id;
    std::unique_ptr<Extension> (*make)(PostgresConnection &);
};

/// One line for each extension; those that need nothing but the contract take the connection as dumbo::Connection.
const std::vector<Maker> &makers()
{
    static const std::vector<Maker> all {};
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
