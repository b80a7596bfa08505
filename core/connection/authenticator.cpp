#include "core/connection/authenticator.h"

#include <QPointer>

#include <algorithm>
#include <utility>
#include <vector>

namespace dumbo {

class Authenticator::Private : public std::enable_shared_from_this<Authenticator::Private> {
public:
    /// One request on its way through memory, keychain and person.
    struct Pending {
        CredentialsRequest request;
        Reply reply;
        QMap<QString, QString> answers;
        QStringList missing;
    };
    using PendingPointer = std::shared_ptr<Pending>;

    struct Known {
        QString secret;
        int attempt = 1; ///< of the request that it answered: a later one means that it was wrong
        bool isKept = false; ///< in the keychain, as far as is known
    };

    /// Persons are asked for one thing once.
    struct Question {
        QStringList fields;
        std::vector<PendingPointer> waiting;
    };

    void lookUp(const PendingPointer &pending);
    void readKeychain(const PendingPointer &pending, qsizetype index);
    void askPerson(const PendingPointer &pending);
    void takeAnswer(quint64 number, const Answer &answer);
    void write(const QString &field, Known &known);
    [[nodiscard]] bool usesKeychain() const { return keeping.keychain && keeping.saves && !keeping.profileId.isEmpty(); }

    Keeping keeping;
    AskPerson ask;
    QMap<QString, Known> known;
    QMap<quint64, Question> questions;
    quint64 lastQuestion = 0;
    bool isConfirmed = false;
    std::optional<Error> keychainError;
    QObject context; ///< ends the keychain's answers with this
};

Authenticator::Authenticator(const Keeping &keeping, AskPerson ask)
{
    // Shared only with replies that look whether it is still there.
    const auto made = std::make_shared<Private>();
    made->keeping = keeping;
    made->ask = std::move(ask);
    d = made;
}

Authenticator::~Authenticator() = default;

void Authenticator::handle(const CredentialsRequest &request, Reply reply)
{
    const auto pending = std::make_shared<Private::Pending>(request, std::move(reply));
    pending->missing = request.fields;
    if (request.isStorable())
        d->lookUp(pending);
    else
        d->askPerson(pending);
}

void Authenticator::Private::lookUp(const PendingPointer &pending)
{
    for (const auto &field : pending->request.fields) {
        const auto place = known.constFind(field);
        if (place == known.cend() || pending->request.attempt > place->attempt)
            continue;
        pending->answers.insert(field, place->secret);
        pending->missing.removeAll(field);
    }
    if (pending->missing.isEmpty())
        pending->reply(pending->answers);
    else if (pending->request.attempt == 1 && usesKeychain())
        readKeychain(pending, 0);
    else
        askPerson(pending);
}

void Authenticator::Private::readKeychain(const PendingPointer &pending, qsizetype index)
{
    if (index >= pending->missing.size()) {
        for (auto answer = pending->answers.keyBegin(); answer != pending->answers.keyEnd(); ++answer)
            pending->missing.removeAll(*answer);
        if (pending->missing.isEmpty())
            pending->reply(pending->answers);
        else
            askPerson(pending);
        return;
    }
    const auto field = pending->missing.at(index);
    keeping.keychain->read({ keeping.profileId, field }, &context,
        [this, pending, index, field](const Result<std::optional<QString>> &found) {
            if (!found)
                keychainError = found.error();
            else if (*found) {
                pending->answers.insert(field, **found);
                // A person may have answered meanwhile.
                if (!known.contains(field))
                    known.insert(field, { **found, 1, true });
            }
            readKeychain(pending, found ? index + 1 : pending->missing.size());
        });
}

void Authenticator::Private::askPerson(const PendingPointer &pending)
{
    if (!ask) {
        pending->reply(std::nullopt);
        return;
    }
    const auto open = std::ranges::find(questions, pending->missing, &Question::fields);
    if (open != questions.end() && pending->request.isStorable()) {
        open->waiting.push_back(pending);
        return;
    }
    const auto number = ++lastQuestion;
    questions.insert(number, { pending->missing, { pending } });
    auto request = pending->request;
    request.fields = pending->missing;
    ask(request, [weak = weak_from_this(), number](const Answer &answer) {
        if (const auto self = weak.lock())
            self->takeAnswer(number, answer);
    });
}

void Authenticator::Private::takeAnswer(quint64 number, const Answer &answer)
{
    const auto question = questions.take(number);
    for (const auto &pending : question.waiting) {
        if (!answer) {
            pending->reply(std::nullopt);
            continue;
        }
        pending->answers.insert(*answer);
        for (auto secret = answer->begin(); pending->request.isStorable() && secret != answer->end(); ++secret) {
            auto &entry = known[secret.key()];
            entry = { secret.value(), std::max(entry.attempt, pending->request.attempt), false };
        }
        pending->reply(pending->answers);
    }
}

void Authenticator::confirm()
{
    d->isConfirmed = true;
    for (auto known = d->known.begin(); known != d->known.end(); ++known) {
        known->attempt = 1;
        if (!known->isKept && d->usesKeychain())
            d->write(known.key(), *known);
    }
}

void Authenticator::Private::write(const QString &field, Known &entry)
{
    entry.isKept = true;
    keeping.keychain->write({ keeping.profileId, field }, entry.secret, &context, [this, field](const Result<void> &done) {
        if (done)
            return;
        keychainError = done.error();
        if (const auto place = known.find(field); place != known.end())
            place->isKept = false;
    });
}

void Authenticator::setSaves(bool saves)
{
    d->keeping.saves = saves;
    if (d->isConfirmed)
        confirm();
}

void Authenticator::tell(const QMap<QString, QString> &secrets)
{
    for (auto secret = secrets.begin(); secret != secrets.end(); ++secret)
        d->known.insert(secret.key(), { secret.value(), 1, false });
}

std::optional<Error> Authenticator::keychainError() const
{
    return d->keychainError;
}

} // namespace dumbo
