#pragma once

#include "core/base/result.h"

#include <QTemporaryDir>

namespace dumbo::test {

/// Certificates for tests of TLS, made by openssl once for a process. Each name has a file NAME.crt and a file NAME.key
/// (which only we may read):
/// ca, server (localhost, 127.0.0.1 and ::1), wronghost (elsewhere.example), expired (localhost, for a day of 2020), client
/// (its common name is "certified"); stranger is an authority that signed none of them.
class Certificates
{
public:
    [[nodiscard]] static Result<const Certificates *> shared();

    /// The path of a file, e.g. "ca.crt".
    [[nodiscard]] QString path(const char *file) const;
    [[nodiscard]] QByteArray content(const char *file) const;

private:
    [[nodiscard]] Result<void> make();
    [[nodiscard]] Result<void> authority(const QString &name) const;
    [[nodiscard]] Result<void> sign(const QString &name, const QString &subject, const QStringList &more) const;
    QTemporaryDir m_folder;
};

} // namespace dumbo::test
