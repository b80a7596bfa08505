#include "drivers/common/outline/definitionreader.h"

namespace dumbo::outline {

namespace {

/// Words that end a column's type.
bool endsType(const Cursor &cursor)
{
    return cursor.isAnyWord({ "CONSTRAINT", "NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "CHECK", "REFERENCES", "COLLATE", "GENERATED",
        "AS", "AUTO_INCREMENT", "COMMENT", "ON", "CHARACTER", "CHARSET", "KEY", "FIRST", "AFTER", "INVISIBLE", "VISIBLE", "VIRTUAL", "STORED",
        "PERSISTENT", "COMPRESSED", "WITH", "WITHOUT", "REF_SYSTEM_ID", "STORAGE", "COLUMN_FORMAT", "SIGNED", "UNSIGNED", "ZEROFILL", "ASCII",
        "UNICODE", "BINARY" });
}

void readType(Cursor &cursor, ColumnOutline &column)
{
    const auto begin = cursor.place();
    // CHARACTER and BINARY begin types too.
    const auto isFirst = [&] { return cursor.place() == begin; };
    while (!cursor.atEnd()) {
        if (cursor.isSign('('))
            std::ignore = cursor.takeParentheses();
        else if (cursor.isName() && (!endsType(cursor) || (isFirst() && cursor.isAnyWord({ "CHARACTER", "BINARY" }))))
            cursor.advance();
        else if (cursor.take("UNSIGNED") || cursor.take("ZEROFILL"))
            column.isUnsigned = true;
        else if (!cursor.take("SIGNED"))
            break;
    }
    const auto tokens = cursor.since(begin);
    column.type = QString::fromUtf8(textOf(cursor.sql(), tokens)).simplified();
    column.typeSpan = spanOf(tokens);
}

/// A literal, a name, a call or an expression in parentheses.
void readDefault(Cursor &cursor, ColumnOutline &column)
{
    const auto begin = cursor.place();
    if (cursor.isSign('+') || cursor.isSign('-'))
        cursor.advance();
    if (!cursor.isSign('('))
        cursor.advance();
    if (cursor.isSign('('))
        std::ignore = cursor.takeParentheses();
    const auto tokens = cursor.since(begin);
    column.defaultText = textOf(cursor.sql(), tokens);
    column.defaultSpan = spanOf(tokens);
}

ForeignKeyOutline readReference(Cursor &cursor, const QStringList &columns)
{
    const auto begin = cursor.place();
    cursor.take("REFERENCES");
    ForeignKeyOutline key;
    key.columns = columns;
    key.target = cursor.takeObject();
    key.targetColumns = firstNames(cursor.sql(), cursor.takeParentheses());
    while (!cursor.atEnd()) {
        if (cursor.isWord("ON") && (cursor.isWord("DELETE", 1) || cursor.isWord("UPDATE", 1))) {
            const auto isDelete = cursor.isWord("DELETE", 1);
            cursor.advance();
            cursor.advance();
            auto action = cursor.word();
            cursor.advance();
            if (action == "SET" || action == "NO") {
                action += ' ' + cursor.word();
                cursor.advance();
            }
            if (isDelete)
                key.onDelete = action;
        } else if (!cursor.takeAny({ "MATCH", "SIMPLE", "FULL", "PARTIAL", "DEFERRABLE", "INITIALLY", "DEFERRED", "IMMEDIATE" })
            && !(cursor.isWord("NOT") && cursor.takeAll({ "NOT", "DEFERRABLE" }))) {
            break;
        }
    }
    key.span = spanOf(cursor.since(begin));
    return key;
}

bool readValueWord(Cursor &cursor, ColumnOutline &column)
{
    if (cursor.takeAll({ "NOT", "NULL" }))
        return column.notNull = true;
    if (cursor.take("NULL"))
        return column.explicitNull = true;
    if (cursor.take("DEFAULT")) {
        readDefault(cursor, column);
        return true;
    }
    if (cursor.takeAll({ "ON", "UPDATE" })) {
        column.onUpdate = true;
        cursor.advance();
        std::ignore = cursor.takeParentheses();
        return true;
    }
    if (cursor.takeAny({ "AUTO_INCREMENT", "AUTOINCREMENT" }))
        return column.autoIncrement = true;
    if (cursor.take("COLLATE")) {
        column.collation = cursor.takeName().toLower().toUtf8();
        return true;
    }
    if (cursor.takeAll({ "CHARACTER", "SET" }) || cursor.take("CHARSET")) {
        cursor.takeSign('=');
        column.characterSet = cursor.takeName().toLower().toUtf8();
        return true;
    }
    if (cursor.take("COMMENT")) {
        column.comment = true;
        cursor.advance();
        return true;
    }
    return false;
}

bool readKeyWord(Cursor &cursor, ColumnOutline &column)
{
    if (cursor.takeAll({ "PRIMARY", "KEY" }) || (cursor.isWord("KEY") && cursor.take("KEY"))) {
        column.primaryKey = true;
        column.primaryDescending = cursor.take("DESC");
        cursor.take("ASC");
        return true;
    }
    if (cursor.take("UNIQUE")) {
        cursor.take("KEY");
        return column.unique = true;
    }
    if (cursor.take("CHECK")) {
        std::ignore = cursor.takeParentheses();
        return column.check = true;
    }
    if (cursor.isWord("REFERENCES")) {
        column.reference = readReference(cursor, { column.name });
        return true;
    }
    if (cursor.takeAll({ "GENERATED", "ALWAYS", "AS" }) || cursor.take("AS")) {
        std::ignore = cursor.takeParentheses();
        return column.generated = true;
    }
    if (cursor.takeAny({ "STORED", "PERSISTENT" }))
        return column.stored = true;
    return false;
}

void readPlace(Cursor &cursor, ColumnOutline &column)
{
    if (cursor.take("FIRST"))
        column.first = true;
    else if (cursor.take("AFTER"))
        column.after = cursor.takeName();
    else if (cursor.take("CONSTRAINT"))
        std::ignore = cursor.takeName();
    else if (cursor.isSign('('))
        std::ignore = cursor.takeParentheses();
    else
        cursor.advance();
}

bool takeKind(Cursor &cursor, ConstraintOutline &constraint)
{
    using Kind = ConstraintOutline::Kind;
    if (cursor.takeAll({ "PRIMARY", "KEY" })) {
        constraint.kind = Kind::PrimaryKey;
    } else if (cursor.takeAll({ "FOREIGN", "KEY" })) {
        constraint.kind = Kind::ForeignKey;
    } else if (cursor.take("UNIQUE")) {
        constraint.kind = Kind::Unique;
    } else if (cursor.take("FULLTEXT")) {
        constraint.kind = Kind::FullText;
    } else if (cursor.take("SPATIAL")) {
        constraint.kind = Kind::Spatial;
    } else if (cursor.take("VECTOR")) {
        constraint.kind = Kind::Vector;
    } else if (cursor.isWord("KEY") || cursor.isWord("INDEX")) {
        constraint.kind = Kind::Index;
    } else if (cursor.take("CHECK")) {
        constraint.kind = Kind::Check;
        std::ignore = cursor.takeParentheses();
        return false;
    } else {
        return false;
    }
    return true;
}

QByteArray takeOptionName(Cursor &cursor)
{
    cursor.take("DEFAULT");
    if (cursor.takeAll({ "CHARACTER", "SET" }) || cursor.take("CHARSET"))
        return QByteArrayLiteral("CHARSET");
    if (cursor.takeAll({ "WITHOUT", "ROWID" }))
        return QByteArrayLiteral("WITHOUT ROWID");
    auto name = cursor.word();
    cursor.advance();
    return name;
}

QByteArray takeOptionValue(Cursor &cursor)
{
    if (cursor.isName() || cursor.token().kind == Token::Kind::String)
        return cursor.takeName().toUtf8();
    const auto begin = cursor.place();
    if (cursor.isSign('('))
        std::ignore = cursor.takeParentheses();
    else
        cursor.advance();
    return textOf(cursor.sql(), cursor.since(begin));
}

} // namespace

ColumnOutline readColumn(Cursor &cursor)
{
    const auto begin = cursor.place();
    ColumnOutline column;
    column.name = cursor.takeName();
    readType(cursor, column);
    while (!cursor.atEnd()) {
        if (!readValueWord(cursor, column) && !readKeyWord(cursor, column))
            readPlace(cursor, column);
    }
    column.span = spanOf(cursor.since(begin));
    return column;
}

bool isConstraint(const Cursor &cursor)
{
    const auto *next = cursor.peek(1);
    // "key text" is a column; "KEY (a)" and "KEY name (a)" are none.
    const auto isKey = cursor.isAnyWord({ "KEY", "INDEX" })
        && (cursor.isSign('(', 1) || cursor.isSign('(', 2) || (next && next->kind == Token::Kind::Quoted));
    const auto isCheck = cursor.isWord("CHECK") && cursor.isSign('(', 1);
    const auto isKindOfIndex = cursor.isAnyWord({ "UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR" })
        && (cursor.isWord("KEY", 1) || cursor.isWord("INDEX", 1) || cursor.isSign('(', 1) || cursor.isSign('(', 2));
    return isKey || isCheck || isKindOfIndex || cursor.isWord("CONSTRAINT") || (cursor.isWord("PRIMARY") && cursor.isWord("KEY", 1))
        || (cursor.isWord("FOREIGN") && cursor.isWord("KEY", 1)) || cursor.isAnyWord({ "EXCLUDE" });
}

ConstraintOutline readConstraint(Cursor &cursor)
{
    const auto begin = cursor.place();
    ConstraintOutline constraint;
    if (cursor.take("CONSTRAINT") && !cursor.isAnyWord({ "PRIMARY", "FOREIGN", "UNIQUE", "CHECK" }))
        constraint.name = cursor.takeName();
    if (takeKind(cursor, constraint)) {
        cursor.takeAny({ "KEY", "INDEX" });
        cursor.takeAll({ "IF", "NOT", "EXISTS" });
        if (cursor.isName() && !cursor.isWord("USING"))
            constraint.name = cursor.takeName();
        if (cursor.take("USING"))
            cursor.advance();
        constraint.columns = firstNames(cursor.sql(), cursor.takeParentheses());
        if (cursor.isWord("REFERENCES")) {
            constraint.reference = readReference(cursor, constraint.columns);
            constraint.reference->name = constraint.name;
        }
    }
    while (!cursor.atEnd())
        cursor.advance();
    constraint.span = spanOf(cursor.since(begin));
    return constraint;
}

void readDefinitions(std::string_view sql, Tokens list, StatementOutline &statement)
{
    for (const auto &part : splitList(sql, list)) {
        Cursor cursor(sql, part);
        if (isConstraint(cursor))
            statement.constraints.push_back(readConstraint(cursor));
        else if (cursor.isName() || !part.empty())
            statement.columns.push_back(readColumn(cursor));
    }
}

std::vector<SettingOutline> readOptions(Cursor &cursor)
{
    std::vector<SettingOutline> settings;
    while (!cursor.atEnd()) {
        if (!cursor.isName()) {
            cursor.advance();
            continue;
        }
        const auto begin = cursor.place();
        SettingOutline setting;
        setting.name = takeOptionName(cursor);
        const auto isFlag = setting.name == "WITHOUT ROWID" || setting.name == "STRICT";
        cursor.takeSign('=');
        if (!isFlag && !cursor.atEnd() && !cursor.isSign(','))
            setting.value = takeOptionValue(cursor);
        setting.span = spanOf(cursor.since(begin));
        settings.push_back(std::move(setting));
    }
    return settings;
}

} // namespace dumbo::outline
