#pragma once

#include "core/base/error.h"
#include "core/connection/sshtunnel.h"

namespace dumbo {

/// Which field of CredentialsRequest a question of ssh is about.
[[nodiscard]] DUMBO_CORE_EXPORT QString sshQuestionField(const QString &question);

/// What ssh's last words mean, for a person. Words are what it wrote to standard error; the error keeps them. Kind Connection, so that
/// nobody takes a password of ssh for one of the database.
[[nodiscard]] DUMBO_CORE_EXPORT Error sshError(const SshTunnel &tunnel, const QString &words, int exitCode);

/// The sentence of ssh that says why a way through the tunnel was refused, e.g. "connect failed: Connection refused"; empty where there
/// is none.
[[nodiscard]] DUMBO_CORE_EXPORT QString refusedChannel(const QString &words);

/// Whether a local port was taken by somebody else meanwhile: another one may do.
[[nodiscard]] DUMBO_CORE_EXPORT bool isPortTaken(const QString &words);

} // namespace dumbo
