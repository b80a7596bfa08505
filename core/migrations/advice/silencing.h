#pragma once

#include "core/sdk/dialect.h"
#include "core/sdk/extensions/migrationadvice.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <span>
#include <vector>

namespace dumbo {

/// A comment "dumbo:ignore CODE, CODE reason" as it stands in a text.
struct SilencingComment {
    QStringList codes; ///< or names of rules, as written
    QString reason; ///< empty: it silences nothing
    bool wholeFile = false; ///< dumbo:ignore-file
    TextSpan span; ///< of the comment
    friend bool operator==(const SilencingComment &, const SilencingComment &) = default;
};

/// All of a text, in order.
[[nodiscard]] std::vector<SilencingComment> silencingComments(const QByteArray &text, const Dialect &dialect);

/// The statement that a comment is for: the one around it, else the one that ends before it on the same line, else the next.
/// statements: spans in the same text, in order. Nothing behind the last one.
[[nodiscard]] std::optional<std::size_t> statementOf(
    const TextSpan &comment, std::span<const TextSpan> statements, const QByteArray &text);

} // namespace dumbo
