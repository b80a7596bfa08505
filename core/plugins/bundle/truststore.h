#pragma once

#include "core/plugins/bundle/keys.h"

#include <QDateTime>
#include <QList>

#include <functional>
#include <optional>

namespace dumbo {

enum class KeyTrust {
    Unknown,
    Trusted,
    Distrusted, ///< by the person: nothing signed with it is installed or loaded
    Revoked, ///< by its owner or a catalogue: it may be in wrong hands; a person can't trust it again
};

/// "unknown", "trusted", "distrusted", "revoked": for machines, not translated.
[[nodiscard]] DUMBO_CORE_EXPORT QString keyTrustName(KeyTrust trust);

/// Whose drivers a person trusts: a value read from a file and written back. Used by one thread at a time.
class DUMBO_CORE_EXPORT TrustStore {
public:
    struct Entry {
        PublicKey key;
        QString name; ///< how the person calls the owner
        KeyTrust trust = KeyTrust::Unknown;
        QDateTime since; ///< UTC
        QString reason; ///< of a revocation
        friend bool operator==(const Entry &, const Entry &) = default;
    };

    /// Trusts nobody, and has no file.
    TrustStore() = default;
    /// Where a person's own is: trusted-keys.json in the folder of settings.
    [[nodiscard]] static QString defaultPath();
    /// Empty where there is no such file. A file that is malformed is an error, not an empty store: it may hold keys that
    /// were revoked.
    [[nodiscard]] static Result<TrustStore> read(const QString &path = defaultPath());

    /// Reads, changes and writes while no other program or thread that goes this way does, so that nothing another one saved is
    /// lost. What change answers as an error leaves the file as it was. System where it can't be written, or where another program
    /// holds it for some seconds.
    [[nodiscard]] static Result<TrustStore> change(const QString &path, const std::function<Result<void>(TrustStore &)> &change);

    [[nodiscard]] QList<Entry> entries() const { return m_entries; } ///< by name
    [[nodiscard]] std::optional<Entry> entry(const PublicKey &key) const;
    [[nodiscard]] KeyTrust stateOf(const PublicKey &key) const;

    /// Writes the file it was read from, whole or not at all.
    [[nodiscard]] Result<void> save() const;
    /// InvalidOperation for a revoked key.
    [[nodiscard]] Result<void> trust(const PublicKey &key, const QString &name);
    void distrust(const PublicKey &key);
    void revoke(const PublicKey &key, const QString &reason);
    /// The key is unknown again. InvalidOperation for a revoked key, NotFound for an unknown one.
    [[nodiscard]] Result<void> forget(const PublicKey &key);

private:
    Entry &made(const PublicKey &key);
    QString m_path;
    QList<Entry> m_entries;
};

} // namespace dumbo
