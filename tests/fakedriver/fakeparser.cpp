#include "tests/fakedriver/fakeparser.h"

#include <algorithm>
#include <cctype>

namespace dumbo::fake {

namespace {

struct Token {
    enum Kind { End, Word, Quoted, Text, Blob, Number, Placeholder, Symbol };
    Kind kind = End;
    QByteArray text; ///< content without quotes; the spelling of words
    qint64 begin = 0;
    qint64 end = 0;
};

struct SyntaxError {
    qint64 position;
    QString message;
};

bool isWordByte(char byte)
{
    return std::isalnum(static_cast<unsigned char>(byte)) || byte == '_' || static_cast<unsigned char>(byte) >= 0x80;
}

class Scanner {
public:
    Scanner(const QByteArray &text, qint64 offset)
        : m_text(text)
        , m_at(offset)
    {
    }

    Token next()
    {
        skipBlanks();
        Token token;
        token.begin = m_at;
        if (m_at < m_text.size())
            read(token);
        token.end = m_at;
        return token;
    }

private:
    char peek(qint64 ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }

    void skipBlanks()
    {
        while (m_at < m_text.size()) {
            if (std::isspace(static_cast<unsigned char>(peek())))
                ++m_at;
            else if (peek() == '-' && peek(1) == '-')
                m_at = m_text.indexOf('\n', m_at) < 0 ? m_text.size() : m_text.indexOf('\n', m_at);
            else if (peek() == '/' && peek(1) == '*')
                m_at = m_text.indexOf("*/", m_at) < 0 ? m_text.size() : m_text.indexOf("*/", m_at) + 2;
            else
                return;
        }
    }

    void read(Token &token)
    {
        const auto first = peek();
        if (first == '\'') {
            token.kind = Token::Text;
            token.text = quoted('\'');
        } else if (first == '"') {
            token.kind = Token::Quoted;
            token.text = quoted('"');
        } else if ((first == 'x' || first == 'X') && peek(1) == '\'') {
            ++m_at;
            token.kind = Token::Blob;
            token.text = QByteArray::fromHex(quoted('\''));
        } else if (std::isdigit(static_cast<unsigned char>(first)) || (first == '-' && std::isdigit(static_cast<unsigned char>(peek(1))))) {
            token.kind = Token::Number;
            token.text = span([](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == '+'; });
        } else if (first == '?' || first == '$' || first == ':') {
            token.kind = Token::Placeholder;
            ++m_at;
            token.text = first + span(isWordByte);
        } else if (isWordByte(first)) {
            token.kind = Token::Word;
            token.text = span(isWordByte);
        } else {
            token.kind = Token::Symbol;
            token.text = m_text.sliced(m_at++, 1);
        }
    }

    template <typename Predicate>
    QByteArray span(Predicate belongs)
    {
        const auto begin = m_at;
        while (m_at < m_text.size() && belongs(m_text[m_at]))
            ++m_at;
        return m_text.sliced(begin, m_at - begin);
    }

    QByteArray quoted(char quote)
    {
        QByteArray content;
        const auto begin = m_at++;
        while (true) {
            if (m_at >= m_text.size())
                throw SyntaxError { begin, QStringLiteral("A quote is not closed.") };
            const auto byte = m_text[m_at++];
            if (byte == quote && peek() != quote)
                return content;
            if (byte == quote)
                ++m_at;
            content.append(byte);
        }
    }

    const QByteArray &m_text;
    qint64 m_at;
};

class Parser {
public:
    Parser(const QByteArray &text, qint64 offset)
        : m_text(text)
        , m_scanner(text, offset)
    {
        advance();
    }

    std::optional<FakeStatement> parse()
    {
        while (takeSymbol(";")) { }
        if (m_token.kind == Token::End)
            return std::nullopt;
        FakeStatement statement;
        statement.begin = m_token.begin;
        statement.verb = word("a statement").toUpper();
        parseVerb(statement);
        statement.end = m_end;
        statement.text = m_text.sliced(statement.begin, m_end - statement.begin);
        if (m_token.kind == Token::Symbol && m_token.text == ";")
            statement.end = m_token.end;
        else if (m_token.kind != Token::End)
            unexpected("the end of the statement");
        return statement;
    }

private:
    void advance()
    {
        m_end = m_token.end;
        m_token = m_scanner.next();
    }

    [[noreturn]] void unexpected(const char *wanted)
    {
        throw SyntaxError { m_token.begin,
            QStringLiteral("Expected %1 at \"%2\".").arg(QLatin1StringView(wanted), QString::fromUtf8(m_token.text)) };
    }

