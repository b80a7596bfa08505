#pragma once

#include "core/sdk/extensions/documentquery.h"
#include "core/sdk/value.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace workbench {

/// Where a value stands among the documents shown: the row, then the position of each child on the way. Positions, not keys, because
/// a key may occur twice.
struct DocumentPlace {
    qint64 row = -1;
    std::vector<qint64> steps; ///< empty: the document itself

    [[nodiscard]] bool isValid() const { return row >= 0; }
    [[nodiscard]] bool isDocument() const { return steps.empty(); }
    friend bool operator==(const DocumentPlace &, const DocumentPlace &) = default;
};

enum class NodeKind { Null, Boolean, Number, String, Object, Array, NotJson };

/// What names a row of the source, and the version that was read with it.
struct DocumentKey {
    std::vector<dumbo::Value> values; ///< in the order of DocumentSource::key; empty: the row has no name
    std::optional<qint64> version; ///< of a collection
    QByteArray text; ///< the values as one text: equal where they are; of a collection the id

    [[nodiscard]] bool isEmpty() const { return values.empty(); }
};

/// One value of a document, by itself.
struct DocumentNode {
    DocumentPlace place;
    dumbo::DocumentPath path; ///< keys decoded, positions as digits
    dumbo::DocumentPath fieldPath; ///< the same without positions in arrays: what a filter names
    QByteArray key; ///< the last step of path; empty for the document itself
    bool isElement = false; ///< stands in an array
    NodeKind kind = NodeKind::Null;
    qint64 begin = 0; ///< bytes of the document's text
    qint64 end = 0;
    qint64 childCount = 0;
    QByteArray text; ///< the value's own bytes; only their beginning where it is longer than wholeLimit
    bool isWhole = true;

    static constexpr qint64 wholeLimit = 1 << 20;
    [[nodiscard]] bool isContainer() const { return kind == NodeKind::Object || kind == NodeKind::Array; }
};

} // namespace workbench
