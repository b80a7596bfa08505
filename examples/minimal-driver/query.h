#pragma once

#include "core/base/result.h"

#include <QString>

#include <limits>
#include <optional>
#include <vector>

namespace csv {

/// A name as it stands in a statement, and where.
struct Name {
    QString text;
    qint64 position = 0;
};

/// SELECT * | column, … FROM table [WHERE column = 'text'] [LIMIT n] [;]
struct Query {
    struct Condition {
        Name column;
        QByteArray value;
    };
    std::vector<Name> columns; ///< empty: all
    Name table;
    std::optional<Condition> condition;
    qint64 limit = std::numeric_limits<qint64>::max();

    /// InvalidOperation where the text is something else.
    [[nodiscard]] static dumbo::Result<Query> parse(const QByteArray &text);
};

} // namespace csv
