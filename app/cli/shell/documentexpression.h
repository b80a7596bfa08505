#pragma once

#include "app/cli/documents/documentrequest.h"
#include "core/base/result.h"

namespace cli {

/// What "db.users.find({age: {$gt: 9}}).sort({age: 1}).limit(10)" asks for, in the words of MongoDB's shell. Data, with the position in
/// bytes, for what is no such expression. The request's texts know where they stand in it.
[[nodiscard]] dumbo::Result<DocumentRequest> parseDocumentExpression(const QByteArray &text);

/// What may stand behind "db.users." and behind a find, for completion.
[[nodiscard]] QStringList collectionMethods();
[[nodiscard]] QStringList cursorMethods();
[[nodiscard]] QStringList databaseMethods();

} // namespace cli
