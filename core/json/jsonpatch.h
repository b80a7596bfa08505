#pragma once

#include "core/json/jsoncompare.h"
#include "core/json/jsondocument.h"

#include <vector>

namespace dumbo {

/// One place where two documents differ.
struct JsonDifference {
    enum class Kind { Added, Removed, Changed };
    Kind kind = Kind::Changed;
    /// Keys and positions in the document before; where something was added to an array, the last step is its position after.
    QByteArrayList path;
    JsonNode before; ///< missing where added
    JsonNode after; ///< missing where removed
};

/// In the order of the documents. Elements of arrays are matched so that as few as possible differ, where no more than some 2,000 of one
/// array do, else by position. Nodes live as long as their documents.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<JsonDifference> jsonDifferences(
    const JsonNode &before, const JsonNode &after, JsonComparison comparison = {});

/// RFC 6902: a patch (add, remove, replace) that leads from one document to the other, as a JSON text with one operation a line.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray makeJsonPatch(
    const JsonNode &before, const JsonNode &after, JsonComparison comparison = {});

/// Applies any RFC 6902 patch (add, remove, replace, move, copy, test), all or nothing; each operation is an edit, so that untouched bytes
/// stay. ErrorKind::Data with a position in the patch: it is malformed; InvalidOperation: it does not fit the document.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> applyJsonPatch(const QByteArray &text, const QByteArray &patch);

/// One place that somebody changed since both began with the same.
struct JsonThreeWay {
    enum class Side { Mine, Theirs, Both, Conflict }; ///< Both: alike
    Side side = Side::Conflict;
    QByteArrayList path;
    JsonNode before; ///< each may be missing: not there yet, or removed
    JsonNode mine;
    JsonNode theirs;
};

/// What two people made of one document. Objects are compared member by member; arrays element by element where neither side changed
/// their length, else as wholes.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<JsonThreeWay> jsonThreeWay(
    const JsonNode &before, const JsonNode &mine, const JsonNode &theirs, JsonComparison comparison = {});

/// Theirs with my changes in it, as edits of their text: those of Side::Mine, and the conflicts for which `takeMine` (by their order among
/// the conflicts) says so.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> mergeJson(
    const JsonDocument &theirs, const std::vector<JsonThreeWay> &changes, const std::vector<bool> &takeMine);

} // namespace dumbo
