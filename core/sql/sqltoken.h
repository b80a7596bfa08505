#pragma once

#include "core/sql/sql.h"

#include <QStringList>

#include <variant>

namespace dumbo {

/// What Sql is made of.
struct Sql::Token {
    struct Raw {
        QByteArray text;
    };
    struct Identifier {
        QStringList path;
    };
    std::variant<Raw, Identifier, Value, QDateTime, ColumnDefinition> content;
};

} // namespace dumbo
