#include "ui/shell/sessioncredentials.h"

#include "core/connection/session.h"

#include <QPointer>

namespace workbench {

using dumbo::Authenticator;
using dumbo::CredentialsRequest;

SessionCredentials::SessionCredentials(const Authenticator::Keeping &keeping, QObject *parent)
    : QObject(parent)
    , m_saves(keeping.saves)
    , m_canSave(keeping.keychain && !keeping.profileId.isEmpty())
    , m_authenticator(keeping, [this](const CredentialsRequest &request, Authenticator::Reply reply) {
        m_questions.push_back({ request, std::move(reply) });
        if (m_questions.size() == 1)
            Q_EMIT questionChanged();
    })
{
}

SessionCredentials::~SessionCredentials() = default;

void SessionCredentials::serve(dumbo::SessionEvents &events, const Handle &handle)
{
    events.credentialsRequired = [self = QPointer(this), handle](const CredentialsRequest &request) {
        const auto session = handle->lock();
        if (!session)
            return;
        if (!self) {
            session->refuseCredentials();
            return;
        }
        self->m_authenticator.handle(request, [self, handle](const Authenticator::Answer &answer) {
            const auto asked = handle->lock();
            if (!asked)
                return;
            if (!answer) {
                asked->refuseCredentials();
                return;
            }
            if (self)
                self->m_answered.insert(*answer);
            asked->answerCredentials(*answer);
        });
    };
}

std::optional<CredentialsRequest> SessionCredentials::question() const
{
    return m_questions.empty() ? std::nullopt : std::optional(m_questions.front().request);
}

void SessionCredentials::answer(const QMap<QString, QString> &secrets, bool saves)
{
    setSaves(saves);
    next(secrets);
}

void SessionCredentials::refuse()
{
    next(std::nullopt);
}

void SessionCredentials::next(const Authenticator::Answer &answer)
{
    if (m_questions.empty())
        return;
    const Question answered = std::move(m_questions.front());
    m_questions.pop_front();
    answered.reply(answer);
    Q_EMIT questionChanged();
}

void SessionCredentials::drop()
{
    if (m_questions.empty())
        return;
    while (!m_questions.empty()) {
        const Question dropped = std::move(m_questions.front());
        m_questions.pop_front();
        dropped.reply(std::nullopt);
    }
    Q_EMIT questionChanged();
}

void SessionCredentials::setSaves(bool saves)
{
    m_saves = saves && m_canSave;
    m_authenticator.setSaves(m_saves);
}

} // namespace workbench
