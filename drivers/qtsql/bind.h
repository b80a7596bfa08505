#pragma once

#include "core/base/result.h"
#include "core/sdk/statement.h"
#include "drivers/common/script/statements.h"

#include <QList>
#include <QVariant>

namespace dumbo::qtsql {

/// Every character, a byte order mark in front included, which QString::fromUtf8() would drop.
[[nodiscard]] QString wholeText(const QByteArray &utf8);

/// The values in the order of the statement's placeholders. Data where their number or names do not fit.
[[nodiscard]] Result<std::vector<Value>> arrange(
    const script::Placeholders &placeholders, const Parameters &parameters);

/// What a database can hold as a parameter.
struct BindRules
{
    QString product; ///< for errors
    bool unsignedIntegers = false; ///< integers above 2^63 - 1
    bool byteOrderMark = true; ///< in front of a text
    bool booleanTexts = false; ///< truth is written "t" and "f", not 1 and 0
};

/// A value as QtSql binds it: numbers as numbers, bytes as bytes, all else as text. Data with the parameter's
/// number (from 1) where the database can't hold it.
[[nodiscard]] Result<QVariant> toVariant(const Value &value, int number, const BindRules &rules);

} // namespace dumbo::qtsql
