#pragma once

#include "core/isolation/extensions/schemacomponentvalues.h"
#include "core/isolation/wiremembers.h"
#include "core/isolation/wirevalues.h"
#include "core/sdk/extensions/pongo.h"

namespace dumbo {

template <>
struct WireEnum<DocumentFilter::Kind> {
    static constexpr auto last = DocumentFilter::Kind::Compare;
};
template <>
struct WireEnum<DocumentFilter::Comparison> {
    static constexpr auto last = DocumentFilter::Comparison::LessOrEqual;
};
template <>
struct WireEnum<DocumentStorage> {
    static constexpr auto last = DocumentStorage::Text;
};
template <>
struct WireEnum<DocumentIndex::Kind> {
    static constexpr auto last = DocumentIndex::Kind::Containment;
};
template <>
struct WireEnum<DocumentProjection::Mode> {
    static constexpr auto last = DocumentProjection::Mode::Exclude;
};
template <>
struct WireEnum<DocumentWrite::Kind> {
    static constexpr auto last = DocumentWrite::Kind::DeleteMatching;
};
template <>
struct WireEnum<PathNotation> {
    static constexpr auto last = PathNotation::JsonPath;
};

template <typename Wire>
void wireFields(Wire &wire, DocumentOperand &operand)
{
    wireMembers(wire, operand, operand.isField, operand.path, operand.value);
}

template <typename Wire>
void wireFields(Wire &wire, DocumentFilter &filter)
{
    wireMembers(wire, filter, filter.kind, filter.path, filter.value, filter.values, filter.types, filter.pattern, filter.options,
        filter.divisor, filter.remainder, filter.size, filter.comparison, filter.left, filter.right, filter.children,
        filter.position);
}

template <typename Wire>
void wireFields(Wire &wire, DocumentSortKey &key)
{
    wireMembers(wire, key, key.path, key.descending);
}

template <typename Wire>
void wireFields(Wire &wire, DocumentIndex &index)
{
    wireMembers(wire, index, index.name, index.kind, index.keys, index.unique, index.generatedColumn);
}

template <typename Wire>
void wireFields(Wire &wire, DocumentSource &source)
{
    wireMembers(wire, source, source.table, source.column, source.storage, source.isCollection, source.key, source.indexes);
}

template <typename Wire>
void wireFields(Wire &wire, DocumentProjection &projection)
{
    wireMembers(wire, projection, projection.mode, projection.paths, projection.withId);
}

template <typename Wire>
void wireFields(Wire &wire, DocumentQuery &query)
{
    wireMembers(wire, query, query.source, query.filter, query.sort, query.skip, query.limit, query.projection, query.sample,
        query.forUpdate);
}

template <typename Wire>
void wireFields(Wire &wire, DocumentStatement &statement)
{
    wireMembers(wire, statement, statement.text, statement.parameters, statement.filterDone, statement.sortDone, statement.rangeDone,
        statement.projectionDone, statement.reasons);
}

template <typename Wire>
void wireFields(Wire &wire, DocumentTraits &traits)
{
    wireMembers(wire, traits, traits.keepsText, traits.ordersKeys, traits.firstKeyWins, traits.locksRows, traits.mostParameters,
        traits.storages, traits.indexKinds, traits.generatedColumns);
}

template <typename Wire>
void wireFields(Wire &wire, DocumentRow &row)
{
    wireMembers(wire, row, row.key, row.text, row.expectedVersion, row.expectedText);
}

template <typename Wire>
void wireFields(Wire &wire, DocumentWrite &write)
{
    wireMembers(wire, write, write.kind, write.source, write.rows, write.filter);
}

template <typename Wire>
void wireFields(Wire &wire, DocumentCommand &command)
{
    wireMembers(wire, command, command.text, command.parameters);
}

template <typename Wire>
void wireFields(Wire &wire, CollectionDefinition &collection)
{
    wireMembers(wire, collection, collection.table, collection.indexes);
}

} // namespace dumbo
