#pragma once

#include "core/documents/documentwriting.h"
#include "core/sdk/extensions/documentquery.h"

namespace cli {

/// A value of a row's key as JSON; numbers with their digits.
[[nodiscard]] QByteArray valueJson(const dumbo::Value &value);
/// {"_id": "…"}: the key's columns as members, and more of them.
[[nodiscard]] QByteArray keyJson(const dumbo::DocumentSource &source, const std::vector<dumbo::Value> &key, const QByteArray &more = {});
/// {"name": …, "keys": …}, as an index is declared.
[[nodiscard]] QByteArray indexJson(const dumbo::DocumentIndex &index);
/// The error for rows that are not as they were expected: 412 with both versions, or 409 where they are there already.
[[nodiscard]] dumbo::Error conflictError(const dumbo::DocumentSource &source, const std::vector<dumbo::DocumentConflict> &conflicts, bool isInsert);

} // namespace cli
