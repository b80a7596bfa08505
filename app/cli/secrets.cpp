#include "app/cli/secrets.h"

#include "app/cli/terminal.h"
#include "core/connection/connectionstring.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>

#include <utility>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Secrets", text);
}

std::optional<QString> secretFromDescriptor(int descriptor)
{
    QFile file;
    if (descriptor < 0 || !file.open(descriptor, QIODevice::ReadOnly))
        return std::nullopt;
    auto line = file.readLine();
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    return QString::fromUtf8(line);
}

/// Runs the event loop until the call has called back, or the person interrupts.
class Wait {
public:
    explicit Wait(const Interrupt &interrupt)
        : m_registration(interrupt.cancellation().onCancelled(
              [this] { QMetaObject::invokeMethod(&m_loop, &QEventLoop::quit, Qt::QueuedConnection); }))
    {
    }
    [[nodiscard]] QObject *context() { return &m_loop; }
    void run() { m_loop.exec(); }
    void end() { m_loop.quit(); }

private:
    QEventLoop m_loop;
    Cancellation::Registration m_registration;
};

} // namespace

Secrets::Secrets(const Sources &sources, const Interrupt &interrupt)
    : m_sources(sources)
    , m_interrupt(interrupt)
{
}

std::optional<QString> Secrets::given()
{
    if (qEnvironmentVariableIsSet("DUMBO_PASSWORD"))
        return qEnvironmentVariable("DUMBO_PASSWORD");
    return secretFromDescriptor(m_sources.passwordDescriptor);
}

std::optional<QMap<QString, QString>> Secrets::answer(const CredentialsRequest &request)
{
    QMap<QString, QString> answers;
    for (const auto &field : request.fields) {
        const auto secret = answerTo(field, request);
        if (!secret)
            return std::nullopt;
        answers.insert(field, *secret);
    }
    return answers;
}

std::optional<QString> Secrets::answerTo(const QString &field, const CredentialsRequest &request)
{
    if (request.isQuestion())
        return askLine(request.message + u' ');
    const auto isOfSsh = field.startsWith(u"ssh.");
    // A wrong answer from environment, descriptor or keychain is not tried twice.
    if (request.attempt == 1 && !isOfSsh) {
        if (auto secret = given())
            return secret;
    }
    if (request.attempt == 1 && request.isStorable()) {
        if (auto secret = kept(field))
            return secret;
    }
    const auto prompt = isOfSsh ? request.message + u' ' : tr("%1 for %2: ").arg(field, redacted(m_sources.name));
    auto typed = askSecret(prompt);
    if (typed && request.isStorable())
        m_typed.insert(field, *typed);
    return typed;
}

std::optional<QString> Secrets::kept(const QString &field)
{
    if (!m_sources.profile || !m_sources.profile->savesPasswords)
        return std::nullopt;
    std::optional<QString> secret;
    Wait wait(m_interrupt);
    m_keychain.read({ m_sources.profile->id, field }, wait.context(), [&](const Result<std::optional<QString>> &found) {
        if (found)
            secret = *found;
        else
            tellOnce(found.error());
        wait.end();
    });
    wait.run();
    return secret;
}

void Secrets::keep()
{
    if (!m_sources.profile || !m_sources.profile->savesPasswords)
        return;
    const auto typed = std::exchange(m_typed, {});
    for (auto secret = typed.begin(); secret != typed.end(); ++secret)
        keep(secret.key(), secret.value());
}

bool Secrets::keep(const QString &field, const QString &secret)
{
    bool isKept = false;
    Wait wait(m_interrupt);
    m_keychain.write({ m_sources.profile->id, field }, secret, wait.context(), [&](const Result<void> &done) {
        isKept = done.has_value();
        if (!done)
            tellOnce(done.error());
        wait.end();
    });
    wait.run();
    return isKept;
}

void Secrets::forget(const QString &profileId, const QStringList &fields)
{
    for (const auto &field : fields) {
        Wait wait(m_interrupt);
        m_keychain.remove({ profileId, field }, wait.context(), [&](const Result<void> &done) {
            if (!done)
                tellOnce(done.error());
            wait.end();
        });
        wait.run();
    }
}

void Secrets::tellOnce(const Error &error)
{
    if (!std::exchange(m_hasTold, true))
        printLine(tr("note: %1 The password is not kept.").arg(error.message()));
}

} // namespace cli
