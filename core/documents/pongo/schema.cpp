#include "core/documents/pongo/schema.h"

#include "core/schema/componentoffers.h"

#include <iterator>

namespace dumbo::pongo {

Result<ExtensionComponent> pongoComponent(PongoExtension &pongo, const std::vector<CollectionDefinition> &collections)
{
    ComponentOffer offer;
    offer.name = QStringLiteral("pongo");
    for (const auto &collection : collections) {
        auto migrations = pongo.migrations(collection);
        if (!migrations)
            return fail(migrations.error());
        offer.migrations.insert(offer.migrations.end(), std::make_move_iterator(migrations->begin()), std::make_move_iterator(migrations->end()));
    }
    return componentOf(offer);
}

} // namespace dumbo::pongo
