#pragma once

#include <QDialog>
#include <QStringList>

class QLineEdit;
class QListWidget;
class QStackedWidget;

namespace workbench {

class ActionRegistry;
class Settings;
class SettingsPage;

/// All preferences, by page and by search. A change holds at once; there is nothing to apply. Beside the window, not above it.
class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    SettingsDialog(Settings &settings, ActionRegistry &actions, QWidget *parent);

    /// Makes the window's only one, or brings it to the front.
    static void open(Settings &settings, ActionRegistry &actions, QWidget &window);

private:
    void addPage(SettingsPage *page);
    void search(const QString &text);

    QLineEdit *m_search;
    QListWidget *m_list;
    QStackedWidget *m_pages;
};

} // namespace workbench
