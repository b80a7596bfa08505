#pragma once

#include "core/base/export.h"

#include <QByteArray>
#include <QFileSystemWatcher>
#include <QObject>

namespace dumbo {

/// Says when the file of saved connections became another one, by whatever program. It makes the file's folder where that is
/// missing. Needs an event loop.
class DUMBO_CORE_EXPORT ProfilesWatcher : public QObject {
    Q_OBJECT

public:
    explicit ProfilesWatcher(const QString &filePath, QObject *parent = nullptr);
    ~ProfilesWatcher() override;

Q_SIGNALS:
    void changed();

private:
    void look();
    [[nodiscard]] QByteArray fingerprint() const;

    QString m_filePath;
    QFileSystemWatcher m_watcher;
    QByteArray m_last;
};

} // namespace dumbo
