// What ConnectionHub does with the file of saved connections.
#include "ui/shell/connectionhub.h"

#include "core/connection/credentialstore.h"
#include "core/connection/profileswatcher.h"
#include "core/plugins/driverregistry.h"
#include "ui/shell/openconnection.h"

#include <QUuid>

#include <algorithm>

namespace workbench {

using dumbo::Profile;
using dumbo::Result;

namespace {

dumbo::Error noFile()
{
    return dumbo::Error(dumbo::ErrorKind::InvalidOperation,
        ConnectionHub::tr("The file of saved connections could not be read, so nothing can be saved in it."));
}

} // namespace

Result<void> ConnectionHub::loadProfiles(const QString &filePath)
{
    auto profiles = dumbo::Profiles::open(filePath);
    if (!profiles)
        return dumbo::fail(profiles.error());
    m_profiles = std::move(*profiles);
    for (const Profile &profile : m_profiles->all())
        takeIn(profile);
    m_watcher = new dumbo::ProfilesWatcher(filePath, this);
    connect(m_watcher, &dumbo::ProfilesWatcher::changed, this, &ConnectionHub::followFile);
    return {};
}

void ConnectionHub::setKeychain(std::unique_ptr<dumbo::CredentialStore> keychain)
{
    m_keychain = std::move(keychain);
}

ConnectionHub::Saved ConnectionHub::takeIn(const Profile &profile)
{
    OpenConnection *known = find(profile.id);
    if (known && known->profile() == profile)
        return { known, false };
    if (!known) {
        known = take(std::make_unique<OpenConnection>(
            m_registry, profile.target(m_registry).value_or(profile.target()), profile.id, m_keychain.get()));
    }
    return { known, known->setProfile(profile) };
}

/// Another program, or another window, changed the file.
void ConnectionHub::followFile()
{
    if (const auto read = m_profiles->reload(); !read) {
        Q_EMIT failed(read.error());
        return;
    }
    const QList<Profile> &saved = m_profiles->all();
    for (const Profile &profile : saved)
        takeIn(profile);
    for (OpenConnection *connection : connections()) {
        if (!connection->isSaved() || std::ranges::contains(saved, connection->id(), &Profile::id))
            continue;
        // What is open goes on until a person closes it.
        connection->setProfile(std::nullopt);
        if (connection->state() == OpenConnection::State::Closed)
            takeOut(connection);
    }
}

Result<ConnectionHub::Saved> ConnectionHub::saveProfile(const Profile &profile)
{
    if (!m_profiles)
        return dumbo::fail(noFile());
    Profile saved = profile;
    saved.id = m_profiles->put(profile);
    if (const auto written = m_profiles->save(); !written)
        return dumbo::fail(written.error());
    return takeIn(saved);
}

Result<void> ConnectionHub::addProfiles(const QList<Profile> &profiles)
{
    if (!m_profiles)
        return dumbo::fail(noFile());
    for (const Profile &profile : profiles)
        m_profiles->put(profile);
    if (const auto written = m_profiles->save(); !written)
        return dumbo::fail(written.error());
    for (const Profile &profile : m_profiles->all())
        takeIn(profile);
    return {};
}

Result<void> ConnectionHub::moveToFolder(const QString &id, const QString &folder)
{
    const OpenConnection *connection = find(id);
    if (!connection || !connection->isSaved() || connection->folder() == folder)
        return {};
    Profile moved = *connection->profile();
    moved.folder = folder;
    const auto saved = saveProfile(moved);
    return saved ? Result<void>() : dumbo::fail(saved.error());
}

Result<void> ConnectionHub::deleteProfile(const QString &id)
{
    OpenConnection *connection = find(id);
    if (!m_profiles || !connection)
        return dumbo::fail(noFile());
    m_profiles->remove(id);
    if (const auto written = m_profiles->save(); !written)
        return dumbo::fail(written.error());
    connection->close();
    takeOut(connection);
    return {};
}

void ConnectionHub::forgetSecrets(const Profile &profile)
{
    if (!m_keychain || !profile.savesPasswords)
        return;
    QStringList fields { dumbo::CredentialsRequest::sshPassword, dumbo::CredentialsRequest::sshPassphrase };
    for (const auto &manifest : m_registry.connectors()) {
        if (manifest.connector.databaseType != profile.connector.databaseType)
            continue;
        for (const auto &option : manifest.options) {
            if (option.type == dumbo::OptionDescription::Type::Secret && !fields.contains(option.name))
                fields.append(option.name);
        }
    }
    for (const QString &field : std::as_const(fields))
        m_keychain->remove({ profile.id, field }, this, [](const Result<void> &) { });
}

QStringList ConnectionHub::folders() const
{
    QStringList all;
    for (const auto &connection : m_connections) {
        const QStringList names = connection->folder().split(u'/', Qt::SkipEmptyParts);
        for (qsizetype depth = 1; depth <= names.size(); ++depth)
            all.append(names.first(depth).join(u'/'));
    }
    all.removeDuplicates();
    all.sort(Qt::CaseInsensitive);
    return all;
}

} // namespace workbench
