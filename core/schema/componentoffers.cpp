#include "core/schema/componentoffers.h"

#include "core/migrations/advisor.h"

#include <algorithm>

namespace dumbo {

namespace {

/// Walks to every extension.
class Filling {
public:
    explicit Filling(const std::vector<ComponentOffer> &offers)
        : m_offers(offers)
    {
    }
    void fill(TableComponent &) const { }
    void fill(DatabaseComponent &database) const
    {
        fillAll(database.extensions);
        fillAll(database.schemas);
    }
    void fill(DatabaseSchemaComponent &schema) const { fillAll(schema.extensions); }
    void fill(ExtensionComponent &extension) const
    {
        fillAll(extension.schemas);
        const auto isEmpty = extension.create.isEmpty() && extension.schemas.empty() && extension.tables.empty() && extension.migrations.empty();
        if (const auto *offer = findOffer(m_offers, extension.name); offer && isEmpty) {
            const auto name = extension.name;
            extension = componentOf(*offer);
            extension.name = name;
        }
    }

private:
    template <typename T>
    void fillAll(std::vector<T> &components) const
    {
        for (auto &component : components)
            fill(component);
    }
    const std::vector<ComponentOffer> &m_offers;
};

std::vector<Sql> texts(const std::vector<StatementText> &statements)
{
    std::vector<Sql> sql;
    for (const auto &statement : statements)
        sql.push_back(Sql::raw(statement));
    return sql;
}

} // namespace

std::vector<ComponentOffer> componentOffers(DriverRegistry &registry, const QString &databaseType)
{
    const auto extension = pluginExtension<SchemaComponentsExtension>(registry, databaseType);
    return extension ? (*extension)->offers() : std::vector<ComponentOffer>();
}

const ComponentOffer *findOffer(const std::vector<ComponentOffer> &offers, const QString &name)
{
    const auto found = std::ranges::find_if(
        offers, [&](const ComponentOffer &offer) { return offer.name.compare(name, Qt::CaseInsensitive) == 0; });
    return found == offers.end() ? nullptr : &*found;
}

ExtensionComponent componentOf(const ComponentOffer &offer)
{
    ExtensionComponent extension;
    extension.name = offer.name;
    extension.create = offer.create;
    for (const auto &offered : offer.migrations) {
        ComponentMigration migration { offered.name, PerDatabase<std::vector<Sql>>(texts(offered.up)), {}, true };
        if (!offered.down.empty())
            migration.down = PerDatabase<std::vector<Sql>>(texts(offered.down));
        extension.migrations.push_back(std::move(migration));
    }
    return extension;
}

SchemaComponent withOffers(SchemaComponent root, const std::vector<ComponentOffer> &offers)
{
    std::visit([&](auto &component) { Filling(offers).fill(component); }, root);
    return root;
}

} // namespace dumbo
