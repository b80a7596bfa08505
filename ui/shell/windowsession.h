#pragma once

#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <memory>

namespace workbench {

class MainWindow;

/// What comes back at the next start: the window's place, its connections and tabs. Saved a moment after a change, and when the
/// window closes; the texts of tabs are the journal's business.
class WindowSession : public QObject {
    Q_OBJECT

public:
    /// filePath: a JSON file, written whole or not at all.
    WindowSession(MainWindow &window, const QString &filePath);

    /// Size and place; cheap, before the window is shown.
    void restoreGeometry();
    /// Connections, without connecting any but the current tab's, and tabs, without making any but the current one.
    void restoreTabs();
    /// Returns when it is written; what is saved by itself is written by a worker thread.
    void save();

private:
    class Writer;
    void saveSoon();
    [[nodiscard]] QByteArray state() const;
    [[nodiscard]] QJsonObject read() const;
    [[nodiscard]] QJsonArray connections() const;

    MainWindow &m_window;
    QString m_filePath;
    std::shared_ptr<Writer> m_writer;
    QTimer m_soon;
    bool m_restored = false; ///< before that there is nothing worth saving
};

} // namespace workbench
