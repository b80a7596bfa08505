#pragma once

#include "engine.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace dumbo::duckdb {

using TextRow = std::vector<std::optional<QString>>;

/// All rows of an internal query whose columns are all VARCHAR, told to the observer. Cancelled where the work was cancelled.
[[nodiscard]] Result<std::vector<TextRow>> textRows(Engine &engine, const QByteArray &sql);

/// The texts of a JSON array; empty for NULL.
[[nodiscard]] QStringList listOf(const std::optional<QString> &json);

/// As a literal, or as a name in double quotes.
[[nodiscard]] QByteArray quotedText(const QString &text);
[[nodiscard]] QByteArray quotedName(const QString &name);

} // namespace dumbo::duckdb
