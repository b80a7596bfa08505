#include "core/connection/credentialstore.h"

#include <QCoreApplication>
#include <QFile>
#include <QPointer>
#include <QTimer>

#include <qt6keychain/keychain.h>

#include <utility>

namespace dumbo {

namespace {

const QString service = QStringLiteral("dumbo-workbench");

QString tr(const char *text)
{
    return QCoreApplication::translate("Keychain", text);
}

Error noKeychain(const QString &why)
{
    return Error(ErrorKind::NotRegistered,
        why.isEmpty() ? tr("There is no keychain.")
                      : tr("The keychain can't be used: %1").arg(why.endsWith(u'.') ? why : why + u'.'))
        .withHint(tr("Passwords are kept in memory, until the program ends."));
}

/// The keychains of Linux and its like are services of the session bus. Without one QtKeychain would start a bus of its own, in
/// vain.
bool hasSessionBus()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    if (!qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return true;
    const auto runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    return !runtime.isEmpty() && QFile::exists(runtime + QStringLiteral("/bus"));
#else
    return true;
#endif
}

Error errorOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return Error(ErrorKind::System, tr("The keychain stayed locked."));
    case QKeychain::CouldNotDeleteEntry:
        return Error(ErrorKind::System, tr("The keychain did not delete the password."));
    default:
        return noKeychain(job.errorString());
    }
}

} // namespace

class KeychainStore::Private {
public:
    using Finished = std::function<void(const Result<void> &)>;

    explicit Private(std::chrono::milliseconds givenPatience)
        : patience(givenPatience)
    {
    }

    /// Calls finished once: when the job has, or when patience is over. The job deletes itself whenever it ends.
    void run(QKeychain::Job *job, QObject *context, const Finished &finished);

    const std::chrono::milliseconds patience;
    std::shared_ptr<int> unanswered = std::make_shared<int>(0); ///< jobs that nobody waits for any more
};

void KeychainStore::Private::run(QKeychain::Job *job, QObject *context, const Finished &finished)
{
    // QtKeychain runs one job after another: behind one that hangs, all do.
    const auto why = !hasSessionBus() ? tr("there is no session bus.")
        : *unanswered > 0            ? tr("it does not answer.")
                                     : QString();
    if (!why.isEmpty()) {
        delete job;
        QTimer::singleShot(0, context, [finished, why] { finished(fail(noKeychain(why))); });
        return;
    }
    auto *timer = new QTimer(context);
    timer->setSingleShot(true);
    QObject::connect(timer, &QTimer::timeout, context, [timer, finished, waiting = unanswered, job = QPointer(job)] {
        timer->deleteLater();
        ++*waiting;
        if (job)
            QObject::connect(job, &QKeychain::Job::finished, job, [waiting] { --*waiting; });
        finished(fail(noKeychain(tr("it does not answer."))));
    });
    QObject::connect(job, &QKeychain::Job::finished, timer, [timer, finished](const QKeychain::Job *ended) {
        if (!timer->isActive())
            return;
        timer->stop();
        timer->deleteLater();
        if (ended->error() == QKeychain::NoError || ended->error() == QKeychain::EntryNotFound)
            finished({});
        else
            finished(fail(errorOf(*ended)));
    });
    job->setInsecureFallback(false);
    timer->start(patience);
    job->start();
}

KeychainStore::KeychainStore(std::chrono::milliseconds patience)
    : d(std::make_unique<Private>(patience))
{
}

KeychainStore::~KeychainStore() = default;

namespace {

QString nameOf(const CredentialKey &key)
{
    return key.profile + u'/' + key.field;
}

} // namespace

void KeychainStore::read(const CredentialKey &key, QObject *context, Found found)
{
    auto *job = new QKeychain::ReadPasswordJob(service);
    job->setKey(nameOf(key));
    d->run(job, context, [job = QPointer(job), found = std::move(found)](const Result<void> &done) {
        if (!done)
            found(fail(done.error()));
        else if (!job || job->error() == QKeychain::EntryNotFound)
            found(std::nullopt);
        else
            found(std::optional(job->textData()));
    });
}

void KeychainStore::write(const CredentialKey &key, const QString &secret, QObject *context, Done done)
{
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setKey(nameOf(key));
    job->setTextData(secret);
    d->run(job, context, std::move(done));
}

void KeychainStore::remove(const CredentialKey &key, QObject *context, Done done)
{
    auto *job = new QKeychain::DeletePasswordJob(service);
    job->setKey(nameOf(key));
    d->run(job, context, std::move(done));
}

} // namespace dumbo
