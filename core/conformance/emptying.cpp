#include "core/conformance/emptying.h"

#include "core/conformance/context.h"

namespace dumbo::conformance {

namespace {

bool isView(const CatalogObject &object)
{
    return object.kind == ObjectKind::View || object.kind == ObjectKind::MaterializedView;
}

QByteArray dropText(const Connection &connection, const CatalogObject &object)
{
    auto name = Context::quoted(connection, object.path.name.toUtf8());
    if (!object.path.schema.isEmpty())
        name = Context::quoted(connection, object.path.schema.toUtf8()) + '.' + name;
    return QByteArray(isView(object) ? "DROP VIEW " : "DROP TABLE ") + name;
}

Result<void> dropped(Connection &connection, const QByteArray &text)
{
    Statement statement;
    statement.text = text;
    const auto execution = connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    while (true) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            return (*execution)->close(CloseMode::Drain);
    }
}

void dropKnownNames(Connection &connection)
{
    for (const auto *text : { "DROP VIEW high", "DROP TABLE bed", "DROP TABLE hut", "DROP TABLE t", "DROP TABLE u", "DROP TABLE p" })
        std::ignore = dropped(connection, text);
}

} // namespace

Result<std::vector<CatalogObject>> heldObjects(Connection &connection)
{
    if (!connection.capabilities().testFlag(Capability::Catalog))
        return std::vector<CatalogObject>();
    CatalogRequest request;
    request.depth = CatalogDepth::Names;
    auto part = connection.catalog(request);
    if (!part)
        return fail(part.error());
    std::erase_if(part->objects, [](const CatalogObject &object) {
        return object.system || (object.kind != ObjectKind::Table && !isView(object));
    });
    std::ranges::stable_partition(part->objects, isView);
    return std::move(part->objects);
}

Result<void> emptyDatabase(Connection &connection)
{
    if (!connection.capabilities().testFlag(Capability::Catalog)) {
        dropKnownNames(connection);
        return {};
    }
    for (std::size_t before = 0;;) {
        const auto held = heldObjects(connection);
        if (!held)
            return fail(held.error());
        if (held->empty())
            return {};
        Result<void> last;
        for (const auto &object : *held) {
            if (auto done = dropped(connection, dropText(connection, object)); !done)
                last = std::move(done);
        }
        if (held->size() == std::exchange(before, held->size()) && !last)
            return last;
    }
}

} // namespace dumbo::conformance
