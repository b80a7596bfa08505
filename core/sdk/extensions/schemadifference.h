#pragma once

#include "core/base/result.h"
#include "core/sdk/catalogpart.h"
#include "core/sdk/extension.h"
#include "core/sdk/extensions/migrationadvice.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <vector>

namespace dumbo {

/// What a database holds and what it should hold, both read with CatalogDepth::Full and DDL by a connection of the same
/// database type.
struct DifferenceRequest {
    std::shared_ptr<const CatalogPart> from; ///< as it is
    std::shared_ptr<const CatalogPart> to; ///< as it should be
    bool allowsLoss = true; ///< false: what would lose rows or columns is left out, and said in notGenerated
};

/// One statement on the way.
struct DifferenceStatement {
    QByteArray text; ///< without ";" at its end
    ObjectPath object; ///< what it changes
    TransactionFit fit = TransactionFit::Inside;
    bool losesData = false;
    friend bool operator==(const DifferenceStatement &, const DifferenceStatement &) = default;
};

/// A difference that no statement was made for.
struct NotGenerated {
    ObjectPath object;
    QString kind; ///< e.g. "role", "virtual table"
    QString reason; ///< a sentence
    friend bool operator==(const NotGenerated &, const NotGenerated &) = default;
};

struct DifferenceScript {
    std::vector<DifferenceStatement> statements; ///< in an order in which they run
    std::vector<NotGenerated> notGenerated;
    friend bool operator==(const DifferenceScript &, const DifferenceScript &) = default;
};

/// Writes the SQL from one catalog to another: the plugin's own extension (StoragePlugin::extension). Any thread.
class DUMBO_SDK_EXPORT SchemaDifferenceExtension : public Extension {
public:
    SchemaDifferenceExtension();
    ~SchemaDifferenceExtension() override;

    [[nodiscard]] static ExtensionId extensionId() { return { QStringLiteral("schema-difference"), 1 }; }
    [[nodiscard]] ExtensionId id() const final;

    /// Applied to from, comparing again gives no difference but what is in notGenerated.
    [[nodiscard]] virtual Result<DifferenceScript> script(const DifferenceRequest &request) const = 0;
};

} // namespace dumbo
