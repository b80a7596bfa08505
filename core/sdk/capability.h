#pragma once

#include "core/base/export.h"

#include <QFlags>
#include <QString>

#include <span>

namespace dumbo {

/// One operation each that a caller may use. A flag never lies: the conformance suite calls everything that is
/// set, and expects a clear refusal (NotImplemented) for what is not.
enum class Capability : quint32 {
    Cancel = 1u << 0, ///< cancel() ends a running statement early
    Prepare = 1u << 1, ///< Connection::prepare()
    ParametersDescribed = 1u << 2, ///< Prepared::parameters() knows types
    NamedParameters = 1u << 3,
    Scripts = 1u << 4, ///< several statements in one text
    Transactions = 1u << 5,
    Savepoints = 1u << 6,
    TransactionalDdl = 1u << 7,
    ReadOnly = 1u << 8, ///< a read-only connection is enforced by server or engine
    Catalog = 1u << 9, ///< Connection::catalog()
    CatalogDdl = 1u << 10, ///< CatalogRequest::includeDdl
    LastInsertId = 1u << 11,
    Notifications = 1u << 12, ///< pump() reports notifications
    SeveralConnections = 1u << 13, ///< a second connection sees the same database
    Streaming = 1u << 14, ///< client memory does not grow with the result
};
Q_DECLARE_FLAGS(Capabilities, Capability)
Q_DECLARE_OPERATORS_FOR_FLAGS(Capabilities)

/// The name used in manifests, e.g. "transactionalDdl".
[[nodiscard]] DUMBO_SDK_EXPORT QString capabilityName(Capability capability);
/// All of them, in the order of their values.
[[nodiscard]] DUMBO_SDK_EXPORT std::span<const Capability> allCapabilities();

} // namespace dumbo
