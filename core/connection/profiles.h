#pragma once

#include "core/connection/profile.h"

#include <QJsonArray>
#include <QList>
#include <QSet>

namespace dumbo {

/// The saved connections: a JSON file that is replaced as a whole, so that no moment sees half of it. Everything in the file that
/// can't be understood is kept. Several programs may have it open: what each has put or removed is all that its save() changes.
/// For one thread.
class DUMBO_CORE_EXPORT Profiles {
public:
    /// "connections.json" in the configuration folder.
    [[nodiscard]] static QString defaultPath();

    /// Without the file, no profiles. Data where it is broken: it is then kept beside as "….broken", named by the error, and
    /// the next open() begins anew. InvalidOperation, and the file is left alone, where a newer program wrote it.
    [[nodiscard]] static Result<Profiles> open(const QString &filePath = defaultPath());

    [[nodiscard]] const QString &filePath() const { return m_filePath; }
    [[nodiscard]] const QList<Profile> &all() const { return m_profiles; }
    [[nodiscard]] std::optional<Profile> find(const QString &id) const;
    /// Exact, else the only one that differs by capitals. Of several with one name, the only one whose "folder/name" it is;
    /// without a folder that is its name.
    [[nodiscard]] std::optional<Profile> named(const QString &name) const;

    /// Replaces the profile of the same id, else appends; answers the id.
    QString put(Profile profile);
    void remove(const QString &id);
    /// Writes what was put and removed into the file as it is now, which all() then shows. Readable by its owner only. System
    /// with the file's name where it can't be written, or another program holds it for seconds; the old file is then untouched.
    [[nodiscard]] Result<void> save();
    /// Reads the file again; what was put or removed since the last save() stays so.
    [[nodiscard]] Result<void> reload();

private:
    explicit Profiles(const QString &filePath);
    [[nodiscard]] Result<void> read();
    [[nodiscard]] Result<void> write() const;
    void applyChanges(const QList<Profile> &mine);
    [[nodiscard]] Error keptAside(const QString &fault) const;

    QString m_filePath;
    QList<Profile> m_profiles;
    QSet<QString> m_put; ///< ids, since the last save
    QSet<QString> m_removed;
    QJsonArray m_unreadable; ///< entries that are no profiles, as they were
    QJsonObject m_others; ///< keys of the file this version does not know
};

} // namespace dumbo
