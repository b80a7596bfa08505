#pragma once

#include "core/base/result.h"
#include "core/sdk/abi.h"
#include "core/sdk/capability.h"
#include "core/sdk/connectionoptions.h"
#include "core/sdk/connector.h"
#include "core/sdk/dialect.h"
#include "core/sdk/extension.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace dumbo {

/// One option of a connection: enough to draw a form, read a connection string and tell secrets apart.
struct DUMBO_CORE_EXPORT OptionDescription {
    enum class Type {
        Text,
        Secret, ///< travels in ConnectRequest::secrets, never in options
        Integer,
        Boolean,
        Choice, ///< one of choices
        File,
        Folder,
        Host,
        Port,
    };

    QString name; ///< as in ConnectionOptions, e.g. "busyTimeout"
    QString label; ///< for people; the name where the manifest gives none
    QString help;
    QString group; ///< options of one group stand together in a form; empty: the first group
    Type type = Type::Text;
    std::optional<OptionValue> defaultValue; ///< what the driver assumes where the option is absent
    bool required = false;
    QStringList choices; ///< Choice only, in the order to show them

    /// The right alternative of OptionValue for this type.
    [[nodiscard]] bool accepts(const OptionValue &value) const;

    friend bool operator==(const OptionDescription &, const OptionDescription &) = default;
};

/// Bytes at a fixed place by which a file is known, whatever its name.
struct MagicBytes {
    qint64 offset = 0;
    QByteArray bytes;
    friend bool operator==(const MagicBytes &, const MagicBytes &) = default;
};

/// What a manifest says of one connector.
struct DUMBO_CORE_EXPORT ConnectorManifest {
    Connector connector;
    QString name; ///< for people, e.g. "SQLite"
    int priority = 0; ///< among the connectors that fit, the highest serves
    QStringList schemes; ///< of URLs, lower case, e.g. "postgresql"
    QStringList suffixes; ///< of files, lower case, without the dot
    QStringList specialPaths; ///< names that stand where a path stands but are none, e.g. ":memory:"
    QList<MagicBytes> magic; ///< any one of them is enough
    QString pathOption; ///< the option that a path fills; empty: the connector opens no files
    QString databaseOption; ///< the option that names a server's database; empty: a server holds no others
    QList<OptionDescription> options;
    Dialect dialect;
    Capabilities capabilities;
    QList<ExtensionId> extensions;

    [[nodiscard]] std::optional<OptionDescription> option(QStringView optionName) const;

    friend bool operator==(const ConnectorManifest &, const ConnectorManifest &) = default;
};

/// What a driver says of itself before any of its code runs: the JSON in its plugin file. The format is described by
/// resources/schemas/driver-manifest.schema.json.
struct DUMBO_CORE_EXPORT Manifest {
    QString id; ///< reverse domain name, e.g. "org.dumbo.sqlite"
    QString name;
    QString version;
    QString vendor; ///< who made it, for people; empty where the manifest does not say
    QString description;
    QString licence; ///< SPDX expression
    QString homepage;
    BuildStamp build;
    QList<ConnectorManifest> connectors;

    /// Data with the path of the first wrong key, what is expected there and what was found, e.g. `connectors[0].priority:
    /// expected a whole number, found the text "high"`. Keys that are not known are ignored: a newer driver may say more.
    [[nodiscard]] static Result<Manifest> fromJson(const QJsonObject &json);

    friend bool operator==(const Manifest &, const Manifest &) = default;
};

/// The name of an option's type in manifests, e.g. "secret".
[[nodiscard]] DUMBO_CORE_EXPORT QString optionTypeName(OptionDescription::Type type);

} // namespace dumbo
