#pragma once

#include <QDialog>
#include <QStringList>

class QLineEdit;
class QListWidget;
class QStackedWidget;

namespace workbench {

class SettingsPage;
class Workspace;

/// All preferences, by page and by search. A change holds at once; there is nothing to apply. Beside the window, not above it.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    SettingsDialog(Workspace &workspace, QWidget *parent);

    /// Makes the window's only one, or brings it to the front.
    static SettingsDialog &open(Workspace &workspace, QWidget &window);
    /// Makes the page of this object name current; null where there is none.
    SettingsPage *showPage(const QString &name);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void makeLayout(const QString &filePath);
    void addPage(SettingsPage *page);
    void search(const QString &text);
    [[nodiscard]] SettingsPage *page(int row) const;

    QLineEdit *m_search;
    QListWidget *m_list;
    QStackedWidget *m_pages;
};

} // namespace workbench
