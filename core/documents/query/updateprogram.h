#pragma once

#include "core/documents/query/update.h"
#include "core/json/jsondocument.h"

#include <optional>
#include <vector>

namespace dumbo {

/// One operator on one path.
struct UpdateOperation {
    enum class Kind { Set, Unset, Increment, Multiply, Minimum, Maximum, CurrentDate, Push, Pull, PullAll, AddToSet, Pop, RenameFrom, RenameTo };

    Kind kind = Kind::Set;
    bool onInsertOnly = false;
    DocumentPath path;
    qint64 position = 0; ///< in the update's text
    JsonDocument value;
    std::vector<JsonDocument> values; ///< of Push, PullAll and AddToSet
    std::optional<qint64> at; ///< of Push
    std::optional<qint64> slice; ///< of Push
    bool sorts = false; ///< of Push
    std::vector<DocumentSortKey> sort; ///< of elements; of one key without a path: the elements themselves
    bool atFront = false; ///< of Pop
    /// Of Pull: what elements match, as objects or each as the field "" of one. Nothing: equal to value.
    std::optional<DocumentFilter> condition;
    bool conditionOnObject = false;
    DocumentPath other; ///< of RenameFrom and RenameTo
};

/// Paths of operations as a tree.
struct UpdateTree {
    QByteArray key;
    qint64 arrayPosition = -1;
    const UpdateOperation *operation = nullptr; ///< at the end of a path
    std::vector<UpdateTree> children; ///< in the order in which fields are added
};

struct UpdateProgram {
    std::vector<UpdateOperation> operations;
    UpdateTree tree;
};

/// Sorts the operations into the tree; they stay where they are from now on.
void plant(UpdateProgram &program);

/// What an operator makes of a value that is there, or is missing.
struct UpdateOutcome {
    enum class Kind { Nothing, Set, Remove, Elements };
    Kind kind = Kind::Nothing;
    QByteArray text; ///< of Set
    /// Of Elements: the array as it is to be, of elements that stay and texts that are new.
    struct Element {
        JsonNode node;
        QByteArray text;
    };
    std::vector<Element> elements;
};

[[nodiscard]] Result<UpdateOutcome> arrayOutcome(
    const UpdateOperation &operation, const JsonNode &value, const UpdateContext &context);

/// An error about a document, at the operation's position.
[[nodiscard]] std::unexpected<Error> misfit(const UpdateOperation &operation, const QString &message);

} // namespace dumbo
