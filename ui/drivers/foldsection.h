#pragma once

#include <QWidget>

class QAbstractButton;

namespace workbench {

/// Something below a heading that folds it away; folded at first.
class FoldSection : public QWidget {
    Q_OBJECT

public:
    FoldSection(const QString &name, const QString &title, QWidget *content, QWidget *parent = nullptr);

    /// "Tested: kept all 14 promises"
    void setTitle(const QString &title);
    [[nodiscard]] bool isOpen() const;
    void setOpen(bool open);

Q_SIGNALS:
    void opened();

private:
    QAbstractButton *m_heading;
    QWidget *m_content;
};

} // namespace workbench
