#pragma once

#include "core/sdk/extensions/pongo.h"
#include "drivers/common/sqlite/documents/constant.h"

#include <vector>

namespace dumbo::sqlite {

/// Collects the values of one statement. SQL is put together in any order with marks for values; only at the end each mark becomes a
/// placeholder or a literal, as often as it stands there.
class Values
{
public:
    /// What stands for the value in SQL.
    [[nodiscard]] QByteArray mark(Value value);
    /// The same for a text of any bytes, where need be through SQLite's own reading of JSON.
    [[nodiscard]] QByteArray markText(const QByteArray &text);

    [[nodiscard]] DocumentCommand withPlaceholders(const QByteArray &sql) const;
    [[nodiscard]] StatementText withLiterals(const QByteArray &sql) const;

private:
    template <typename Put>
    [[nodiscard]] QByteArray replaced(const QByteArray &sql, Put put) const;

    std::vector<Value> m_values;
};

/// NotImplemented for names with the characters that mark values.
[[nodiscard]] Result<void> checkNames(const DocumentSource &source);

/// 'text' with quotes doubled.
[[nodiscard]] QByteArray literal(const QByteArray &text);
/// So many digits that SQLite reads the same number.
[[nodiscard]] QByteArray literal(double number);

/// A table with its schema where it has one.
[[nodiscard]] QByteArray tableName(const ObjectPath &table);

/// A way into JSON as SQLite writes it, e.g. $.address."zip code"[0]
class JsonPath
{
public:
    [[nodiscard]] JsonPath key(const QByteArray &key) const;
    [[nodiscard]] JsonPath position(qint64 position) const;
    [[nodiscard]] static JsonPath keys(const DocumentPath &path);
    /// As an SQL literal.
    [[nodiscard]] QByteArray sql() const { return literal(m_text); }
    [[nodiscard]] const QByteArray &text() const { return m_text; }

private:
    QByteArray m_text = QByteArrayLiteral("$");
};

/// The position that a step names in an array; -1: it names none.
[[nodiscard]] qint64 positionOf(const QByteArray &step);

/// The expression that indexes are made of and filters ask for.
[[nodiscard]] QByteArray extracted(const QByteArray &json, const JsonPath &path);

/// The column as JSON: where it may hold something else, NULL for what is no JSON.
[[nodiscard]] QByteArray jsonOf(const DocumentSource &source, const QByteArray &prefix = {});
/// Whether rows may hold what SQLite does not read as JSON.
[[nodiscard]] bool isGuarded(const DocumentSource &source);

} // namespace dumbo::sqlite
