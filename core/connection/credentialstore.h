#pragma once

#include "core/base/result.h"

#include <QMap>
#include <QObject>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace dumbo {

/// Which secret: the connection's Profile::id and a field of CredentialsRequest.
struct CredentialKey {
    QString profile;
    QString field;
    friend auto operator<=>(const CredentialKey &, const CredentialKey &) = default;
};

/// Keeps secrets by key. Used in one thread that has an event loop; nothing blocks. Each answer comes once, from the event loop,
/// never inside the call, and not at all once context is destroyed. No error holds a secret.
class DUMBO_CORE_EXPORT CredentialStore {
public:
    using Found = std::function<void(const Result<std::optional<QString>> &)>;
    using Done = std::function<void(const Result<void> &)>;

    CredentialStore();
    virtual ~CredentialStore();
    CredentialStore(const CredentialStore &) = delete;
    CredentialStore &operator=(const CredentialStore &) = delete;

    /// Nothing where no such secret is kept.
    virtual void read(const CredentialKey &key, QObject *context, Found found) = 0;
    virtual void write(const CredentialKey &key, const QString &secret, QObject *context, Done done) = 0;
    /// Removing what is not there is no error.
    virtual void remove(const CredentialKey &key, QObject *context, Done done) = 0;
};

/// The system's keychain (Secret Service, KWallet), under the service "dumbo-workbench". NotRegistered where no keychain answers:
/// at once where there is no session bus, else after patience, which has to last for a person who unlocks the keychain, and from then
/// on at once until it answers again. What comes late is dropped. Never a file, whatever happens.
class DUMBO_CORE_EXPORT KeychainStore final : public CredentialStore {
public:
    static constexpr std::chrono::milliseconds defaultPatience { 30'000 };

    explicit KeychainStore(std::chrono::milliseconds patience = defaultPatience);
    ~KeychainStore() override;

    void read(const CredentialKey &key, QObject *context, Found found) override;
    void write(const CredentialKey &key, const QString &secret, QObject *context, Done done) override;
    void remove(const CredentialKey &key, QObject *context, Done done) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// Until the program ends.
class DUMBO_CORE_EXPORT MemoryStore final : public CredentialStore {
public:
    void read(const CredentialKey &key, QObject *context, Found found) override;
    void write(const CredentialKey &key, const QString &secret, QObject *context, Done done) override;
    void remove(const CredentialKey &key, QObject *context, Done done) override;

private:
    QMap<CredentialKey, QString> m_secrets;
};

struct ConnectorManifest;

/// The fields that may be kept for a connection through this connector: what has to be removed with it.
[[nodiscard]] DUMBO_CORE_EXPORT QStringList credentialFields(const ConnectorManifest &manifest);

} // namespace dumbo
