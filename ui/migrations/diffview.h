#pragma once

#include "ui/query/sqlview.h"

namespace workbench {

/// What an edit of a text takes away and what it brings, with some lines around: "-" and "+" before the lines, and a ground of their
/// own each.
class DiffView : public SqlView {
    Q_OBJECT

public:
    explicit DiffView(QWidget *parent = nullptr);

    void showEdit(const QString &before, const QString &after, const QString &highlighting);
    [[nodiscard]] int removedLines() const { return m_removed; }
    [[nodiscard]] int addedLines() const { return m_added; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;

private:
    void paintGrounds();

    QList<QChar> m_signs; ///< of each line
    int m_removed = 0;
    int m_added = 0;
};

} // namespace workbench
