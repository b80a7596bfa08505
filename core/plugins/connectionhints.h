#pragma once

#include "core/sdk/connector.h"

#include <QString>

#include <optional>

namespace dumbo {

/// What is known of a database before a connector is chosen; everything may be absent.
struct ConnectionHints {
    QString scheme; ///< of a URL, without ':', in any case
    QString path; ///< of a file, as the person gave it, or a special name such as ":memory:"
    QString databaseType;
    std::optional<Connector> choice; ///< what a person asked for: taken or refused, never replaced
};

} // namespace dumbo
