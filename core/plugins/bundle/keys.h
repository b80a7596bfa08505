#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace dumbo {

/// An Ed25519 key that signatures of drivers and catalogues are verified with.
class DUMBO_CORE_EXPORT PublicKey {
public:
    /// No key at all; verifies nothing.
    PublicKey() = default;
    /// Data where the text is not the Base64 of 32 bytes.
    [[nodiscard]] static Result<PublicKey> fromBase64(const QByteArray &text);

    [[nodiscard]] bool isValid() const { return !m_bytes.isEmpty(); }
    [[nodiscard]] QByteArray base64() const { return m_bytes.toBase64(); }
    /// SHA-256 of the key: 64 hexadecimal digits; empty for no key.
    [[nodiscard]] QString fingerprint() const;
    /// For people to compare: the first 32 digits of fingerprint() in groups of four.
    [[nodiscard]] QString shortFingerprint() const;
    /// signature: 64 bytes.
    [[nodiscard]] bool verifies(const QByteArray &bytes, const QByteArray &signature) const;

    friend bool operator==(const PublicKey &, const PublicKey &) = default;

private:
    friend class SigningKey;
    explicit PublicKey(const QByteArray &bytes)
        : m_bytes(bytes)
    {
    }
    QByteArray m_bytes; ///< 32, or none
};

/// The secret half, in memory that is wiped when the last copy goes.
class DUMBO_CORE_EXPORT SigningKey {
public:
    [[nodiscard]] static SigningKey generate();
    /// AuthenticationRequired where the file is protected and the passphrase is not the one, or missing.
    [[nodiscard]] static Result<SigningKey> read(const QString &path, const QString &passphrase = {});

    /// Makes the file, for its owner only. InvalidOperation where there is one already: a key is never overwritten.
    /// With a passphrase the key is protected by it (Argon2id).
    [[nodiscard]] Result<void> write(const QString &path, const QString &name, const QString &passphrase = {}) const;

    [[nodiscard]] PublicKey publicKey() const;
    /// 64 bytes, the same for the same bytes.
    [[nodiscard]] QByteArray sign(const QByteArray &bytes) const;

private:
    struct Secret;
    explicit SigningKey(std::shared_ptr<const Secret> secret);
    std::shared_ptr<const Secret> m_secret;
};

/// A public key and how its owner calls it.
struct NamedKey {
    PublicKey key;
    QString name;
};

/// What `dumbo plugins keygen` writes beside the private key, for others to trust. InvalidOperation where there is such a file.
[[nodiscard]] DUMBO_CORE_EXPORT Result<void> writePublicKey(const NamedKey &key, const QString &path);
/// Out of such a file, or of one that holds nothing but the key's Base64.
[[nodiscard]] DUMBO_CORE_EXPORT Result<NamedKey> readPublicKey(const QString &path);

} // namespace dumbo
