#pragma once

#include "app/cli/interrupt.h"
#include "core/connection/credentialstore.h"
#include "core/connection/profile.h"
#include "core/connection/sessionevents.h"

#include <optional>

namespace cli {

/// Where the secrets of one connection come from: $DUMBO_PASSWORD and a file descriptor (for the database's own, once), the keychain
/// where the profile keeps them there, and a question on the terminal.
class Secrets {
public:
    struct Sources {
        QString name; ///< how the person named the connection; shown without secrets
        int passwordDescriptor = -1;
        std::optional<dumbo::Profile> profile;
    };

    Secrets(const Sources &sources, const Interrupt &interrupt);

    /// Waits for the keychain or the person. Nothing: there is no answer.
    [[nodiscard]] std::optional<QMap<QString, QString>> answer(const dumbo::CredentialsRequest &request);
    /// What was typed was right: the keychain gets it, where the profile wants that.
    void keep();
    /// Writes a secret into the keychain; false, told on standard error, where that can't be.
    bool keep(const QString &field, const QString &secret);
    /// Takes what was kept for a profile out of the keychain.
    void forget(const QString &profileId, const QStringList &fields);
    /// Of environment or descriptor.
    [[nodiscard]] std::optional<QString> given();

private:
    [[nodiscard]] std::optional<QString> answerTo(const QString &field, const dumbo::CredentialsRequest &request);
    [[nodiscard]] std::optional<QString> kept(const QString &field);
    void tellOnce(const dumbo::Error &error);

    const Sources m_sources;
    const Interrupt &m_interrupt;
    dumbo::KeychainStore m_keychain;
    QMap<QString, QString> m_typed;
    bool m_hasTold = false;
};

} // namespace cli
