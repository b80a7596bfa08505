#include "core/sql/inlined.h"

#include "core/sql/lexer.h"
#include "core/sql/sql.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

/// The value that a placeholder stands for; null where there is none.
const Value *valueOf(QByteArrayView placeholder, const Parameters &parameters, std::size_t &next)
{
    const auto name = placeholder.sliced(1);
    bool isNumber = false;
    const auto number = name.toULongLong(&isNumber);
    if (name.isEmpty())
        return next < parameters.positional.size() ? &parameters.positional[next++] : nullptr;
    if (isNumber && number > 0 && number <= parameters.positional.size())
        return &parameters.positional[std::size_t(number) - 1];
    const auto named = std::ranges::find_if(parameters.named, [&](const auto &parameter) { return parameter.first == name; });
    return named == parameters.named.end() ? nullptr : &named->second;
}

} // namespace

Result<QByteArray> inlined(const Statement &statement, const Dialect &dialect)
{
    if (statement.parameters.isEmpty())
        return statement.text;
    const std::string_view text(statement.text.constData(), std::size_t(statement.text.size()));
    QByteArray result;
    std::size_t next = 0;
    for (const auto &token : tokenize(text, dialect.lexer)) {
        const auto bytes = tokenText(text, token);
        if (token.kind != TokenKind::Placeholder) {
            result.append(bytes.data(), qsizetype(bytes.size()));
            continue;
        }
        const auto *value = valueOf(QByteArrayView(bytes.data(), qsizetype(bytes.size())), statement.parameters, next);
        if (!value)
            return std::unexpected(Error(ErrorKind::Data, QCoreApplication::translate("Sql", "The statement has a placeholder without a value."))
                                       .withPosition(token.begin));
        const auto written = literal(*value, dialect);
        if (!written)
            return fail(written.error());
        result += *written;
    }
    return result;
}

} // namespace dumbo
