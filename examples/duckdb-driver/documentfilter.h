#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <vector>

namespace dumbo::duckdb {

/// What a filter became. wide is true for every document that matches, narrow only for such; NULL is "no". SQL decides alone where they
/// are the same.
struct Condition {
    QByteArray wide;
    QByteArray narrow;
    [[nodiscard]] bool isExact() const { return wide == narrow; }
};

/// Conditions hold marks for texts; each mark becomes a placeholder in the end, in the order and as often as it stands there.
class Marks
{
public:
    [[nodiscard]] QByteArray mark(const QByteArray &text);
    /// The text with placeholders, and their values.
    [[nodiscard]] std::pair<StatementText, Parameters> finished(const QByteArray &sql) const;

private:
    QByteArrayList m_texts;
};

[[nodiscard]] Condition conditionOf(const DocumentSource &source, const DocumentFilter &filter, Marks &marks);

} // namespace dumbo::duckdb
