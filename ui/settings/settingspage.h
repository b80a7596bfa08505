#pragma once

#include <QScrollArea>
#include <QString>

#include <vector>

class QFormLayout;
class QLabel;
class QVBoxLayout;

namespace workbench {

/// A page of the settings dialog: rows of a label, an input and a sentence that explains it.
class SettingsPage : public QScrollArea {
    Q_OBJECT

public:
    SettingsPage(const QString &title, const QString &iconName);

    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] QString iconName() const { return m_iconName; }

    /// The input gets the label as its accessible name.
    void addRow(const QString &label, QWidget *input, const QString &explanation);
    /// Hides the rows that do not contain the text and says whether any is left. Empty shows all.
    virtual bool filter(const QString &text);
    /// Takes Esc for something on the page; false where there is nothing to end, so that the dialog closes.
    virtual bool escape() { return false; }
    /// The person came to the page.
    virtual void enter() { }

protected:
    [[nodiscard]] QWidget *content() const { return m_content; }
    [[nodiscard]] QVBoxLayout *column() const { return m_column; }

private:
    struct Row {
        QWidget *box = nullptr;
        QString words;
    };
    QString m_title;
    QString m_iconName;
    QWidget *m_content;
    QVBoxLayout *m_column;
    QFormLayout *m_form;
    std::vector<Row> m_rows;
};

} // namespace workbench
