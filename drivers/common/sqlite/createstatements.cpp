#include "drivers/common/sqlite/createstatements.h"

#include "drivers/common/sqlite/tokens.h"

#include <span>

namespace dumbo::sqlite {

namespace {

using Tokens = std::span<const Token>;

/// Reading position in the tokens of one text.
class Cursor
{
public:
    Cursor(std::string_view sql, Tokens tokens)
        : m_sql(sql)
        , m_tokens(tokens)
    {
    }

    [[nodiscard]] bool atEnd() const { return m_place >= m_tokens.size(); }
    [[nodiscard]] bool isWord(std::string_view word) const
    {
        return !atEnd() && m_tokens[m_place].isWord(m_sql, word);
    }
    [[nodiscard]] bool isSign(std::string_view sign) const
    {
        return !atEnd() && m_tokens[m_place].isSign(m_sql, sign);
    }
    [[nodiscard]] std::string_view sql() const { return m_sql; }
    void advance() { ++m_place; }

    bool take(std::string_view word)
    {
        const auto found = isWord(word);
        m_place += found ? 1 : 0;
        return found;
    }

    QString takeName() { return atEnd() ? QString() : unquoted(m_tokens[m_place++].text(m_sql)); }

    /// The tokens within the parentheses that begin here; the cursor moves behind them.
    Tokens takeParentheses()
    {
        if (!isSign("("))
            return {};
        const auto begin = ++m_place;
        for (auto depth = 1; !atEnd(); ++m_place) {
            depth += isSign("(") ? 1 : (isSign(")") ? -1 : 0);
            if (depth == 0)
                return m_tokens.subspan(begin, m_place++ - begin);
        }
        return m_tokens.subspan(begin);
    }

    [[nodiscard]] Tokens rest() const { return atEnd() ? Tokens() : m_tokens.subspan(m_place); }

private:
    std::string_view m_sql;
    Tokens m_tokens;
    std::size_t m_place = 0;
};

QString textOf(std::string_view sql, Tokens tokens)
{
    if (tokens.empty())
        return {};
    const auto part = sql.substr(
        std::size_t(tokens.front().begin), std::size_t(tokens.back().end - tokens.front().begin));
    return QString::fromUtf8(part.data(), qsizetype(part.size()));
}

/// Splits at the commas that are in no parentheses.
std::vector<Tokens> splitList(std::string_view sql, Tokens tokens)
{
    std::vector<Tokens> parts;
    std::size_t begin = 0;
    auto depth = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        depth += tokens[i].isSign(sql, "(") ? 1 : (tokens[i].isSign(sql, ")") ? -1 : 0);
        if (depth == 0 && tokens[i].isSign(sql, ",")) {
            parts.push_back(tokens.subspan(begin, i - begin));
            begin = i + 1;
        }
    }
    if (begin < tokens.size())
        parts.push_back(tokens.subspan(begin));
    return parts;
}

QStringList firstNames(std::string_view sql, Tokens list)
{
    QStringList names;
    for (const auto &part : splitList(sql, list))
        names.append(part.empty() ? QString() : unquoted(part.front().text(sql)));
    return names;
}

void readDeferrable(Cursor &cursor, TableText::ForeignKey &key)
{
    while (!cursor.atEnd()) {
        if (cursor.isWord("CONSTRAINT") || cursor.isWord("CHECK") || cursor.isWord("UNIQUE")
            || cursor.isWord("PRIMARY") || cursor.isWord("FOREIGN") || cursor.isWord("COLLATE")
            || cursor.isWord("DEFAULT") || cursor.isWord("AS") || cursor.isWord("GENERATED"))
            return;
        if (cursor.take("NOT")) {
            if (!cursor.take("DEFERRABLE"))
                return;
            key.deferrable = false;
        } else if (cursor.take("DEFERRABLE")) {
            key.deferrable = true;
        } else if (cursor.take("INITIALLY")) {
            key.initiallyDeferred = key.deferrable && cursor.isWord("DEFERRED");
            cursor.advance();
        } else if (cursor.isSign("(")) {
            std::ignore = cursor.takeParentheses();
        } else {
            cursor.advance();
        }
    }
}

/// Reads the constraints of one entry of the list: of a column when column is set, else of the table.
class ConstraintReader
{
public:
    ConstraintReader(Cursor &cursor, TableText &table, TableText::ColumnText *column)
        : m_cursor(cursor)
        , m_table(table)
        , m_column(column)
    {
    }

    void readAll()
    {
        while (!m_cursor.atEnd()) {
            if (m_cursor.take("CONSTRAINT"))
                m_name = m_cursor.takeName();
            else if (!readKnown())
                skip();
        }
    }

private:
    bool readKnown()
    {
        if (m_cursor.take("CHECK"))
            m_table.checks.push_back(
                { takeConstraintName(), textOf(m_cursor.sql(), m_cursor.takeParentheses()) });
        else if (m_cursor.take("PRIMARY"))
            readKey(true);
        else if (m_cursor.take("UNIQUE"))
            readKey(false);
        else if (m_cursor.take("AUTOINCREMENT"))
            m_table.autoincrement = true;
        else if (m_cursor.take("FOREIGN"))
            readForeignKey();
        else if (m_column && m_cursor.take("REFERENCES"))
            readReferences({ m_column->name });
        else if (m_column && m_cursor.take("COLLATE"))
            m_column->collation = m_cursor.takeName();
        else if (m_column && m_cursor.take("AS"))
            m_column->generatedExpression = textOf(m_cursor.sql(), m_cursor.takeParentheses());
        else
            return false;
        return true;
    }

