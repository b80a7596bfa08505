#include "drivers/common/outline/definitionreader.h"

#include "drivers/common/script/statements.h"

#include <algorithm>
#include <utility>

namespace dumbo::outline {

namespace {

void takeIf(Cursor &cursor, StatementOutline &statement)
{
    statement.ifExists = cursor.takeAll({ "IF", "NOT", "EXISTS" }) || cursor.takeAll({ "IF", "EXISTS" }) || statement.ifExists;
}

void takeWait(Cursor &cursor, StatementOutline &statement)
{
    if (cursor.take("NOWAIT")) {
        statement.waits = true;
    } else if (cursor.take("WAIT")) {
        cursor.advance();
        statement.waits = true;
    }
}

void takeHow(Cursor &cursor, StatementOutline &statement)
{
    while (!cursor.atEnd()) {
        const auto isAlgorithm = cursor.isWord("ALGORITHM");
        const auto isLock = cursor.isWord("LOCK");
        cursor.advance();
        if (!isAlgorithm && !isLock)
            continue;
        cursor.takeSign('=');
        (isAlgorithm ? statement.algorithm : statement.lock) = cursor.word();
    }
}

/// Tables behind FROM and JOIN, at any depth.
std::vector<NamedObject> tablesOfQuery(Cursor cursor)
{
    std::vector<NamedObject> tables;
    while (!cursor.atEnd()) {
        if (!cursor.takeAny({ "FROM", "JOIN" })) {
            cursor.advance();
            continue;
        }
        while (cursor.isName()) {
            tables.push_back(cursor.takeObject());
            if (cursor.take("AS") || (cursor.isName() && (cursor.isSign(',', 1))))
                cursor.advance();
            if (!cursor.takeSign(','))
                break;
        }
    }
    return tables;
}

void readCreateTable(Cursor &cursor, StatementOutline &statement)
{
    takeIf(cursor, statement);
    statement.objects.push_back(cursor.takeObject());
    takeWait(cursor, statement);
    const auto takesLike = [&](Cursor &at) {
        if (at.take("LIKE"))
            statement.sources.push_back(at.takeObject());
        return !statement.sources.empty();
    };
    if (cursor.isSign('(')) {
        const auto list = cursor.takeParentheses();
        Cursor inner(cursor.sql(), list);
        if (inner.isAnyWord({ "SELECT", "WITH" }) || takesLike(inner))
            statement.isQuery = true;
        else
            readDefinitions(cursor.sql(), list, statement);
    } else if (takesLike(cursor)) {
        statement.isQuery = true;
    }
    const auto options = cursor.place();
    cursor.skipTo({ "AS", "SELECT", "WITH", "VALUES", "PARTITION" });
    // WITH SYSTEM VERSIONING is an option.
    if (cursor.isAnyWord({ "AS", "SELECT", "VALUES" }) || (cursor.isWord("WITH") && !cursor.isWord("SYSTEM", 1))) {
        statement.isQuery = true;
        statement.sources = tablesOfQuery(cursor);
    }
    Cursor settings(cursor.sql(), cursor.since(options));
    statement.settings = readOptions(settings);
}

void readCreateIndex(Cursor &cursor, StatementOutline &statement)
{
    takeIf(cursor, statement);
    statement.name = cursor.takeObject();
    cursor.skipTo({ "ON" });
    cursor.take("ON");
    statement.objects.push_back(cursor.takeObject());
    const auto list = cursor.takeParentheses();
    for (const auto &entry : splitList(cursor.sql(), list)) {
        statement.indexEntries.push_back(textOf(cursor.sql(), entry));
        statement.indexColumns.append(entry.empty() ? QString() : unquoted(entry.front().text(cursor.sql())));
    }
    if (cursor.take("WHERE")) {
        statement.hasWhere = true;
        statement.where = textOf(cursor.sql(), cursor.rest());
        return;
    }
    takeHow(cursor, statement);
}

void readTrigger(Cursor &cursor, StatementOutline &statement)
{
    takeIf(cursor, statement);
    statement.name = cursor.takeObject();
    cursor.skipTo({ "ON" });
    cursor.take("ON");
    statement.objects.push_back(cursor.takeObject());
}

void readCreate(Cursor &cursor, StatementOutline &statement)
{
    statement.orReplace = cursor.takeAll({ "OR", "REPLACE" });
    if (cursor.take("DEFINER"))
        cursor.skipTo({ "VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "SQL" });
    for (auto isModifier = true; isModifier;) {
        if (cursor.takeAny({ "TEMP", "TEMPORARY" }))
            statement.temporary = true;
        else if (cursor.take("UNIQUE"))
            statement.unique = true;
        else if (cursor.take("ALGORITHM"))
            cursor.skipTo({ "DEFINER", "SQL", "VIEW" });
        else
            isModifier = cursor.takeAny({ "FULLTEXT", "SPATIAL", "VECTOR", "AGGREGATE", "UNDEFINED", "SQL", "SECURITY", "INVOKER" });
    }
    const auto kind = cursor.word();
    cursor.advance();
    statement.tag = QStringLiteral("CREATE ") + QString::fromLatin1(kind);
    statement.kindWord = QString::fromLatin1(kind);
    if (kind == "TABLE") {
        statement.verb = Verb::CreateTable;
        return readCreateTable(cursor, statement);
    }
    if (kind == "INDEX") {
        statement.verb = Verb::CreateIndex;
        return readCreateIndex(cursor, statement);
    }
    if (kind == "TRIGGER") {
        statement.verb = Verb::CreateTrigger;
        return readTrigger(cursor, statement);
    }
    if (kind == "VIRTUAL")
        cursor.take("TABLE");
    statement.verb = kind == "VIRTUAL" ? Verb::CreateVirtualTable
        : kind == "VIEW"               ? Verb::CreateView
        : kind == "DATABASE" || kind == "SCHEMA" ? Verb::CreateDatabase
        : kind == "USER" || kind == "ROLE"       ? Verb::Rights
                                                 : Verb::CreateOther;
    takeIf(cursor, statement);
    statement.name = cursor.takeObject();
    if (statement.verb == Verb::CreateView)
        statement.sources = tablesOfQuery(cursor);
}

void readDrop(Cursor &cursor, StatementOutline &statement)
{
    statement.temporary = cursor.take("TEMPORARY");
    const auto kind = cursor.word();
    cursor.advance();
    statement.tag = QStringLiteral("DROP ") + QString::fromLatin1(kind);
    statement.kindWord = QString::fromLatin1(kind);
    statement.verb = kind == "TABLE" ? Verb::DropTable
        : kind == "INDEX"   ? Verb::DropIndex
        : kind == "VIEW"    ? Verb::DropView
        : kind == "TRIGGER" ? Verb::DropTrigger
        : kind == "DATABASE" || kind == "SCHEMA" ? Verb::DropDatabase
        : kind == "USER" || kind == "ROLE"       ? Verb::Rights
                                                 : Verb::DropOther;
    takeIf(cursor, statement);
    statement.name = cursor.takeObject();
    if (statement.verb == Verb::DropIndex && cursor.take("ON")) {
        statement.objects.push_back(cursor.takeObject());
        takeWait(cursor, statement);
        return takeHow(cursor, statement);
    }
    if (statement.verb != Verb::DropTable && statement.verb != Verb::DropView)
        return;
    statement.objects.push_back(statement.name);
    while (cursor.takeSign(','))
        statement.objects.push_back(cursor.takeObject());
    takeWait(cursor, statement);
}

void readAlter(Cursor &cursor, StatementOutline &statement)
{
    cursor.take("ONLINE");
    statement.ignore = cursor.take("IGNORE");
    const auto kind = cursor.word();
    cursor.advance();
    statement.tag = QStringLiteral("ALTER ") + QString::fromLatin1(kind);
    statement.kindWord = QString::fromLatin1(kind);
    statement.verb = kind == "TABLE" ? Verb::AlterTable : (kind == "USER" || kind == "ROLE" ? Verb::Rights : Verb::AlterOther);
    takeIf(cursor, statement);
    if (statement.verb != Verb::AlterTable) {
        statement.name = cursor.takeObject();
        return;
    }
    statement.objects.push_back(cursor.takeObject());
    takeWait(cursor, statement);
    for (const auto &part : splitList(cursor.sql(), cursor.rest())) {
        Cursor action(cursor.sql(), part);
        readAction(action, statement);
    }
}

void readRename(Cursor &cursor, StatementOutline &statement)
{
    if (!cursor.takeAny({ "TABLE", "TABLES" })) {
        statement.verb = Verb::Rights;
        return;
    }
    statement.verb = Verb::RenameTable;
    statement.tag = QStringLiteral("RENAME TABLE");
    takeIf(cursor, statement);
    do {
        statement.objects.push_back(cursor.takeObject());
        takeWait(cursor, statement);
        cursor.take("TO");
        statement.newNames.push_back(cursor.takeObject());
    } while (cursor.takeSign(','));
}

void readWhere(Cursor &cursor, StatementOutline &statement)
{
    cursor.skipTo({ "WHERE", "LIMIT", "ORDER", "RETURNING" });
    if (cursor.take("WHERE")) {
        const auto begin = cursor.place();
        cursor.skipTo({ "LIMIT", "ORDER", "RETURNING" });
        statement.hasWhere = true;
        statement.where = textOf(cursor.sql(), cursor.since(begin));
    }
    cursor.skipTo({ "LIMIT" });
    statement.hasLimit = cursor.isWord("LIMIT");
}

void readInsert(Cursor &cursor, StatementOutline &statement)
{
    if (cursor.take("OR")) {
        statement.orReplace = cursor.isWord("REPLACE");
        statement.ignore = cursor.isWord("IGNORE");
        cursor.advance();
    }
    while (cursor.isAnyWord({ "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE" }) && !cursor.isSign('(', 1)) {
        statement.ignore = statement.ignore || cursor.isWord("IGNORE");
        cursor.advance();
    }
    cursor.take("INTO");
    statement.objects.push_back(cursor.takeObject());
    statement.indexColumns = firstNames(cursor.sql(), cursor.takeParentheses());
    cursor.skipTo({ "SELECT", "WITH", "VALUES", "SET", "DEFAULT" });
    statement.isQuery = cursor.isAnyWord({ "SELECT", "WITH" });
    if (statement.isQuery) {
        statement.sources = tablesOfQuery(cursor);
        statement.where = textOf(cursor.sql(), cursor.rest());
    }
    if (statement.orReplace)
        statement.verb = Verb::Replace;
}

void readUpdate(Cursor &cursor, StatementOutline &statement)
{
    if (cursor.take("OR"))
        cursor.advance();
    while (cursor.isAnyWord({ "LOW_PRIORITY", "IGNORE" })) {
        statement.ignore = statement.ignore || cursor.isWord("IGNORE");
        cursor.advance();
    }
    statement.objects.push_back(cursor.takeObject());
    const auto begin = cursor.place();
    cursor.skipTo({ "SET" });
    const auto isSign = [&](const Token &token) { return token.isSign(cursor.sql(), ',') || token.isWord(cursor.sql(), "JOIN"); };
    statement.isMultiTable = std::ranges::any_of(cursor.since(begin), isSign);
    cursor.take("SET");
    const auto assignments = cursor.place();
    Cursor where = cursor;
    where.skipTo({ "FROM", "WHERE" });
    statement.isMultiTable = statement.isMultiTable || where.isWord("FROM");
    for (const auto &part : splitList(cursor.sql(), where.since(assignments)))
        statement.indexColumns.append(part.empty() ? QString() : unquoted(part.front().text(cursor.sql())));
    readWhere(cursor, statement);
}

void readDelete(Cursor &cursor, StatementOutline &statement)
{
    while (cursor.isAnyWord({ "LOW_PRIORITY", "QUICK", "IGNORE" })) {
        statement.ignore = statement.ignore || cursor.isWord("IGNORE");
        cursor.advance();
    }
    const auto hasFrom = cursor.take("FROM");
    statement.objects.push_back(cursor.takeObject());
    statement.isMultiTable = !hasFrom || cursor.isSign(',') || cursor.isWord("USING");
    while (cursor.takeSign(','))
        statement.objects.push_back(cursor.takeObject());
    readWhere(cursor, statement);
}

void readSet(Cursor &cursor, StatementOutline &statement)
{
    for (const auto &part : splitList(cursor.sql(), cursor.rest())) {
        Cursor at(cursor.sql(), part);
        SettingOutline setting;
        setting.span = spanOf(part);
        while (at.takeSign('@')) { }
        if (at.isAnyWord({ "GLOBAL", "SESSION", "LOCAL", "PERSIST" }) && !at.isSign('=', 1)) {
            setting.scope = at.word();
            at.advance();
            at.takeSign('.');
        }
        setting.name = at.word();
        at.advance();
        if (at.takeSign(':'), !at.takeSign('=') && setting.name == "NAMES")
            setting.value = at.takeName().toUtf8();
        else
            setting.value = textOf(at.sql(), at.rest());
        statement.settings.push_back(std::move(setting));
    }
}

void readPragma(Cursor &cursor, StatementOutline &statement)
{
    const auto name = cursor.takeObject();
    SettingOutline setting;
    setting.name = name.path.name.toUpper().toUtf8();
    setting.scope = name.path.schema.toUtf8();
    setting.span = spanOf(cursor.rest());
    if (cursor.takeSign('='))
        setting.value = textOf(cursor.sql(), cursor.rest());
    else if (cursor.isSign('('))
        setting.value = textOf(cursor.sql(), cursor.takeParentheses());
    statement.settings.push_back(std::move(setting));
}

void readTables(Cursor &cursor, StatementOutline &statement)
{
    cursor.takeAny({ "LOCAL", "NO_WRITE_TO_BINLOG" });
    if (!cursor.takeAny({ "TABLE", "TABLES" }) && statement.verb == Verb::Optimize)
        return;
    while (cursor.isName()) {
        statement.objects.push_back(cursor.takeObject());
        while (!cursor.atEnd() && !cursor.isSign(','))
            cursor.advance();
        cursor.takeSign(',');
    }
}

struct Reader
{
    const char *word;
    Verb verb;
    void (*read)(Cursor &, StatementOutline &); ///< null: the word says enough
};

constexpr Reader readers[] {
    { "SELECT", Verb::Select, nullptr },
    { "VALUES", Verb::Select, nullptr },
    { "TABLE", Verb::Select, nullptr },
    { "SHOW", Verb::Select, nullptr },
    { "DESCRIBE", Verb::Select, nullptr },
    { "DESC", Verb::Select, nullptr },
    { "EXPLAIN", Verb::Select, nullptr },
    { "INSERT", Verb::Insert, readInsert },
    { "REPLACE", Verb::Replace, readInsert },
    { "UPDATE", Verb::Update, readUpdate },
    { "DELETE", Verb::Delete, readDelete },
    { "TRUNCATE", Verb::Truncate, nullptr },
    { "CREATE", Verb::CreateOther, readCreate },
    { "ALTER", Verb::AlterOther, readAlter },
    { "DROP", Verb::DropOther, readDrop },
    { "RENAME", Verb::RenameTable, readRename },
    { "PRAGMA", Verb::Pragma, readPragma },
    { "ATTACH", Verb::Attach, nullptr },
    { "DETACH", Verb::Detach, nullptr },
    { "VACUUM", Verb::Vacuum, nullptr },
    { "OPTIMIZE", Verb::Optimize, readTables },
    { "REPAIR", Verb::Optimize, readTables },
    { "ANALYZE", Verb::Analyze, nullptr },
    { "REINDEX", Verb::Reindex, nullptr },
    { "BEGIN", Verb::Begin, nullptr },
    { "START", Verb::Begin, nullptr },
    { "COMMIT", Verb::Commit, nullptr },
    { "END", Verb::Commit, nullptr },
    { "ROLLBACK", Verb::Rollback, nullptr },
    { "SAVEPOINT", Verb::Savepoint, nullptr },
    { "RELEASE", Verb::Savepoint, nullptr },
    { "XA", Verb::Commit, nullptr },
    { "SET", Verb::Set, readSet },
    { "LOCK", Verb::LockTables, readTables },
    { "UNLOCK", Verb::UnlockTables, nullptr },
    { "USE", Verb::Use, nullptr },
    { "LOAD", Verb::Load, nullptr },
    { "CALL", Verb::Call, nullptr },
    { "DO", Verb::Call, nullptr },
    { "EXECUTE", Verb::Call, nullptr },
    { "PREPARE", Verb::Other, nullptr },
    { "DEALLOCATE", Verb::Other, nullptr },
    { "GRANT", Verb::Rights, nullptr },
    { "REVOKE", Verb::Rights, nullptr },
    { "FLUSH", Verb::Other, nullptr },
    { "RESET", Verb::Other, nullptr },
    { "PURGE", Verb::Other, nullptr },
    { "KILL", Verb::Other, nullptr },
    { "HANDLER", Verb::Other, nullptr },
    { "CHECK", Verb::Other, nullptr },
    { "CHECKSUM", Verb::Other, nullptr },
    { "INSTALL", Verb::Other, nullptr },
    { "UNINSTALL", Verb::Other, nullptr },
    { "BACKUP", Verb::Other, nullptr },
    { "SIGNAL", Verb::Other, nullptr },
};

/// Whether parentheses and the last quotes are closed.
bool isComplete(std::string_view sql, Tokens tokens)
{
    auto depth = 0;
    for (const auto &token : tokens) {
        depth += token.isSign(sql, '(') ? 1 : (token.isSign(sql, ')') ? -1 : 0);
        if (depth < 0)
            return false;
        const auto text = token.text(sql);
        const auto isQuote = token.kind == Token::Kind::String || token.kind == Token::Kind::Quoted;
        const auto close = text.front() == '[' ? ']' : text.back() == text.front() ? text.front() : '\0';
        if (isQuote && &token == &tokens.back() && (text.size() < 2 || (text.front() != text.back() && text.back() != close && text.back() != '\'')))
            return false;
    }
    return depth == 0;
}

} // namespace

StatementOutline readStatement(std::string_view sql, const Dialect &dialect)
{
    const auto tokens = tokensOf(sql, dialect);
    StatementOutline statement;
    statement.span = spanOf(tokens);
    statement.isComplete = isComplete(sql, tokens);
    statement.hasCode = std::ranges::any_of(tokens, [](const Token &token) { return token.kind == Token::Kind::Code; });
    Cursor cursor(sql, tokens);
    const auto isNested = cursor.isSign('(') || cursor.isWord("WITH");
    const auto main = isNested ? script::mainKeyword(sql, dialect) : cursor.word();
    const auto reader = std::ranges::find_if(readers, [&](const Reader &candidate) { return main == candidate.word; });
    if (reader == std::end(readers))
        return statement;
    const auto skipsParentheses = cursor.isWord("WITH"); // those of common tables
    while (isNested && !cursor.atEnd() && cursor.word() != main) {
        if (skipsParentheses && cursor.isSign('('))
            std::ignore = cursor.takeParentheses();
        else
            cursor.advance();
    }
    cursor.advance();
    statement.verb = reader->verb;
    statement.tag = QString::fromLatin1(main);
    if (reader->verb == Verb::Truncate) {
        cursor.take("TABLE");
        statement.tag = QStringLiteral("TRUNCATE TABLE");
        statement.objects.push_back(cursor.takeObject());
        takeWait(cursor, statement);
    } else if (reader->read) {
        reader->read(cursor, statement);
    }
    if (reader->verb == Verb::Rollback && (cursor.isWord("TO") || cursor.isWord("TO", 1)))
        statement.verb = Verb::Savepoint;
    return statement;
}

} // namespace dumbo::outline
