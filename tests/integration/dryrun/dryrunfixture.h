#pragma once

#include "core/connection/connectionstring.h"
#include "core/migrations/scratch.h"
#include "core/migrations/targetopener.h"
#include "core/plugins/driverregistry.h"

#include <QTest>

#include <memory>

namespace dumbo::test {

/// Opens databases as migration work does.
class DryRunFixture
{
public:
    DryRunFixture() { m_registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) }); }

    [[nodiscard]] DatabaseOpener opener(const QString &url, const Connector &connector, bool readOnly = false)
    {
        auto target = parseConnectionString(url, m_registry, connector);
        if (!target)
            qFatal("%s", qPrintable(target.error().toText()));
        target->readOnly = readOnly;
        return targetOpener(m_registry, *target);
    }

    [[nodiscard]] static std::unique_ptr<OpenDatabase> open(const DatabaseOpener &opener)
    {
        auto opened = opener({});
        if (!opened)
            qFatal("%s", qPrintable(opened.error().toText()));
        return std::move(*opened);
    }

    [[nodiscard]] DriverRegistry &registry() { return m_registry; }

private:
    DriverRegistry m_registry;
};

[[nodiscard]] inline MigrationsExtension &migrations(OpenDatabase &database)
{
    const auto extension = migrationsOf(database.connection());
    if (!extension)
        qFatal("%s", qPrintable(extension.error().toText()));
    return **extension;
}

[[nodiscard]] inline ObjectPath relation(const char *name, const char *schema = "public")
{
    return { {}, QString::fromUtf8(schema), QString::fromUtf8(name) };
}

} // namespace dumbo::test

/// Fails the test with the whole error.
#define DUMBO_OK(result) \
    do { \
        if (const auto &answered = (result); !answered) \
            QFAIL(qPrintable(answered.error().toText())); \
    } while (false)
