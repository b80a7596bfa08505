#pragma once

#include "core/base/export.h"
#include "core/sdk/catalogobject.h"
#include "core/sql/completioncontext.h"

#include <QString>

#include <memory>
#include <vector>

namespace dumbo {

/// One thing that may be typed.
struct CompletionItem {
    enum class Kind { Column, Alias, Table, View, Schema, Function, Keyword };
    Kind kind = Kind::Keyword;
    QString name; ///< as shown
    QString insert; ///< as typed: quoted where needed
    QString detail; ///< a column's type and table, a table's kind
    bool primaryKey = false;
    int rank = 0; ///< lower comes first
    friend bool operator==(const CompletionItem &, const CompletionItem &) = default;
};

/// What fits at the place that context describes, best first: names that begin with the prefix, then those that contain it or
/// its letters; columns before tables before functions before keywords. At most `most`. objects may be null.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<CompletionItem> completionItems(const CompletionContext &context,
    const std::vector<CatalogObject> *objects, const Dialect &dialect, std::size_t most = 500);

} // namespace dumbo
