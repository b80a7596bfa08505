#include "ui/shell/openconnection.h"

#include "core/catalog/catalogsnapshot.h"
#include "core/connection/connectionstring.h"
#include "core/connection/session.h"
#include "core/migrations/ledger.h"
#include "core/plugins/driverregistry.h"
#include "ui/connections/connectionurl.h"
#include "ui/shell/sessioncredentials.h"
#include "ui/shell/theme.h"

#include <QFileInfo>
#include <QPointer>

namespace workbench {

using dumbo::CatalogPart;
using dumbo::CatalogRequest;
using dumbo::Executor;
using dumbo::Result;
using dumbo::Session;
using dumbo::SessionEvents;
using dumbo::SessionPhase;
using dumbo::SessionStatus;

class OpenConnection::Private {
public:
    Private(dumbo::DriverRegistry &givenRegistry, const QString &givenId, dumbo::CredentialStore *givenKeychain)
        : registry(givenRegistry)
        , id(givenId)
        , keychain(givenKeychain)
    {
    }

    void setTarget(const dumbo::ConnectionTarget &wanted)
    {
        target = wanted;
        path.clear();
        const auto manifest = registry.describe(target.connector);
        if (!manifest)
            return;
        dialect = manifest->dialect;
        capabilities = manifest->capabilities;
        path = manifest->pathOption.isEmpty() ? QString() : target.options.text(manifest->pathOption);
    }

    /// Who else hears of the shared session.
    struct Listener {
        QPointer<QObject> context;
        SessionEvents events;
    };

