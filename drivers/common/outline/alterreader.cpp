#include "drivers/common/outline/definitionreader.h"

namespace dumbo::outline {

namespace {

using Kind = AlterAction::Kind;

void takeIf(Cursor &cursor, AlterAction &action)
{
    action.ifExists = cursor.takeAll({ "IF", "NOT", "EXISTS" }) || cursor.takeAll({ "IF", "EXISTS" }) || action.ifExists;
}

/// ADD: a column, several in parentheses, a key. Further columns become actions of their own.
void readAdd(Cursor &cursor, AlterAction &action, StatementOutline &statement)
{
    takeIf(cursor, action);
    if (cursor.isWord("PARTITION")) {
        action.kind = Kind::Partition;
        return;
    }
    if (isConstraint(cursor)) {
        action.kind = Kind::AddConstraint;
        action.constraint = readConstraint(cursor);
        action.name = action.constraint->name;
        return;
    }
    action.kind = Kind::AddColumn;
    cursor.take("COLUMN");
    takeIf(cursor, action);
    if (cursor.isSign('(')) {
        for (const auto &part : splitList(cursor.sql(), cursor.takeParentheses())) {
            Cursor column(cursor.sql(), part);
            auto more = action;
            more.kind = isConstraint(column) ? Kind::AddConstraint : Kind::AddColumn;
            if (more.kind == Kind::AddConstraint)
                more.constraint = readConstraint(column);
            else
                more.column = readColumn(column);
            more.name = more.column ? more.column->name : more.constraint->name;
            more.span = spanOf(part);
            statement.actions.push_back(std::move(more));
        }
        return;
    }
    action.column = readColumn(cursor);
    action.name = action.column->name;
}

void readDrop(Cursor &cursor, AlterAction &action)
{
    if (cursor.takeAll({ "PRIMARY", "KEY" })) {
        action.kind = Kind::DropPrimaryKey;
        return;
    }
    if (cursor.takeAll({ "FOREIGN", "KEY" }))
        action.kind = Kind::DropForeignKey;
    else if (cursor.takeAny({ "INDEX", "KEY" }))
        action.kind = Kind::DropIndex;
    else if (cursor.takeAny({ "CONSTRAINT", "CHECK" }))
        action.kind = Kind::DropConstraint;
    else if (cursor.take("PARTITION"))
        action.kind = Kind::Partition;
    else
        action.kind = Kind::DropColumn;
    if (action.kind == Kind::DropColumn)
        cursor.take("COLUMN");
    takeIf(cursor, action);
    action.name = cursor.takeName();
}

void readRename(Cursor &cursor, AlterAction &action)
{
    if (cursor.takeAny({ "INDEX", "KEY" }))
        action.kind = Kind::RenameIndex;
    else if (cursor.takeAny({ "TO", "AS" }) || cursor.takeSign('='))
        action.kind = Kind::RenameTable;
    else if (cursor.take("COLUMN") || cursor.isWord("TO", 1))
        action.kind = Kind::RenameColumn;
    else
        action.kind = Kind::RenameTable;
    if (action.kind == Kind::RenameTable) {
        action.newTable = cursor.takeObject();
        return;
    }
    takeIf(cursor, action);
    action.name = cursor.takeName();
    cursor.take("TO");
    action.newName = cursor.takeName();
}

void readAlterColumn(Cursor &cursor, AlterAction &action)
{
    if (cursor.isAnyWord({ "INDEX", "KEY" }) && !cursor.isWord("SET", 1)) {
        action.kind = Kind::Options; // IGNORED, VISIBLE
        return;
    }
    cursor.take("COLUMN");
    takeIf(cursor, action);
    action.name = cursor.takeName();
    action.kind = cursor.takeAll({ "SET", "DEFAULT" }) ? Kind::SetDefault
        : cursor.takeAll({ "DROP", "DEFAULT" })        ? Kind::DropDefault
                                                       : Kind::AlterColumn;
}

void readModify(Cursor &cursor, AlterAction &action, bool changes)
{
    action.kind = Kind::ModifyColumn;
    cursor.take("COLUMN");
    takeIf(cursor, action);
    if (changes)
        action.name = cursor.takeName();
    action.column = readColumn(cursor);
    if (changes)
        action.newName = action.column->name;
    else
        action.name = action.column->name;
}

bool readStructure(Cursor &cursor, AlterAction &action, StatementOutline &statement)
{
    if (cursor.take("ADD"))
        readAdd(cursor, action, statement);
    else if (cursor.take("DROP"))
        readDrop(cursor, action);
    else if (cursor.take("RENAME"))
        readRename(cursor, action);
    else if (cursor.take("MODIFY"))
        readModify(cursor, action, false);
    else if (cursor.take("CHANGE"))
        readModify(cursor, action, true);
    else if (cursor.take("ALTER"))
        readAlterColumn(cursor, action);
    else
        return false;
    return true;
}

void readTableWide(Cursor &cursor, AlterAction &action)
{
    if (cursor.takeAll({ "CONVERT", "TO" })) {
        action.kind = Kind::ConvertCharset;
        action.settings = readOptions(cursor);
    } else if (cursor.takeAll({ "ORDER", "BY" })) {
        action.kind = Kind::OrderBy;
    } else if (cursor.take("FORCE")) {
        action.kind = Kind::Force;
    } else if (cursor.isAnyWord({ "ENABLE", "DISABLE" }) && cursor.isWord("KEYS", 1)) {
        action.kind = Kind::Keys;
    } else if (cursor.isAnyWord({ "DISCARD", "IMPORT" }) && cursor.isWord("TABLESPACE", 1)) {
        action.kind = Kind::Tablespace;
    } else if (cursor.isAnyWord({ "PARTITION", "REORGANIZE", "COALESCE", "EXCHANGE", "TRUNCATE", "REMOVE", "REBUILD", "CHECK", "ANALYZE",
                   "OPTIMIZE", "REPAIR" })) {
        action.kind = Kind::Partition;
    } else if (cursor.isName()) {
        action.kind = Kind::Options;
        action.settings = readOptions(cursor);
    }
}

/// Clauses that say how, not what.
bool readHow(Cursor &cursor, StatementOutline &statement)
{
    for (auto *value : { &statement.algorithm, &statement.lock }) {
        if (!cursor.take(value == &statement.algorithm ? "ALGORITHM" : "LOCK"))
            continue;
        cursor.takeSign('=');
        *value = cursor.word();
        return true;
    }
    return false;
}

} // namespace

void readAction(Cursor &cursor, StatementOutline &statement)
{
    if (cursor.atEnd() || readHow(cursor, statement))
        return;
    const auto begin = cursor.place();
    const auto before = statement.actions.size();
    AlterAction action;
    if (!readStructure(cursor, action, statement))
        readTableWide(cursor, action);
    while (!cursor.atEnd())
        cursor.advance();
    action.span = spanOf(cursor.since(begin));
    if (statement.actions.size() == before) // a list of columns made its own
        statement.actions.push_back(std::move(action));
}

} // namespace dumbo::outline