    QString takeConstraintName() { return std::exchange(m_name, QString()); }

    void readKey(bool primary)
    {
        m_cursor.take("KEY");
        TableText::Key key { takeConstraintName(), {}, primary };
        if (m_column) {
            key.columns = { m_column->name };
        } else {
            const auto list = m_cursor.takeParentheses();
            key.columns = firstNames(m_cursor.sql(), list);
            for (const auto &token : list)
                m_table.autoincrement
                    = m_table.autoincrement || token.isWord(m_cursor.sql(), "AUTOINCREMENT");
        }
        m_table.keys.push_back(key);
    }

    void readForeignKey()
    {
        m_cursor.take("KEY");
        const auto columns = firstNames(m_cursor.sql(), m_cursor.takeParentheses());
        if (m_cursor.take("REFERENCES"))
            readReferences(columns);
    }

    void readReferences(const QStringList &columns)
    {
        TableText::ForeignKey key { takeConstraintName(), columns };
        std::ignore = m_cursor.takeName();
        readDeferrable(m_cursor, key);
        m_table.foreignKeys.push_back(key);
    }

    void skip()
    {
        if (m_cursor.isSign("("))
            std::ignore = m_cursor.takeParentheses();
        else
            m_cursor.advance();
    }

    Cursor &m_cursor;
    TableText &m_table;
    TableText::ColumnText *m_column;
    QString m_name;
};

bool beginsTableConstraint(const Cursor &cursor)
{
    return cursor.isWord("CONSTRAINT") || cursor.isWord("PRIMARY") || cursor.isWord("UNIQUE")
        || cursor.isWord("CHECK") || cursor.isWord("FOREIGN");
}

std::string_view viewOf(const QByteArray &sql)
{
    return { sql.constData(), std::size_t(sql.size()) };
}

} // namespace

TableText readCreateTable(const QByteArray &sql)
{
    TableText table;
    const auto tokens = tokenize(viewOf(sql));
    Cursor whole(viewOf(sql), tokens);
    while (!whole.atEnd() && !whole.isSign("(")) {
        if (whole.isWord("VIRTUAL"))
            return table;
        whole.advance();
    }
    for (const auto &entry : splitList(viewOf(sql), whole.takeParentheses())) {
        Cursor cursor(viewOf(sql), entry);
        if (beginsTableConstraint(cursor)) {
            ConstraintReader(cursor, table, nullptr).readAll();
        } else {
            TableText::ColumnText column { cursor.takeName(), {}, {} };
            ConstraintReader(cursor, table, &column).readAll();
            table.columns.push_back(column);
        }
    }
    return table;
}

IndexText readCreateIndex(const QByteArray &sql)
{
    IndexText index;
    const auto tokens = tokenize(viewOf(sql));
    Cursor cursor(viewOf(sql), tokens);
    while (!cursor.atEnd() && !cursor.isWord("ON"))
        cursor.advance();
    while (!cursor.atEnd() && !cursor.isSign("("))
        cursor.advance();
    for (auto entry : splitList(viewOf(sql), cursor.takeParentheses())) {
        const auto last
            = [&](std::string_view word) { return !entry.empty() && entry.back().isWord(viewOf(sql), word); };
        if (last("ASC") || last("DESC"))
            entry = entry.first(entry.size() - 1);
        if (entry.size() > 2 && entry[entry.size() - 2].isWord(viewOf(sql), "COLLATE"))
            entry = entry.first(entry.size() - 2);
        index.entries.append(
            entry.size() == 1 ? unquoted(entry.front().text(viewOf(sql))) : textOf(viewOf(sql), entry));
    }
    if (cursor.take("WHERE"))
        index.predicate = textOf(viewOf(sql), cursor.rest());
    return index;
}

TriggerText readCreateTrigger(const QByteArray &sql)
{
    TriggerText trigger { QStringLiteral("BEFORE"), {} };
    const auto tokens = tokenize(viewOf(sql));
    Cursor cursor(viewOf(sql), tokens);
    while (!cursor.atEnd() && !cursor.take("TRIGGER"))
        cursor.advance();
    // A name may be any word, so only what follows it is read.
    if (cursor.take("IF")) {
        cursor.take("NOT");
        cursor.take("EXISTS");
    }
    cursor.advance();
    for (; !cursor.atEnd(); cursor.advance()) {
        if (cursor.isWord("AFTER"))
            trigger.timing = QStringLiteral("AFTER");
        else if (cursor.isWord("INSTEAD"))
            trigger.timing = QStringLiteral("INSTEAD OF");
        for (const auto *event : { "INSERT", "UPDATE", "DELETE" }) {
            if (cursor.isWord(event)) {
                trigger.event = QLatin1StringView(event);
                return trigger;
            }
        }
    }
    return trigger;
}

QString virtualTableModule(const QByteArray &sql)
{
    const auto tokens = tokenize(viewOf(sql));
    Cursor cursor(viewOf(sql), tokens);
    if (!cursor.take("CREATE") || !cursor.take("VIRTUAL"))
        return {};
    while (!cursor.atEnd() && !cursor.take("USING"))
        cursor.advance();
    return cursor.takeName();
}

} // namespace dumbo::sqlite
