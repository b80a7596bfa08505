#pragma once

#include <QWidget>

#include <functional>

class QLabel;
class QVBoxLayout;

namespace workbench {

/// What stands in the tab while there is nothing to show: what to do next.
class MigrationsEmpty : public QWidget {
    Q_OBJECT

public:
    explicit MigrationsEmpty(QWidget *parent = nullptr);

    /// No source was chosen for the connection.
    void showNoSource(const QString &connection);
    /// The source has no migrations.
    void showNoMigrations(const QString &source);
    /// It could not be read; why is said elsewhere.
    void showUnread(const QString &source);
    /// The tab's connection is not open in the window.
    void showNoConnection();
    /// Further ways on, below the others.
    void addButton(const QString &objectName, const QString &icon, const QString &text, const QString &explanation, std::function<void()> handler);

Q_SIGNALS:
    void folderWanted();
    void fileWanted();
    void dropped(const QString &path);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void show(const QString &title, const QString &words, bool offersSource);

    QLabel *m_title;
    QLabel *m_words;
    QWidget *m_ways;
    QVBoxLayout *m_column;
};

} // namespace workbench
