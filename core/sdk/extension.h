#pragma once

#include "core/base/export.h"

#include <QHashFunctions>
#include <QString>

namespace dumbo {

/// An ability beyond the contract: name plus version, e.g. {"explain", 1}. Both must be equal before a cast; there is
/// no RTTI across the module boundary.
struct ExtensionId {
    QString name;
    int version = 1;
    friend bool operator==(const ExtensionId &, const ExtensionId &) = default;
};

[[nodiscard]] inline size_t qHash(const ExtensionId &id, size_t seed = 0)
{
    return qHashMulti(seed, id.name, id.version);
}

/// Base of every extension. Calls take and return values that could travel to another process, unless
/// isInProcessOnly().
class DUMBO_SDK_EXPORT Extension {
public:
    Extension();
    virtual ~Extension();
    Extension(const Extension &) = delete;
    Extension &operator=(const Extension &) = delete;

    [[nodiscard]] virtual ExtensionId id() const = 0;
    [[nodiscard]] virtual bool isInProcessOnly() const;
};

} // namespace dumbo
