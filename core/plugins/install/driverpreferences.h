#pragma once

#include "core/base/result.h"
#include "core/sdk/connector.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QMap>

#include <functional>

namespace dumbo {

/// A catalogue that a person added, and what is remembered of it.
struct KnownCatalogue {
    QString location;
    QString name;
    QByteArray key; ///< base64; nothing signed with another one is taken
    qint64 serial = 0; ///< the highest seen; nothing lower is taken
    QDateTime fetched; ///< UTC
    QString fault; ///< of the last time it was read
};

/// What a person chose about drivers: "drivers.json" in the folder of settings. Keys this version does not know are kept.
struct DriverPreferences {
    QMap<QString, Connector> preferred; ///< by database type
    QList<KnownCatalogue> catalogues;
    QJsonObject others;

    /// Empty where there is no such file. Data where it is broken; it is left alone then, and change() puts it aside.
    [[nodiscard]] static Result<DriverPreferences> read(const QString &path);
    /// Reads, changes and writes while no other program does.
    [[nodiscard]] static Result<DriverPreferences> change(
        const QString &path, const std::function<Result<void>(DriverPreferences &)> &change);

    [[nodiscard]] KnownCatalogue *catalogue(const QString &location);
    [[nodiscard]] QByteArray toBytes() const;
};

} // namespace dumbo