    dumbo::DriverRegistry &registry;
    dumbo::ConnectionTarget target;
    std::optional<dumbo::Profile> profile;
    QString id;
    dumbo::CredentialStore *keychain;
    std::unique_ptr<SessionCredentials> credentials;
    QString name;
    QString path; ///< of a database that is a file
    QColor accent;
    State state = State::Closed;
    std::optional<dumbo::Error> error;
    dumbo::Dialect dialect;
    dumbo::ServerFacts facts;
    dumbo::Capabilities capabilities;
    std::shared_ptr<Session> session;
    std::vector<Listener> listeners;
    std::vector<std::weak_ptr<Session>> tabSessions;
    ReadCatalog catalog;
    std::optional<dumbo::Error> catalogError;
    std::optional<std::chrono::steady_clock::time_point> busySince;
    bool loadingCatalog = false;
    bool catalogWanted = false; ///< asked for again while it is being read
};

OpenConnection::OpenConnection(dumbo::DriverRegistry &registry, const dumbo::ConnectionTarget &target, const QString &id,
    dumbo::CredentialStore *keychain)
    : d(std::make_unique<Private>(registry, id, keychain))
{
    d->setTarget(target);
    d->name = target.displayName();
    makeCredentials();
}

OpenConnection::~OpenConnection() = default;

QString OpenConnection::id() const
{
    return d->id;
}

QString OpenConnection::name() const
{
    return d->name;
}

QString OpenConnection::place() const
{
    return d->path.isEmpty() ? dumbo::connectionStringFor(d->target) : d->path;
}

QColor OpenConnection::accent() const
{
    if (isProduction())
        return theme::danger();
    const QColor chosen = d->profile ? QColor::fromString(d->profile->colour) : QColor();
    return chosen.isValid() ? chosen : d->accent;
}

const std::optional<dumbo::Profile> &OpenConnection::profile() const
{
    return d->profile;
}

dumbo::Profile OpenConnection::profileOrDraft() const
{
    return d->profile.value_or(dumbo::Profile::fromTarget(d->name, d->target));
}

QString OpenConnection::folder() const
{
    return d->profile ? d->profile->folder : QString();
}

bool OpenConnection::isProduction() const
{
    return d->profile && d->profile->production;
}

bool OpenConnection::isReadOnly() const
{
    return d->facts.readOnly || d->target.readOnly;
}

SessionCredentials &OpenConnection::credentials() const
{
    return *d->credentials;
}

const dumbo::ConnectionTarget &OpenConnection::target() const
{
    return d->target;
}

OpenConnection::State OpenConnection::state() const
{
    return d->state;
}

std::optional<dumbo::Error> OpenConnection::error() const
{
    return d->error;
}

const dumbo::Dialect &OpenConnection::dialect() const
{
    return d->dialect;
}

const dumbo::ServerFacts &OpenConnection::facts() const
{
    return d->facts;
}

dumbo::Capabilities OpenConnection::capabilities() const
{
    return d->capabilities;
}

std::shared_ptr<const CatalogPart> OpenConnection::catalogPart() const
{
    return d->catalog.part;
}

std::shared_ptr<const dumbo::CatalogSnapshot> OpenConnection::catalog() const
{
    return d->catalog.snapshot;
}

std::shared_ptr<const std::vector<dumbo::CatalogObject>> OpenConnection::objects() const
{
    if (!d->catalog.part)
        return {};
    return { d->catalog.part, &d->catalog.part->objects };
}

bool OpenConnection::isLoadingCatalog() const
{
    return d->loadingCatalog;
}

std::optional<std::chrono::steady_clock::time_point> OpenConnection::busySince() const
{
    return d->busySince;
}

std::optional<dumbo::Error> OpenConnection::catalogError() const
{
    return d->catalogError;
}

void OpenConnection::setAccent(const QColor &accent)
{
    d->accent = accent;
    Q_EMIT changed();
}

void OpenConnection::setName(const QString &name)
{
    d->name = name;
    Q_EMIT changed();
}

bool OpenConnection::setProfile(const std::optional<dumbo::Profile> &profile)
{
    const auto before = d->target;
    d->profile = profile;
    if (profile) {
        d->name = profile->name;
        auto target = resolved().value_or(profile->target());
        if (target.connector == before.connector && sameOptions(target.options, before.options))
            target.secrets = before.secrets;
        d->setTarget(target);
    }
    makeCredentials();
    Q_EMIT changed();
    const bool differs = before.connector != d->target.connector || !sameOptions(before.options, d->target.options)
        || before.readOnly != d->target.readOnly || before.tunnel != d->target.tunnel || before.startupSql != d->target.startupSql;
    return differs && d->session;
}

void OpenConnection::tellSecrets(const QMap<QString, QString> &secrets)
{
    d->target.secrets.insert(secrets);
    d->credentials->tell(secrets);
}

/// The driver of a profile may be whichever is the best one present.
Result<dumbo::ConnectionTarget> OpenConnection::resolved() const
{
    if (!d->profile)
        return d->target;
    auto target = d->profile->target(d->registry);
    if (target)
        target->secrets = d->target.secrets;
    return target;
}

void OpenConnection::makeCredentials()
{
    const bool saves = d->profile && d->profile->savesPasswords;
    const QString profileId = d->profile ? d->profile->id : QString();
    if (d->credentials && d->credentials->canSave() == (d->keychain && !profileId.isEmpty())) {
        d->credentials->setSaves(saves);
        return;
    }
    const auto answered = d->credentials ? d->credentials->answered() : d->target.secrets;
    d->credentials = std::make_unique<SessionCredentials>(
        dumbo::Authenticator::Keeping { .keychain = d->keychain, .profileId = profileId, .saves = saves });
    if (!answered.isEmpty())
        d->credentials->tell(answered);
    connect(d->credentials.get(), &SessionCredentials::questionChanged, this, [this] {
        Q_EMIT questionChanged();
        Q_EMIT changed();
    });
}

std::shared_ptr<Session> OpenConnection::openSession(const SessionEvents &wanted, bool atOnce)
{
    SessionEvents events = wanted;
    const auto handle = std::make_shared<std::weak_ptr<Session>>();
    d->credentials->serve(events, handle);
    events.statusChanged = [tell = wanted.statusChanged, self = QPointer(this)](const SessionStatus &status) {
        if (self && (status.phase == SessionPhase::Idle || status.phase == SessionPhase::Busy)) {
            self->d->target.secrets.insert(self->d->credentials->answered());
            self->d->credentials->confirm();
        }
        if (tell)
            tell(status);
    };
    std::shared_ptr<Session> session = Session::open(d->registry, d->target, events, { .connectAtOnce = atOnce });
    *handle = session;
    return session;
}

namespace {

OpenConnection::State stateOf(const SessionStatus &status)
{
    switch (status.phase) {
    case SessionPhase::Unconnected:
    case SessionPhase::Connecting:
    case SessionPhase::NeedsCredentials: return OpenConnection::State::Connecting;
    case SessionPhase::Idle:
    case SessionPhase::Busy: return OpenConnection::State::Connected;
    case SessionPhase::Lost: return OpenConnection::State::Lost;
    case SessionPhase::Failed: return OpenConnection::State::Failed;
    case SessionPhase::Closed: return OpenConnection::State::Closed;
    }
    Q_UNREACHABLE_RETURN(OpenConnection::State::Closed);
}

/// Calls a member of everybody who listens and is still there.
template <typename Listeners, typename Member, typename... Arguments>
void tell(const Listeners &listeners, Member member, const Arguments &...arguments)
{
    const Listeners kept = listeners;
    for (const auto &listener : kept) {
        if (listener.context && listener.events.*member)
            (listener.events.*member)(arguments...);
    }
}

} // namespace

void OpenConnection::reconnect()
{
    if (d->state == State::Connecting || d->state == State::Connected)
        return;
    SessionEvents events;
    // A tab may hold the session longer than this lives.
    const QPointer<OpenConnection> self(this);
    events.statusChanged = [this, self](const SessionStatus &status) {
        if (!self)
            return;
        takeStatus(status);
        tell(d->listeners, &SessionEvents::statusChanged, status);
    };
    events.notice = [this, self](dumbo::NoticeSeverity severity, const QString &text) {
        if (self)
            tell(d->listeners, &SessionEvents::notice, severity, text);
    };
    events.notification = [this, self](const dumbo::Notification &notification) {
        if (self)
            tell(d->listeners, &SessionEvents::notification, notification);
    };
    events.progress = [this, self](qint64 done, qint64 total) {
        if (self)
            tell(d->listeners, &SessionEvents::progress, done, total);
    };
    const auto target = resolved();
    if (!target) {
        d->state = State::Failed;
        d->error = target.error();
        Q_EMIT changed();
        return;
    }
    d->setTarget(*target);
    d->state = State::Connecting;
    d->error.reset();
    d->busySince = std::chrono::steady_clock::now();
    d->loadingCatalog = false;
    d->session = openSession(events, true);
    Q_EMIT changed();
    refreshCatalog();
}

void OpenConnection::takeStatus(const SessionStatus &status)
{
    const State before = d->state;
    d->state = stateOf(status);
    d->error = status.error;
    if (status.facts) {
        d->dialect = status.facts->dialect;
        d->facts = status.facts->server;
        d->capabilities = status.facts->capabilities;
    }
    if (before != d->state)
        Q_EMIT changed();
}

void OpenConnection::refreshCatalog()
{
    if (!d->session || d->loadingCatalog) {
        d->catalogWanted = d->loadingCatalog;
        return;
    }
    d->loadingCatalog = true;
    d->catalogWanted = false;
    d->busySince = std::chrono::steady_clock::now();
    const auto reply = d->session->submit(
        [](Executor &executor) -> Result<ReadCatalog> {
            CatalogRequest request;
            request.includeServer = true;
            auto part = executor.connection().catalog(request);
            if (!part)
                return std::unexpected(part.error());
            auto snapshot = std::make_shared<const dumbo::CatalogSnapshot>(*part);
            return ReadCatalog { std::make_shared<const CatalogPart>(std::move(*part)), std::move(snapshot) };
        },
        { .name = tr("Reading the catalog"), .timeout = {}, .purpose = dumbo::Purpose::Catalog });
    dumbo::onFinished(reply, this, [this, asked = std::weak_ptr(d->session)](const Result<ReadCatalog> &read) { takeCatalog(asked.lock(), read); });
    Q_EMIT catalogChanged();
}

void OpenConnection::takeCatalog(const std::shared_ptr<Session> &asked, const Result<ReadCatalog> &read)
{
    if (asked != d->session)
        return;
    d->loadingCatalog = false;
    d->busySince.reset();
    d->catalogError.reset();
    if (read)
        d->catalog = *read;
    else if (!read.error().isCancelled())
        d->catalogError = read.error();
    Q_EMIT catalogChanged();
    if (d->catalogWanted)
        refreshCatalog();
}

std::shared_ptr<Session> OpenConnection::makeSession(QObject *context, const SessionEvents &events)
{
    if (!d->capabilities.testFlag(dumbo::Capability::SeveralConnections)) {
        if (!d->session)
            reconnect();
        if (!d->session)
            return nullptr;
        std::erase_if(d->listeners, [](const Private::Listener &listener) { return !listener.context; });
        d->listeners.push_back({ context, events });
        return d->session;
    }
    std::erase_if(d->tabSessions, [](const auto &session) { return session.expired(); });
    auto made = openSession(events, false);
    d->tabSessions.push_back(made);
    return made;
}

QSet<qint64> OpenConnection::serverProcesses() const
{
    QSet<qint64> processes;
    const auto add = [&](const std::shared_ptr<Session> &session) {
        if (!session)
            return;
        const auto status = session->status();
        if (status.facts && status.facts->server.processId)
            processes.insert(*status.facts->server.processId);
    };
    add(d->session);
    for (const auto &session : d->tabSessions)
        add(session.lock());
    return processes;
}

void OpenConnection::fetchLedger(QObject *context, std::function<void(const Result<dumbo::LedgerState> &)> function)
{
    if (!d->session || d->state != State::Connected)
        return;
    const auto reply = d->session->submit([](Executor &executor) { return dumbo::readLedger(executor); },
        { .name = tr("Ledger of migrations"), .timeout = {}, .purpose = dumbo::Purpose::Catalog });
    dumbo::onFinished(reply, this, [kept = QPointer<QObject>(context), function = std::move(function)](const Result<dumbo::LedgerState> &ledger) {
        if (kept)
            function(ledger);
    });
}

void OpenConnection::fetchDdl(
    const dumbo::ObjectPath &path, QObject *context, std::function<void(const QString &)> function)
{
    if (!d->session)
        reconnect();
    if (!d->session) {
        Q_EMIT ddlFailed(*d->error);
        return;
    }
    const auto reply = d->session->submit(
        [path](Executor &executor) -> Result<QString> {
            CatalogRequest request;
            request.scope = path;
            request.includeDdl = true;
            request.includeServer = path.schema.isEmpty(); // a role, perhaps
            const auto part = executor.connection().catalog(request);
            if (!part)
                return std::unexpected(part.error());
            if (part->objects.empty())
                return dumbo::fail(dumbo::ErrorKind::NotFound, tr("There is no \"%1\" any more.").arg(path.name));
            // Functions may share one path: all of them are shown.
            QStringList texts;
            for (const auto &object : part->objects) {
                if (object.path == path)
                    texts.append(object.ddl);
            }
            return texts.isEmpty() ? part->objects.front().ddl : texts.join(QStringLiteral("\n\n"));
        },
        { .name = tr("DDL of %1").arg(path.name), .timeout = {}, .purpose = dumbo::Purpose::Catalog });
    dumbo::onFinished(reply, this,
        [this, kept = QPointer<QObject>(context), function = std::move(function)](const Result<QString> &ddl) {
            if (!ddl)
                Q_EMIT ddlFailed(ddl.error());
            else if (kept)
                function(*ddl);
        });
}

void OpenConnection::close()
{
    d->credentials->drop();
    d->session.reset();
    d->listeners.clear();
    d->state = State::Closed;
    d->error.reset();
    d->busySince.reset();
    d->loadingCatalog = false;
    Q_EMIT changed();
}

} // namespace workbench
