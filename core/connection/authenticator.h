#pragma once

#include "core/connection/credentialstore.h"
#include "core/connection/sessionevents.h"

#include <QMap>

#include <functional>
#include <memory>
#include <optional>

namespace dumbo {

/// Answers for all sessions of one connection: what it was told before, else the keychain, else a person, who is asked once however
/// many sessions wait. A secret that was refused is asked for anew; what is kept is replaced only when the new one was right.
///
/// Used in the thread of the sessions' owner, which has an event loop.
class DUMBO_CORE_EXPORT Authenticator {
public:
    /// Secrets by field; nothing: the person does not want to.
    using Answer = std::optional<QMap<QString, QString>>;
    using Reply = std::function<void(const Answer &)>;
    /// Asks a person for exactly these fields and returns at once; the reply is called once, at any time, or never.
    using AskPerson = std::function<void(const CredentialsRequest &, Reply)>;

    /// Where secrets are kept between runs, and under which profile. Without a keychain, or an id, nothing outlives this object.
    struct Keeping {
        CredentialStore *keychain = nullptr; ///< outlives this object
        QString profileId;
        bool saves = false; ///< right answers are kept
    };

    Authenticator(const Keeping &keeping, AskPerson ask);
    ~Authenticator();
    Authenticator(const Authenticator &) = delete;
    Authenticator &operator=(const Authenticator &) = delete;

    /// For SessionEvents::credentialsRequired; reply calls the session's answerCredentials() or refuseCredentials(). It is dropped
    /// with this object.
    void handle(const CredentialsRequest &request, Reply reply);
    /// A session has connected: what it was answered is right, and kept where the profile says so.
    void confirm();
    void setSaves(bool saves);
    /// Told by somebody else, e.g. typed into the connection's form; used before the keychain.
    void tell(const QMap<QString, QString> &secrets);
    /// Why the keychain could not be used, if that was tried: to be said once ("passwords are kept until the program ends").
    [[nodiscard]] std::optional<Error> keychainError() const;

private:
    class Private;
    std::shared_ptr<Private> d;
};

} // namespace dumbo
