#pragma once

#include "drivers/common/outline/cursor.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace dumbo::outline {

/// What references something: of a column or of a table.
struct ForeignKeyOutline
{
    QString name;
    QStringList columns;
    NamedObject target;
    QStringList targetColumns; ///< empty: the target's primary key
    QByteArray onDelete; ///< upper case, e.g. "CASCADE"; empty: no action
    TextSpan span;
    friend bool operator==(const ForeignKeyOutline &, const ForeignKeyOutline &) = default;
};

/// A column as CREATE TABLE, ADD, MODIFY and CHANGE write it.
struct ColumnOutline
{
    QString name;
    QString type; ///< as written, with its lengths, e.g. "varchar(20)"; empty: none
    TextSpan span; ///< of the whole definition
    TextSpan typeSpan;
    bool notNull = false;
    bool explicitNull = false; ///< says NULL
    bool primaryKey = false;
    bool primaryDescending = false;
    bool unique = false;
    bool autoIncrement = false;
    bool isUnsigned = false;
    bool check = false;
    std::optional<QByteArray> defaultText; ///< behind DEFAULT, as written
    TextSpan defaultSpan;
    QByteArray characterSet; ///< lower case
    QByteArray collation;
    bool comment = false;
    bool onUpdate = false;
    bool stored = false; ///< GENERATED … STORED or PERSISTENT
    bool generated = false;
    std::optional<ForeignKeyOutline> reference;
    bool first = false; ///< FIRST, of ALTER TABLE
    QString after;
    friend bool operator==(const ColumnOutline &, const ColumnOutline &) = default;
};

/// A key, index or check of a table.
struct ConstraintOutline
{
    enum class Kind { PrimaryKey, Unique, Index, FullText, Spatial, Vector, ForeignKey, Check, Other };
    Kind kind = Kind::Other;
    QString name;
    QStringList columns;
    std::optional<ForeignKeyOutline> reference; ///< ForeignKey
    TextSpan span;
    friend bool operator==(const ConstraintOutline &, const ConstraintOutline &) = default;
};

/// NAME = value: a table option, a PRAGMA, a SET.
struct SettingOutline
{
    QByteArray name; ///< upper case
    QByteArray value; ///< as written; empty: none
    QByteArray scope; ///< GLOBAL, SESSION, …; empty: none
    TextSpan span;
    friend bool operator==(const SettingOutline &, const SettingOutline &) = default;
};

/// One action of ALTER TABLE.
struct AlterAction
{
    enum class Kind {
        AddColumn,
        DropColumn,
        RenameColumn,
        ModifyColumn, ///< MODIFY, and CHANGE where newName is set
        SetDefault, ///< ALTER COLUMN … SET DEFAULT
        DropDefault,
        AlterColumn, ///< other forms of ALTER COLUMN
        AddConstraint,
        DropConstraint, ///< CONSTRAINT, CHECK
        DropPrimaryKey,
        DropForeignKey,
        DropIndex,
        RenameIndex,
        RenameTable,
        ConvertCharset,
        Options, ///< ENGINE = …, COMMENT = …; in settings
        OrderBy,
        Force,
        Keys, ///< ENABLE, DISABLE KEYS
        Partition,
        Tablespace, ///< DISCARD, IMPORT
        Other,
    };
    Kind kind = Kind::Other;
    QString name; ///< of a column, index or constraint
    QString newName;
    NamedObject newTable; ///< RenameTable
    std::optional<ColumnOutline> column; ///< AddColumn, ModifyColumn
    std::optional<ConstraintOutline> constraint; ///< AddConstraint
    std::vector<SettingOutline> settings; ///< Options, ConvertCharset
    bool ifExists = false; ///< or IF NOT EXISTS
    TextSpan span;
    friend bool operator==(const AlterAction &, const AlterAction &) = default;
};

enum class Verb {
    Unknown, ///< begins with no word of SQL
    Select, ///< and VALUES, SHOW, EXPLAIN, …
    Insert,
    Replace, ///< and INSERT OR REPLACE
    Update,
    Delete,
    Truncate,
    CreateTable,
    CreateVirtualTable,
    CreateIndex,
    CreateView,
    CreateTrigger,
    CreateDatabase,
    CreateOther,
    AlterTable,
    AlterOther,
    DropTable,
    DropIndex,
    DropView,
    DropTrigger,
    DropDatabase,
    DropOther,
    RenameTable,
    Pragma,
    Attach,
    Detach,
    Vacuum,
    Optimize, ///< OPTIMIZE, REPAIR TABLE
    Analyze,
    Reindex,
    Begin,
    Commit,
    Rollback,
    Savepoint, ///< RELEASE too
    Set,
    LockTables,
    UnlockTables,
    Use,
    Load,
    Call, ///< CALL, DO, EXECUTE: anything may happen
    Rights, ///< GRANT, REVOKE, users and roles
    Other,
};

/// What one statement says, as far as advice needs it. No parser: what it does not know is skipped.
struct StatementOutline
{
    Verb verb = Verb::Unknown;
    QString tag; ///< "CREATE TABLE", "ALTER TABLE", …
    std::vector<NamedObject> objects; ///< what it works on; of CREATE INDEX the table
    std::vector<NamedObject> newNames; ///< RENAME TABLE, by object
    NamedObject name; ///< of an index, view or trigger that is made or dropped
    QString kindWord; ///< CreateOther, DropOther: "FUNCTION", "SEQUENCE", …
    bool ifExists = false; ///< or IF NOT EXISTS
    bool temporary = false;
    bool unique = false;
    bool orReplace = false;
    bool ignore = false; ///< IGNORE, OR IGNORE
    bool hasWhere = false;
    bool hasLimit = false;
    bool isMultiTable = false; ///< UPDATE or DELETE over a join
    bool isQuery = false; ///< CREATE TABLE … AS, LIKE; INSERT … SELECT
    bool isComplete = true; ///< parentheses and quotes are closed
    bool hasCode = false; ///< MariaDB's executable comments
    std::vector<NamedObject> sources; ///< tables of INSERT … SELECT … FROM, CREATE TABLE … AS, LIKE
    QByteArray where; ///< as written, without the word
    std::vector<ColumnOutline> columns;
    std::vector<ConstraintOutline> constraints;
    QStringList indexColumns;
    std::vector<QByteArray> indexEntries; ///< as written
    std::vector<AlterAction> actions;
    std::vector<SettingOutline> settings; ///< options of a table, of SET, PRAGMA
    QByteArray algorithm; ///< ALGORITHM = …, upper case
    QByteArray lock; ///< LOCK = …
    bool waits = false; ///< WAIT n, NOWAIT
    TextSpan span; ///< of all of it
};

[[nodiscard]] StatementOutline readStatement(std::string_view sql, const Dialect &dialect);

} // namespace dumbo::outline
