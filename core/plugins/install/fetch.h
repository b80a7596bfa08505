#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

#include <QUrl>

#include <chrono>
#include <functional>

class QIODevice;

namespace dumbo {

/// What a fetch may take.
struct FetchLimits {
    qint64 size = 0; ///< bytes; what is larger is refused as soon as that is known
    std::chrono::milliseconds silence { 30000 }; ///< how long nothing may come
};

/// done and total in bytes; total 0 where the other side does not say.
using FetchProgress = std::function<void(qint64 done, qint64 total)>;

/// A folder's or file's path, or a file:, https: or (on this computer only) http: address. InvalidOperation with what is allowed.
[[nodiscard]] Result<QUrl> fetchAddress(const QString &location);
/// Whether a fetch of one address may lead to the other: never from https to anything else, never to a file.
[[nodiscard]] bool mayRedirect(const QUrl &from, const QUrl &to);

/// Copies what stands at an address into target, which is open for writing. Goes by the system's proxy and its trusted certificates,
/// and those in the file that $SSL_CERT_FILE names. Blocks; needs no event loop. NotFound, Connection with what was tried and what the
/// other side said, Data where it is too large, Timeout, Cancelled, System where target can't be written.
[[nodiscard]] Result<void> fetch(const QUrl &address, QIODevice &target, const FetchLimits &limits,
    const Cancellation &cancellation, const FetchProgress &progress = {});
[[nodiscard]] Result<QByteArray> fetchBytes(const QUrl &address, const FetchLimits &limits, const Cancellation &cancellation);

} // namespace dumbo
