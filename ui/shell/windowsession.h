#pragma once

#include <QJsonObject>
#include <QObject>
#include <QTimer>

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
    void save();

private:
    [[nodiscard]] QJsonObject read() const;
    [[nodiscard]] QJsonArray connections() const;

    MainWindow &m_window;
    QString m_filePath;
    QTimer m_soon;
    bool m_restored = false; ///< before that there is nothing worth saving
};

} // namespace workbench
