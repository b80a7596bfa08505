#pragma once

#include <QWidget>

class QFormLayout;
class QAbstractButton;
class QLabel;

namespace workbench {

/// Rows of a form below a heading that folds them away. Without a heading they are always seen.
class FormSection : public QWidget {
    Q_OBJECT

public:
    explicit FormSection(const QString &title, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const { return m_title; }
    /// label may be empty. explanation stands below the input, quieter.
    QLabel *addRow(const QString &label, QWidget *input, const QString &explanation = {});
    [[nodiscard]] bool isOpen() const;
    void setOpen(bool open);

private:
    QString m_title;
    QAbstractButton *m_heading = nullptr;
    QWidget *m_content;
    QFormLayout *m_form;
};

} // namespace workbench
