#pragma once

#include "core/base/error.h"
#include "core/isolation/wire.h"
#include "core/sdk/connection.h"
#include "core/sdk/connectionobserver.h"
#include "core/sdk/connector.h"
#include "core/sdk/connectrequest.h"
#include "core/sdk/migratordefaults.h"
#include "core/sdk/poolpolicy.h"

/// How every value of the contract travels: see WireWriter. Fields are in the order of their declaration.
namespace dumbo {

// clang-format off
template <> struct WireEnum<ErrorKind> { static constexpr auto last = ErrorKind::UnknownOutcome; };
template <> struct WireEnum<Value::TemporalKind> { static constexpr auto last = Value::TemporalKind::Interval; };
template <> struct WireEnum<Purpose> { static constexpr auto last = Purpose::Internal; };
template <> struct WireEnum<LogicalKind> { static constexpr auto last = LogicalKind::Other; };
template <> struct WireEnum<Nullability> { static constexpr auto last = Nullability::Nullable; };
template <> struct WireEnum<PhysicalFormat> { static constexpr auto last = PhysicalFormat::DenseUnion; };
template <> struct WireEnum<CloseMode> { static constexpr auto last = CloseMode::Cancel; };
template <> struct WireEnum<TransactionState> { static constexpr auto last = TransactionState::Unknown; };
template <> struct WireEnum<IsolationLevel> { static constexpr auto last = IsolationLevel::Serializable; };
template <> struct WireEnum<TransactionLock> { static constexpr auto last = TransactionLock::Exclusive; };
template <> struct WireEnum<ResetOutcome> { static constexpr auto last = ResetOutcome::Unusable; };
template <> struct WireEnum<NoticeSeverity> { static constexpr auto last = NoticeSeverity::Warning; };
template <> struct WireEnum<ObjectKind> { static constexpr auto last = ObjectKind::Other; };
template <> struct WireEnum<GeneratedKind> { static constexpr auto last = GeneratedKind::Virtual; };
template <> struct WireEnum<IdentityKind> { static constexpr auto last = IdentityKind::ByDefault; };
template <> struct WireEnum<CatalogDepth> { static constexpr auto last = CatalogDepth::Full; };
template <> struct WireEnum<PoolPolicy::Kind> { static constexpr auto last = PoolPolicy::Kind::AlwaysNew; };
// clang-format on

DUMBO_CORE_EXPORT void wireFields(WireWriter &wire, Error &error);
/// An Error has no default: General and empty after a fault.
DUMBO_CORE_EXPORT void wireFields(WireReader &wire, Error &error);
DUMBO_CORE_EXPORT void wireFields(WireWriter &wire, Value &value);
DUMBO_CORE_EXPORT void wireFields(WireReader &wire, Value &value);
DUMBO_CORE_EXPORT void wireFields(WireWriter &wire, Dialect &dialect);
DUMBO_CORE_EXPORT void wireFields(WireReader &wire, Dialect &dialect);
DUMBO_CORE_EXPORT void wireFields(WireWriter &wire, Capabilities &capabilities);
DUMBO_CORE_EXPORT void wireFields(WireReader &wire, Capabilities &capabilities);
DUMBO_CORE_EXPORT void wireFields(WireWriter &wire, ConnectionOptions &options);
DUMBO_CORE_EXPORT void wireFields(WireReader &wire, ConnectionOptions &options);

/// The alternative's number, then its value.
DUMBO_CORE_EXPORT void wireFields(WireWriter &wire, OptionValue &value);
DUMBO_CORE_EXPORT void wireFields(WireReader &wire, OptionValue &value);

template <typename Wire>
void wireFields(Wire &wire, Connector &connector)
{
    wire(connector.databaseType, connector.driver);
}

template <typename Wire>
void wireFields(Wire &wire, ExtensionId &id)
{
    wire(id.name, id.version);
}

template <typename Wire>
void wireFields(Wire &wire, Parameters &parameters)
{
    wire(parameters.positional, parameters.named);
}

template <typename Wire>
void wireFields(Wire &wire, BatchLimit &limit)
{
    wire(limit.maxRows, limit.maxBytes, limit.maxCellBytes);
}

template <typename Wire>
void wireFields(Wire &wire, Statement &statement)
{
    wire(statement.text, statement.parameters, statement.firstBatch, statement.purpose);
}

template <typename Wire>
void wireFields(Wire &wire, ColumnOrigin &origin)
{
    wire(origin.database, origin.schema, origin.table, origin.column);
}

template <typename Wire>
void wireFields(Wire &wire, Column &column)
{
    wire(column.name, column.kind, column.typeName, column.isServerText, column.nullability, column.origin);
}

template <typename Wire>
void wireFields(Wire &wire, ParameterInfo &parameter)
{
    wire(parameter.name, parameter.kind, parameter.typeName);
}

template <typename Wire>
void wireFields(Wire &wire, CommandOutcome &outcome)
{
    wire(outcome.tag, outcome.affectedRows, outcome.lastInsertId);
}

template <typename Wire>
void wireFields(Wire &wire, TransactionOptions &options)
{
    wire(options.isolation, options.readOnly, options.lock);
}

template <typename Wire>
void wireFields(Wire &wire, ServerFacts &facts)
{
    wire(facts.product, facts.version, facts.user, facts.database, facts.encryption, facts.processId, facts.timeZone,
        facts.searchPath, facts.readOnly, facts.settings);
}

/// Without the cancellation, which has a channel of its own.
template <typename Wire>
void wireFields(Wire &wire, ConnectRequest &request)
{
    wire(request.options, request.secrets, request.readOnly, request.attempt);
}

template <typename Wire>
void wireFields(Wire &wire, MigratorDefaults &defaults)
{
    wire(defaults.inOneTransaction, defaults.advisoryLock, defaults.lockTimeout);
}

template <typename Wire>
void wireFields(Wire &wire, PoolPolicy &policy)
{
    wire(policy.kind, policy.connections, policy.maxWaiting, policy.maxWait, policy.trustedFor, policy.idleLimit,
        policy.lifeLimit, policy.keptIdle);
}

template <typename Wire>
void wireFields(Wire &wire, ObjectPath &path)
{
    wire(path.database, path.schema, path.name);
}

template <typename Wire>
void wireFields(Wire &wire, CatalogColumn &column)
{
    wire(column.name, column.type, column.nullable, column.defaultExpression, column.generated, column.generatedExpression,
        column.identity, column.primaryKeyPosition, column.collation, column.comment, column.hidden);
}

template <typename Wire>
void wireFields(Wire &wire, CatalogKey &key)
{
    wire(key.name, key.primary, key.columns);
}

template <typename Wire>
void wireFields(Wire &wire, CatalogForeignKey &key)
{
    wire(key.name, key.columns, key.target, key.targetColumns, key.onUpdate, key.onDelete, key.deferrable,
        key.initiallyDeferred, key.validated);
}

template <typename Wire>
void wireFields(Wire &wire, CatalogCheck &check)
{
    wire(check.name, check.expression, check.validated);
}

template <typename Wire>
void wireFields(Wire &wire, CatalogIndex &index)
{
    wire(index.name, index.unique, index.implicit, index.columns, index.predicate, index.method, index.ddl, index.valid);
}

template <typename Wire>
void wireFields(Wire &wire, CatalogTrigger &trigger)
{
    wire(trigger.name, trigger.timing, trigger.events, trigger.enabled, trigger.ddl);
}

template <typename Wire>
void wireFields(Wire &wire, CatalogPolicy &policy)
{
    wire(policy.name, policy.command, policy.permissive, policy.roles, policy.usingExpression, policy.checkExpression);
}

template <typename Wire>
void wireFields(Wire &wire, CatalogPartitioning &partitioning)
{
    wire(partitioning.parent, partitioning.bounds, partitioning.key);
}

template <typename Wire>
void wireFields(Wire &wire, CatalogObject &object)
{
    wire(object.kind, object.kindName, object.path, object.owner, object.comment, object.system, object.ddl,
        object.rowEstimate, object.sizeBytes, object.columns, object.keys, object.foreignKeys, object.checks,
        object.indexes, object.triggers, object.policies, object.partitioning, object.signature, object.properties);
}

template <typename Wire>
void wireFields(Wire &wire, CatalogRequest &request)
{
    wire(request.scope, request.depth, request.includeDdl, request.includeSizes, request.includeSystem,
        request.includeServer);
}

template <typename Wire>
void wireFields(Wire &wire, CatalogPart &part)
{
    wire(part.request, part.objects, part.warnings);
}

} // namespace dumbo
