#pragma once

#include "core/base/result.h"
#include "core/connection/connectiontarget.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace dumbo {

/// One saved connection. It never holds a secret.
struct DUMBO_CORE_EXPORT Profile {
    QString id; ///< stays the same when the name changes; Profiles::put() makes one where it is empty
    QString name;
    QString folder; ///< names separated by "/"; empty: none
    QString colour; ///< "#rrggbb"; empty: none
    Connector connector;
    ConnectionOptions options; ///< in the order of their names after reading
    bool readOnly = false;
    QJsonObject others; ///< keys this version does not know; they are written again

    /// With secrets left out: they come from the keychain or from a person.
    [[nodiscard]] ConnectionTarget target() const;
    [[nodiscard]] static Profile fromTarget(const QString &name, const ConnectionTarget &target);

    friend bool operator==(const Profile &, const Profile &) = default;
};

/// The saved connections: a JSON file that is replaced as a whole, so that no moment sees half of it. Everything in the file that
/// can't be understood is kept. For one thread.
class DUMBO_CORE_EXPORT Profiles {
public:
    /// "connections.json" in the configuration folder.
    [[nodiscard]] static QString defaultPath();

    /// Without the file, no profiles. Data where it is broken: it is then kept beside as "….broken", named by the error, and
    /// the next open() begins anew. InvalidOperation, and the file is left alone, where a newer program wrote it.
    [[nodiscard]] static Result<Profiles> open(const QString &filePath = defaultPath());

    [[nodiscard]] const QList<Profile> &all() const { return m_profiles; }
    /// Exact, else the only one that differs by capitals.
    [[nodiscard]] std::optional<Profile> named(const QString &name) const;

    /// Replaces the profile of the same id, else appends; answers the id.
    QString put(Profile profile);
    void remove(const QString &id);
    /// Readable by its owner only. System with the file's name where it can't be written; the old file is then untouched.
    [[nodiscard]] Result<void> save() const;

private:
    explicit Profiles(const QString &filePath);
    [[nodiscard]] Result<void> read();
    [[nodiscard]] Error keptAside(const QString &fault) const;

    QString m_filePath;
    QList<Profile> m_profiles;
    QJsonArray m_unreadable; ///< entries that are no profiles, as they were
    QJsonObject m_others; ///< keys of the file this version does not know
};

} // namespace dumbo
