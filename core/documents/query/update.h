#pragma once

#include "core/base/export.h"
#include "core/base/result.h"
#include "core/documents/query/documentrules.h"
#include "core/sdk/extensions/documentquery.h"

#include <QDateTime>

#include <memory>
#include <optional>

namespace dumbo {

struct UpdateProgram;

/// What an update is applied under.
struct UpdateContext {
    QDateTime now; ///< for $currentDate; the present where it is not given
    bool inserting = false; ///< whether $setOnInsert counts
    DocumentRules rules;
};

/// An update in MongoDB's syntax: $set $unset $inc $mul $min $max $rename $currentDate $push (with $each, $position, $slice, $sort) $pull
/// $pullAll $addToSet (with $each) $pop $setOnInsert. A value; copies share their data.
class DUMBO_CORE_EXPORT DocumentUpdate {
public:
    /// Data with the position for what can't be read, for unknown operators and options, for values an operator can't have, for paths that
    /// overlap, for positional paths ($, $[]), and in a collection for a change of _version, and of _id but by $setOnInsert. Nesting is at
    /// most 200 levels.
    [[nodiscard]] static Result<DocumentUpdate> parse(QByteArrayView text, bool isCollection = true);

    /// Whether the update does anything only when a document is inserted.
    [[nodiscard]] bool isForInsertOnly() const;
    /// What it may change.
    [[nodiscard]] std::vector<DocumentPath> paths() const;

    /// Fields that are not there yet are added in the order of their names, as MongoDB does it.
    /// The document's new text; nothing where it stays as it is. Only the bytes of what changes change. Data, with the position in the update, where
    /// an operator does not fit the document: $inc of a text, $push into a number, a path through a number.
    [[nodiscard]] Result<std::optional<QByteArray>> apply(QByteArrayView document, const UpdateContext &context) const;

private:
    explicit DocumentUpdate(std::shared_ptr<const UpdateProgram> program);
    std::shared_ptr<const UpdateProgram> m_program;
};

/// The document that an upsert begins with: the equalities of a filter (also in And, and $in or $all of one value), before the update is
/// applied with UpdateContext::inserting. _id stands first, _version is left out. Data where two of them contradict.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> documentOfFilter(const DocumentFilter &filter);

} // namespace dumbo
