#pragma once

#include "drivers/common/postgresql/advice/context.h"

namespace dumbo::postgresql::advice {

/// One command of ALTER TABLE.
struct TableCommand
{
    StatementContext &context;
    const PgQuery__AlterTableCmd &command;
    std::size_t place; ///< among the commands of the statement
    Relation &table;
    bool withChildren; ///< not ONLY
    bool missingOk; ///< IF EXISTS

    [[nodiscard]] QString column() const { return textOf(command.name); }
    [[nodiscard]] QByteArray head() const { return context.source.commands().head; }
    [[nodiscard]] QByteArray text() const;
    /// Locks the table, and its partitions and children.
    void lock(LockMode mode) const { context.lockTree(table, mode, withChildren); }
};

void adviseAlterTable(StatementContext &context, const PgQuery__AlterTableStmt &statement);

// altercolumns.cpp
void adviseAddColumn(const TableCommand &command);
void adviseDropColumn(const TableCommand &command);
void adviseSetNotNull(const TableCommand &command);
void adviseDropNotNull(const TableCommand &command);
void adviseColumnDefault(const TableCommand &command);
void adviseSetExpression(const TableCommand &command);
void adviseIdentity(const TableCommand &command);
// altertypes.cpp
void adviseColumnType(const TableCommand &command);
// alterconstraints.cpp
void adviseAddConstraint(const TableCommand &command);
void adviseDropConstraint(const TableCommand &command);
void adviseValidateConstraint(const TableCommand &command);
/// The lock on the other table and its like, of a foreign key in whatever statement.
void lockForeignKey(StatementContext &context, const Constraint &key);
/// What a foreign key of a table looks like; columns as the column's own clause has none.
[[nodiscard]] CatalogForeignKey foreignKeyOf(StatementContext &context, const Relation &table, const Constraint &key, const QStringList &columns);
[[nodiscard]] QStringList keyColumns(const Constraint &key);
void remarkForeignKeyIndex(StatementContext &context, const Relation &table, const QStringList &columns);
// alterothers.cpp
void adviseMove(const TableCommand &command);
void adviseTriggerState(const TableCommand &command);
void adviseRowSecurity(const TableCommand &command);
void adviseAttach(const TableCommand &command);
void adviseDetach(const TableCommand &command);
void adviseRelationOptions(const TableCommand &command);
void adviseInherit(const TableCommand &command);

} // namespace dumbo::postgresql::advice
