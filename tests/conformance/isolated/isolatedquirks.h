#pragma once

#include "tests/support/bothways.h"

namespace dumbo::conformance {

/// A connector as its own Quirks have it, with the driver in a process of its own.
template <typename Base>
class Isolated final : public Base
{
public:
    template <typename... T>
    explicit Isolated(const Connector &connector, T &&...arguments)
        : Base(std::forward<T>(arguments)...)
    {
        m_registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER), QStringLiteral(DUMBO_FAKE_FOLDER) });
        m_plugin = test::isolatedPlugin(m_registry, connector);
    }

    QString name() const override { return Base::name() + QStringLiteral(" isolated"); }
    bool isDocumented() const override { return false; }
    StoragePlugin &plugin() override { return *m_plugin; }

private:
    DriverRegistry m_registry;
    std::shared_ptr<StoragePlugin> m_plugin;
};

} // namespace dumbo::conformance
