#pragma once

#include "core/connection/authenticator.h"

#include <QObject>

#include <deque>
#include <memory>
#include <optional>

namespace dumbo {
class Session;
}

namespace workbench {

/// Answers the sessions of one connection that miss a secret: from what was said before, from the keychain, or by a question that
/// the window shows. However many sessions wait, a person is asked once.
class SessionCredentials : public QObject {
    Q_OBJECT

public:
    /// Of a session that is about to be opened; it is filled in afterwards.
    using Handle = std::shared_ptr<std::weak_ptr<dumbo::Session>>;

    explicit SessionCredentials(const dumbo::Authenticator::Keeping &keeping, QObject *parent = nullptr);
    ~SessionCredentials() override;

    /// Lets the session of the handle ask here.
    void serve(dumbo::SessionEvents &events, const Handle &handle);
    /// What a person is to be asked now.
    [[nodiscard]] std::optional<dumbo::CredentialsRequest> question() const;
    /// Why the keychain did not answer, if it was asked.
    [[nodiscard]] std::optional<dumbo::Error> keychainError() const { return m_authenticator.keychainError(); }
    /// Whether right answers are kept in the keychain.
    [[nodiscard]] bool saves() const { return m_saves; }
    [[nodiscard]] bool canSave() const { return m_canSave; }
    /// What was answered last, to open further sessions with.
    [[nodiscard]] const QMap<QString, QString> &answered() const { return m_answered; }

    void answer(const QMap<QString, QString> &secrets, bool saves);
    void refuse();
    /// Takes the questions away without an answer.
    void drop();
    /// A session has connected.
    void confirm() { m_authenticator.confirm(); }
    void tell(const QMap<QString, QString> &secrets) { m_authenticator.tell(secrets); }
    void setSaves(bool saves);

Q_SIGNALS:
    void questionChanged();

private:
    struct Question {
        dumbo::CredentialsRequest request;
        dumbo::Authenticator::Reply reply;
    };
    void next(const dumbo::Authenticator::Answer &answer);

    bool m_saves;
    const bool m_canSave;
    QMap<QString, QString> m_answered;
    std::deque<Question> m_questions;
    dumbo::Authenticator m_authenticator;
};

} // namespace workbench
