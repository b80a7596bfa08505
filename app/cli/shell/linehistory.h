#pragma once

#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace cli {

/// What was typed before, the oldest first, kept in a file that only its owner may read. Several programs may use it at once:
/// each adds its own. What seems to hold a secret is remembered until the program ends, and never written.
class LineHistory {
public:
    static constexpr qsizetype most = 2000;

    /// Without a file nothing is kept. A file that can't be read is an empty history.
    explicit LineHistory(const QString &file);

    [[nodiscard]] const QStringList &entries() const { return m_entries; }
    /// Not twice in a row, and not what begins with a blank. An error is why the file could not be written.
    [[nodiscard]] dumbo::Result<void> add(const QString &text);

private:
    void shorten() const;

    QString m_file;
    QStringList m_entries;
};

/// A password in SQL, in a document, in an address.
[[nodiscard]] bool seemsToHoldSecret(const QString &text);

} // namespace cli
