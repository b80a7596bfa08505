#pragma once

#include "core/sdk/extension.h"
#include "core/sdk/statement.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace dumbo {

/// A type that an extension brings.
struct OfferedType {
    QString name; ///< e.g. "geometry"
    QString example; ///< as a column is declared with it, e.g. "geometry(Point, 4326)"
    QString description; ///< one line
    QString indexMethod; ///< that serves it best, e.g. "gist"; empty: the usual one
    friend bool operator==(const OfferedType &, const OfferedType &) = default;
};

struct OfferedOperator {
    QString name; ///< e.g. "&&"
    QString left; ///< a type
    QString right;
    QString result;
    QString description;
    QString indexMethod; ///< that finds rows by it; empty: none does
    friend bool operator==(const OfferedOperator &, const OfferedOperator &) = default;
};

struct OfferedMigration {
    QString name; ///< what the ledger has
    std::vector<StatementText> up;
    std::vector<StatementText> down; ///< empty: it can't be taken back
    friend bool operator==(const OfferedMigration &, const OfferedMigration &) = default;
};

/// An extension component that people name in a schema: what makes it and what it brings.
struct ComponentOffer {
    QString name; ///< as people say it, e.g. "PostGIS"; unique in a database type, upper and lower case alike
    QString create; ///< the database's own extension that it makes, e.g. "postgis"; empty: migrations make it
    QString description; ///< one line
    std::vector<OfferedMigration> migrations;
    std::vector<OfferedType> types;
    std::vector<OfferedOperator> operators;
    friend bool operator==(const ComponentOffer &, const ComponentOffer &) = default;
};

/// Components that a database type offers to schemas: the plugin's own extension (StoragePlugin::extension). Any thread.
class DUMBO_SDK_EXPORT SchemaComponentsExtension : public Extension {
public:
    SchemaComponentsExtension();
    ~SchemaComponentsExtension() override;

    [[nodiscard]] static ExtensionId extensionId() { return { QStringLiteral("schema-components"), 1 }; }
    [[nodiscard]] ExtensionId id() const final;

    [[nodiscard]] virtual std::vector<ComponentOffer> offers() const = 0;
};

} // namespace dumbo
