#pragma once

#include "core/base/cancellation.h"
#include "core/sdk/connectionoptions.h"

#include <QMap>
#include <QStringList>

namespace dumbo {

/// What StoragePlugin::connect() gets.
struct DUMBO_SDK_EXPORT ConnectRequest {
    ConnectionOptions options;
    /// By option name, e.g. "password". Never logged, never part of an error.
    QMap<QString, QString> secrets;
    /// The connection must refuse every write, enforced by server or engine; a driver that can't fails with
    /// NotImplemented rather than connect.
    bool readOnly = false;
    /// Looked at while connecting; a cancelled connect answers ErrorKind::Cancelled.
    Cancellation cancellation;
    /// From 1; rises with each AuthenticationRequired that core answered.
    int attempt = 1;
};

/// The secrets a driver misses, as the detail of ErrorKind::AuthenticationRequired carries them: one option
/// name a line. Core asks keychain, then window or terminal, and connects again.
[[nodiscard]] inline QString authenticationDetail(const QStringList &fields)
{
    return fields.join(QLatin1Char('\n'));
}

} // namespace dumbo
