#pragma once

#include "core/base/result.h"
#include "core/sdk/catalogobject.h"
#include "core/sdk/extension.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace dumbo {

/// A partitioned table or one of its partitions, with those below it.
struct PartitionNode {
    ObjectPath path;
    ObjectKind kind = ObjectKind::Table; ///< ForeignTable: a shard on another server
    QString bounds; ///< as the server writes them; empty at the top
    QString key; ///< what it is partitioned by itself, e.g. "HASH (id)"; empty: it holds the rows
    QString server; ///< of a foreign table: the name of the foreign server
    std::optional<qint64> rowEstimate; ///< of a parent: the sum, where all below are known
    std::optional<qint64> sizeBytes; ///< of what lies on this server
    bool detachPending = false; ///< a concurrent detach began and did not end: DetachMode::Finish ends it
    std::vector<PartitionNode> children; ///< by bounds and name as the server orders them
    friend bool operator==(const PartitionNode &, const PartitionNode &) = default;
};

/// A value in a bound. Texts are written as literals and read by the server as the key column's type.
struct PartitionValue {
    enum class Kind { Text, Null, Minimum, Maximum };
    Kind kind = Kind::Text;
    QString text;
    friend bool operator==(const PartitionValue &, const PartitionValue &) = default;
};

/// Which rows a partition takes.
struct PartitionBounds {
    enum class Kind { Range, List, Hash, Default };
    Kind kind = Kind::Default;
    std::vector<PartitionValue> from; ///< Range: a value for each key column, included
    std::vector<PartitionValue> to; ///< Range: excluded
    std::vector<PartitionValue> values; ///< List
    int modulus = 0; ///< Hash
    int remainder = 0; ///< Hash
    friend bool operator==(const PartitionBounds &, const PartitionBounds &) = default;
};

struct NewPartition {
    ObjectPath parent;
    ObjectPath path; ///< an empty schema is the parent's
    PartitionBounds bounds;
    QString key; ///< SQL behind PARTITION BY, e.g. "RANGE (day)"; empty: not partitioned itself
    QString server; ///< a foreign server: the partition becomes a foreign table on it
    std::vector<std::pair<QString, QString>> options; ///< of the foreign table
    friend bool operator==(const NewPartition &, const NewPartition &) = default;
};

enum class DetachMode {
    Blocking, ///< at once; nobody reads or writes the parent meanwhile
    Concurrently, ///< waits for others instead of locking them out; not within a transaction
    Finish, ///< the end of a concurrent detach that was interrupted
};

/// Declarative partitioning. Every change is to be had as text too, for a person to look at before.
class DUMBO_SDK_EXPORT PartitionsExtension : public Extension {
public:
    PartitionsExtension();
    ~PartitionsExtension() override;

    [[nodiscard]] static ExtensionId extensionId() { return { QStringLiteral("partitions"), 1 }; }
    [[nodiscard]] ExtensionId id() const final;

    /// The whole tree below a table; a table that is not partitioned is a node without key and children. NotFound where
    /// there is no such table. One query, whatever the number of partitions.
    [[nodiscard]] virtual Result<PartitionNode> list(const ObjectPath &table) = 0;
    /// InvalidOperation where the bounds make no sense by themselves (no values, remainder not below modulus).
    [[nodiscard]] virtual Result<QString> createText(const NewPartition &partition) const = 0;
    [[nodiscard]] virtual Result<void> create(const NewPartition &partition) = 0;
    /// Asks the server for the partition's parent; NotFound where it is no partition.
    [[nodiscard]] virtual Result<QString> detachText(const ObjectPath &partition, DetachMode mode) = 0;
    /// InvalidOperation for DetachMode::Concurrently while a transaction is open. The partition goes on as a table of its own.
    [[nodiscard]] virtual Result<void> detach(const ObjectPath &partition, DetachMode mode) = 0;
};

} // namespace dumbo
