#pragma once

#include "drivers/common/postgresql/advice/context.h"

namespace dumbo::postgresql::advice {

/// Looks at one statement of any kind: its answer stands in the context afterwards.
void adviseStatement(StatementContext &context, const Node &statement);

// indexes.cpp
void adviseCreateIndex(StatementContext &context, const PgQuery__IndexStmt &statement);
void adviseReindex(StatementContext &context, const PgQuery__ReindexStmt &statement);
void adviseDropIndex(StatementContext &context, const PgQuery__DropStmt &statement);
// drops.cpp
void adviseDrop(StatementContext &context, const PgQuery__DropStmt &statement);
/// Locks what goes with a table that is dropped, and forgets it.
void dropRelation(StatementContext &context, Relation &table, bool cascades);
// renames.cpp
void adviseRename(StatementContext &context, const PgQuery__RenameStmt &statement);
void adviseSetSchema(StatementContext &context, const PgQuery__AlterObjectSchemaStmt &statement);
void adviseOwner(StatementContext &context, const PgQuery__AlterOwnerStmt &statement);
void adviseComment(StatementContext &context, const PgQuery__CommentStmt &statement);
// tables.cpp
void adviseCreateTable(StatementContext &context, const PgQuery__CreateStmt &statement);
void adviseCreateTableAs(StatementContext &context, const PgQuery__CreateTableAsStmt &statement);
void adviseCreateView(StatementContext &context, const PgQuery__ViewStmt &statement);
void adviseCreateSequence(StatementContext &context, const PgQuery__CreateSeqStmt &statement);
void adviseAlterSequence(StatementContext &context, const PgQuery__AlterSeqStmt &statement);
// maintenance.cpp
void adviseVacuum(StatementContext &context, const PgQuery__VacuumStmt &statement);
void adviseCluster(StatementContext &context, const PgQuery__ClusterStmt &statement);
void adviseRefresh(StatementContext &context, const PgQuery__RefreshMatViewStmt &statement);
void adviseTruncate(StatementContext &context, const PgQuery__TruncateStmt &statement);
void adviseLock(StatementContext &context, const PgQuery__LockStmt &statement);
// data.cpp
void adviseInsert(StatementContext &context, const PgQuery__InsertStmt &statement);
void adviseUpdate(StatementContext &context, const PgQuery__UpdateStmt &statement);
void adviseDelete(StatementContext &context, const PgQuery__DeleteStmt &statement);
void adviseMerge(StatementContext &context, const PgQuery__MergeStmt &statement);
void adviseSelect(StatementContext &context, const PgQuery__SelectStmt &statement);
void adviseCopy(StatementContext &context, const PgQuery__CopyStmt &statement);
/// Locks of all tables that a query reads or writes, also inside of it.
void lockQuery(StatementContext &context, const ProtobufCMessage &query);
/// Locks of what a materialized view reads, where its text is known.
void lockViewed(StatementContext &context, const Relation &view);
// types.cpp
void adviseEnum(StatementContext &context, const PgQuery__AlterEnumStmt &statement);
void adviseDomain(StatementContext &context, const PgQuery__AlterDomainStmt &statement);
void adviseNewType(StatementContext &context, NodeList name);
/// Values that ALTER TYPE … ADD VALUE added in this transaction, wherever they are used.
void findNewEnumValues(StatementContext &context, const Node &statement);
// programs.cpp: what runs for others
void adviseTrigger(StatementContext &context, const PgQuery__CreateTrigStmt &statement);
void adviseRule(StatementContext &context, const PgQuery__RuleStmt &statement);
void advisePolicy(StatementContext &context, const RangeVar &table);
void adviseFunction(StatementContext &context, const PgQuery__CreateFunctionStmt &statement);
void adviseGrant(StatementContext &context, const PgQuery__GrantStmt &statement);
void adviseStatistics(StatementContext &context, const PgQuery__CreateStatsStmt &statement);
void advisePublication(StatementContext &context, NodeList objects);
// settings.cpp
void adviseTransaction(StatementContext &context, const PgQuery__TransactionStmt &statement);
void adviseSetting(StatementContext &context, const PgQuery__VariableSetStmt &statement);
// transactions.cpp: what depends on the statements before
void adviseInTransaction(StatementContext &context);

} // namespace dumbo::postgresql::advice
