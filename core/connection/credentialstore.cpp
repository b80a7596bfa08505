#include "core/connection/credentialstore.h"

#include "core/connection/sessionevents.h"
#include "core/plugins/manifest.h"

#include <QPointer>
#include <QTimer>

#include <memory>

namespace dumbo {

CredentialStore::CredentialStore() = default;
CredentialStore::~CredentialStore() = default;

namespace {

/// From the event loop, unless context is gone.
template <typename F>
void later(QObject *context, F function)
{
    QTimer::singleShot(0, context, std::move(function));
}

} // namespace

void MemoryStore::read(const CredentialKey &key, QObject *context, Found found)
{
    const auto place = m_secrets.constFind(key);
    const auto secret = place == m_secrets.cend() ? std::nullopt : std::optional(*place);
    later(context, [secret, found = std::move(found)] { found(secret); });
}

void MemoryStore::write(const CredentialKey &key, const QString &secret, QObject *context, Done done)
{
    m_secrets.insert(key, secret);
    later(context, [done = std::move(done)] { done({}); });
}

void MemoryStore::remove(const CredentialKey &key, QObject *context, Done done)
{
    m_secrets.remove(key);
    later(context, [done = std::move(done)] { done({}); });
}

QStringList credentialFields(const ConnectorManifest &manifest)
{
    QStringList fields { CredentialsRequest::sshPassword, CredentialsRequest::sshPassphrase };
    for (const auto &option : manifest.options) {
        if (option.type == OptionDescription::Type::Secret)
            fields.append(option.name);
    }
    return fields;
}

} // namespace dumbo
