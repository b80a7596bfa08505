#pragma once

#include "core/sdk/extensions/migrationadvice.h"

#include <span>

namespace dumbo::postgresql::advice {

/// One word for each rule; rules.cpp has their codes and texts.
enum class Rule {
    Syntax,
    // locks that others wait for
    IndexNotConcurrent,
    OutsideTransactionOnly,
    DropIndexNotConcurrent,
    ReindexNotConcurrent,
    CheckScans,
    ForeignKeyScans,
    SetNotNullScans,
    UniqueBuildsIndex,
    PrimaryKeyBuildsIndex,
    ExclusionScans,
    ValidatesUnderLock,
    RefreshBlocksReads,
    DetachBlocks,
    AttachScans,
    PartitionOfLocksParent,
    DomainScans,
    IndexOnPartitioned,
    LocksTable,
    NoLockTimeout,
    SeveralStrongLocks,
    WorkUnderStrongLock,
    NoStatementTimeout,
    UnfinishedIndex,
    // tables written anew
    VolatileDefault,
    GeneratedStored,
    NumberedColumn,
    TypeRewrites,
    VacuumFull,
    Cluster,
    MovesTable,
    SetLogged,
    AccessMethod,
    TypeRebuilds,
    ConstrainedDomain,
    OldDefault,
    // what is lost, or breaks for others
    DropTable,
    DropColumn,
    DropSchema,
    DropConstraint,
    Cascade,
    Truncate,
    TruncateCascade,
    DeleteAll,
    UpdateAll,
    RenameTable,
    RenameColumn,
    DropNotNull,
    DropDatabase,
    TypeLoses,
    DropView,
    DropOther,
    DisableTrigger,
    RenameOther,
    DeletesRows,
    DropOwned,
    DisableRowSecurity,
    ChangesType,
    DropDefault,
    // what fails
    NotNullWithoutDefault,
    EnumValueUsed,
    EnumInTransaction,
    NameTooLong,
    NewerServer,
    UnknownObject,
    ExistsAlready,
    NoAutomaticCast,
    UniqueNeedsProof,
    // how a migration is written
    TransactionControl,
    MixesData,
    BackfillInTransaction,
    IfNotExists,
    ConcurrentlyIfNotExists,
    Opaque,
    TableFromQuery,
    SessionSetting,
    SecurityDefiner,
    RowSecurityWithoutPolicy,
    GrantsToPublic,
    RewritingRule,
    ChangesSearchPath,
    // what one may regret
    CharType,
    TimestampWithoutZone,
    JsonType,
    SmallKey,
    Serial,
    MoneyType,
    TimeWithZone,
    NoPrimaryKey,
    ForeignKeyWithoutIndex,
    DuplicateIndex,
    OddName,
    WideIndex,
    LimitedText,
    HashIndex,
    UnloggedTable,
};

struct RuleFacts
{
    const char *code;
    const char *name;
    FindingSeverity severity;
    bool shrinks; ///< of no weight for a table of a few rows
    const char *description; ///< to be translated
};

[[nodiscard]] const RuleFacts &factsOf(Rule rule);
[[nodiscard]] std::span<const RuleFacts> allRules();
/// A text of this part in the program's language.
[[nodiscard]] QString translated(const char *text);

} // namespace dumbo::postgresql::advice
