#pragma once

#include "core/isolation/wiremembers.h"
#include "core/isolation/wirevalues.h"
#include "core/sdk/extensions/schemacomponents.h"

namespace dumbo {

template <typename Wire>
void wireFields(Wire &wire, OfferedType &type)
{
    wireMembers(wire, type, type.name, type.example, type.description, type.indexMethod);
}

template <typename Wire>
void wireFields(Wire &wire, OfferedOperator &offered)
{
    wireMembers(wire, offered, offered.name, offered.left, offered.right, offered.result, offered.description,
        offered.indexMethod);
}

template <typename Wire>
void wireFields(Wire &wire, OfferedMigration &migration)
{
    wireMembers(wire, migration, migration.name, migration.up, migration.down);
}

template <typename Wire>
void wireFields(Wire &wire, ComponentOffer &offer)
{
    wireMembers(wire, offer, offer.name, offer.create, offer.description, offer.migrations, offer.types, offer.operators);
}

} // namespace dumbo