    bool takeSymbol(const char *symbol)
    {
        if (m_token.kind != Token::Symbol || m_token.text != symbol)
            return false;
        advance();
        return true;
    }
    void needSymbol(const char *symbol)
    {
        if (!takeSymbol(symbol))
            unexpected(symbol);
    }
    bool isWord(const char *wanted) const { return m_token.kind == Token::Word && m_token.text.toUpper() == wanted; }
    bool takeWord(const char *wanted)
    {
        if (!isWord(wanted))
            return false;
        advance();
        return true;
    }
    void needWord(const char *wanted)
    {
        if (!takeWord(wanted))
            unexpected(wanted);
    }
    QByteArray word(const char *wanted)
    {
        if (m_token.kind != Token::Word)
            unexpected(wanted);
        const auto text = m_token.text;
        advance();
        return text;
    }
    QString name()
    {
        if (m_token.kind != Token::Word && m_token.kind != Token::Quoted)
            unexpected("a name");
        const auto text = QString::fromUtf8(m_token.text);
        advance();
        return takeSymbol(".") ? name() : text;
    }

    FakeExpression number()
    {
        FakeExpression made;
        bool isInteger = false;
        const auto integer = m_token.text.toLongLong(&isInteger);
        if (isInteger)
            made.literal = Value(qint64(integer));
        else if (m_token.text.toLower().contains('e'))
            made.literal = Value(m_token.text.toDouble());
        else
            made.literal = Value::decimal(m_token.text);
        advance();
        return made;
    }

    FakeExpression placeholder()
    {
        FakeExpression made;
        const auto text = m_token.text;
        bool isNumber = false;
        const auto number = text.sliced(1).toInt(&isNumber);
        if (text == "?" || isNumber) {
            made.kind = FakeExpression::Positional;
            made.number = isNumber ? number : ++m_placeholders;
        } else if (text.startsWith(':') && text.size() > 1) {
            made.kind = FakeExpression::Named;
            made.name = text.sliced(1);
        } else {
            unexpected("a placeholder");
        }
        advance();
        return made;
    }

    FakeExpression literal(Value value)
    {
        FakeExpression made;
        made.literal = std::move(value);
        advance();
        return made;
    }

    FakeExpression cast()
    {
        needSymbol("(");
        auto made = expression();
        needWord("AS");
        made.type = typeName();
        needSymbol(")");
        return made;
    }

    FakeExpression repeat()
    {
        needSymbol("(");
        auto made = expression();
        made.kind = FakeExpression::Repeat;
        needSymbol(",");
        made.times = m_token.text.toLongLong();
        advance();
        needSymbol(")");
        return made;
    }

    FakeExpression expression()
    {
        switch (m_token.kind) {
        case Token::Text:
            return literal(Value::text(m_token.text));
        case Token::Blob:
            return literal(Value::bytes(m_token.text));
        case Token::Number:
            return number();
        case Token::Placeholder:
            return placeholder();
        case Token::Word:
            if (isWord("NULL"))
                return literal(Value());
            if (isWord("TRUE") || isWord("FALSE"))
                return literal(Value(isWord("TRUE")));
            if (takeWord("CAST"))
                return cast();
            if (takeWord("REPEAT"))
                return repeat();
            [[fallthrough]];
        case Token::Quoted: {
            FakeExpression made;
            made.kind = FakeExpression::ColumnName;
            made.name = name().toUtf8();
            return made;
        }
        default:
            unexpected("a value");
        }
    }

    QString typeName()
    {
        auto type = QString::fromUtf8(word("a type"));
        if (!takeSymbol("("))
            return type;
        type += QLatin1Char('(');
        while (!takeSymbol(")")) {
            type += QString::fromUtf8(m_token.text);
            advance();
        }
        return type + QLatin1Char(')');
    }

    template <typename Parse>
    void list(Parse parseOne)
    {
        do
            parseOne();
        while (takeSymbol(","));
    }

    void parseVerb(FakeStatement &statement)
    {
        const auto &verb = statement.verb;
        if (verb == "SELECT")
            parseSelect(statement);
        else if (verb == "INSERT")
            parseInsert(statement);
        else if (verb == "UPDATE")
            parseUpdate(statement);
        else if (verb == "DELETE")
            parseDelete(statement);
        else if (verb == "CREATE" || verb == "DROP")
            parseTable(statement);
        else if (verb == "BEGIN" || verb == "COMMIT" || verb == "ROLLBACK" || verb == "SAVEPOINT" || verb == "RELEASE")
            parseTransaction(statement);
        else
            parseOther(statement);
    }

    void parseWhere(FakeStatement &statement)
    {
        if (!takeWord("WHERE"))
            return;
        const auto column = name();
        needSymbol("=");
        statement.where.emplace(column, expression());
    }

    void parseSelect(FakeStatement &statement)
    {
        if (takeWord("COUNT")) {
            for (const auto *symbol : { "(", "*", ")" })
                needSymbol(symbol);
            statement.countsRows = true;
        } else if (!takeSymbol("*")) {
            list([&] {
                FakeItem item { expression(), {} };
                if (takeWord("AS"))
                    item.alias = name();
                statement.items.push_back(std::move(item));
            });
        }
        if (!takeWord("FROM"))
            return;
        statement.name = name();
        if (takeSymbol("(")) {
            statement.arguments.push_back(expression());
            needSymbol(")");
        }
        parseWhere(statement);
    }

