#pragma once

#include "core/catalog/catalogsnapshot.h"

#include <QString>

#include <memory>
#include <vector>

namespace dumbo {

/// One thing that a search found.
struct CatalogMatch
{
    /// Better ones first.
    enum class Rank {
        Exact,
        Prefix,
        Word, ///< the begin of a word inside: after "_", a blank, or at a capital letter
        Substring,
        Subsequence, ///< the letters in this order, with others between
    };
    enum class Field { Name, Column, Definition };

    CatalogObjectPointer object;
    QString column; ///< Field::Column: which
    Field field = Field::Name;
    Rank rank = Rank::Exact;
    qsizetype position = 0; ///< characters from 0, in the name, column or definition
};

/// Finds objects by parts of their names, of their columns' names, and of their definitions, without regard
/// to capitals. Making one costs a pass over the snapshot (10,000 tables of 10 columns: some 10 ms);
/// searching is fast enough for every key press. May be used from any thread.
class DUMBO_CORE_EXPORT CatalogSearch
{
public:
    explicit CatalogSearch(std::shared_ptr<const CatalogSnapshot> snapshot);
    ~CatalogSearch();

    /// At most limit matches: by rank, then names before columns before definitions, then short before long.
    /// "a.b" asks for b within the schema or table a. Nothing for an empty text.
    [[nodiscard]] std::vector<CatalogMatch> find(const QString &text, qsizetype limit = 100) const;

private:
    struct Name
    {
        QString folded;
        std::size_t entry;
        int column; ///< -1: the object's own
    };
    [[nodiscard]] QString textOf(const Name &name) const;
    [[nodiscard]] QString ownerOf(const Name &name) const;
    void findInDefinitions(const QString &text, qsizetype limit, std::vector<CatalogMatch> &matches) const;

    std::shared_ptr<const CatalogSnapshot> m_snapshot;
    std::vector<Name> m_names;
};

} // namespace dumbo
