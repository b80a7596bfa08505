#pragma once

#include "core/plugins/driverregistry.h"
#include "core/plugins/singleflight.h"

#include <map>
#include <tuple>

namespace dumbo {

/// The extensions that a program registered, loaded or not. Thread-safe.
class ExtensionTable {
public:
    /// A sentence where an extension is there already.
    [[nodiscard]] std::optional<QString> add(const ExtensionTarget &target, const ExtensionId &id,
        std::shared_ptr<Extension> extension, DriverRegistry::ExtensionLoader loader);
    [[nodiscard]] bool has(const Connector &connector, const ExtensionId &id) const;
    [[nodiscard]] std::shared_ptr<Extension> tryFind(const Connector &connector, const ExtensionId &id) const;
    /// Null where none is registered.
    [[nodiscard]] Result<std::shared_ptr<Extension>> load(const Connector &connector, const ExtensionId &id);

private:
    struct Slot {
        std::shared_ptr<Extension> extension;
        DriverRegistry::ExtensionLoader loader;
        SingleFlight flight;
        std::optional<Error> failure; ///< of the last run of loader
    };
    using Key = std::tuple<QString, QString, int>;

    [[nodiscard]] std::shared_ptr<Slot> find(const Connector &connector, const ExtensionId &id) const;

    mutable std::mutex m_mutex;
    std::map<Key, std::shared_ptr<Slot>> m_slots;
};

} // namespace dumbo