    void parseInsert(FakeStatement &statement)
    {
        needWord("INTO");
        statement.name = name();
        if (takeSymbol("(")) {
            list([&] { statement.columnNames.append(name()); });
            needSymbol(")");
        }
        needWord("VALUES");
        list([&] {
            needSymbol("(");
            auto &row = statement.rows.emplace_back();
            list([&] { row.push_back(expression()); });
            needSymbol(")");
        });
    }

    void parseUpdate(FakeStatement &statement)
    {
        statement.name = name();
        needWord("SET");
        list([&] {
            const auto column = name();
            needSymbol("=");
            statement.assignments.emplace_back(column, expression());
        });
        parseWhere(statement);
    }

    void parseDelete(FakeStatement &statement)
    {
        needWord("FROM");
        statement.name = name();
        parseWhere(statement);
    }

    void parseTable(FakeStatement &statement)
    {
        needWord("TABLE");
        const auto creates = statement.verb == "CREATE";
        statement.verb += " TABLE";
        statement.name = name();
        if (!creates)
            return;
        needSymbol("(");
        int keys = 0;
        list([&] {
            CatalogColumn column;
            column.name = name();
            column.type = typeName();
            parseColumnRules(statement, column, keys);
            statement.columns.push_back(std::move(column));
        });
        needSymbol(")");
    }

    void parseColumnRules(FakeStatement &statement, CatalogColumn &column, int &keys)
    {
        while (true) {
            if (takeWord("NOT")) {
                needWord("NULL");
                column.nullable = false;
            } else if (takeWord("PRIMARY")) {
                needWord("KEY");
                column.primaryKeyPosition = ++keys;
                statement.uniqueColumns.append(column.name);
            } else if (takeWord("UNIQUE")) {
                statement.uniqueColumns.append(column.name);
            } else {
                return;
            }
        }
    }

    void parseTransaction(FakeStatement &statement)
    {
        if (statement.verb == "BEGIN") {
            if (takeWord("READ")) {
                needWord("ONLY");
                statement.verb = "BEGIN READ ONLY";
            } else {
                takeWord("IMMEDIATE");
            }
        } else if (statement.verb == "ROLLBACK" && takeWord("TO")) {
            statement.verb = "ROLLBACK TO";
            takeWord("SAVEPOINT");
            statement.name = name();
        } else if (statement.verb == "SAVEPOINT" || statement.verb == "RELEASE") {
            if (statement.verb == "RELEASE")
                takeWord("SAVEPOINT");
            statement.name = name();
        }
    }

    void parseOther(FakeStatement &statement)
    {
        static const QByteArrayList verbs { "SLEEP", "NOTIFY", "NOTICE", "SET", "RAISE", "FAIL", "BREAK", "TYPES", "MIXED" };
        if (!verbs.contains(statement.verb))
            throw SyntaxError { statement.begin,
                QStringLiteral("\"%1\" is not a statement.").arg(QString::fromUtf8(statement.verb)) };
        if (statement.verb == "FAIL")
            needWord("AFTER");
        if (statement.verb == "NOTIFY" || statement.verb == "SET") {
            statement.name = name();
            if (!takeSymbol("="))
                takeSymbol(",");
        }
        if (m_token.kind != Token::End && !(m_token.kind == Token::Symbol && m_token.text == ";"))
            list([&] { statement.arguments.push_back(expression()); });
    }

    const QByteArray &m_text;
    Scanner m_scanner;
    Token m_token;
    qint64 m_end = 0;
    int m_placeholders = 0;
};

} // namespace

Result<std::optional<FakeStatement>> parseStatement(const QByteArray &text, qint64 offset)
{
    try {
        return Parser(text, offset).parse();
    } catch (const SyntaxError &error) {
        return fail(Error(ErrorKind::InvalidOperation, error.message).withServerMessage(error.message)
                .withSqlState(QStringLiteral("42601")).withPosition(error.position));
    }
}

std::vector<FakePlaceholder> placeholdersOf(const FakeStatement &statement)
{
    std::vector<FakePlaceholder> found;
    const auto add = [&](const FakeExpression &expression, const QString &column = {}) {
        if (expression.kind == FakeExpression::Positional || expression.kind == FakeExpression::Named)
            found.push_back({ expression, column });
    };
    for (const auto &item : statement.items)
        add(item.value);
    for (const auto &row : statement.rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            add(row[i], statement.columnNames.value(qsizetype(i)));
    }
    for (const auto &[column, expression] : statement.assignments)
        add(expression, column);
    if (statement.where)
        add(statement.where->second, statement.where->first);
    for (const auto &argument : statement.arguments)
        add(argument);
    return found;
}

} // namespace dumbo::fake
