#pragma once

#include "core/documents/documentengine.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace workbench {

class DocumentsTab;
class SqlView;

/// The SQL that the shown query became, and what of it is decided in the client.
class SqlPane : public QWidget {
    Q_OBJECT

public:
    explicit SqlPane(DocumentsTab &tab);

    [[nodiscard]] SqlView &sql() const { return *m_sql; }
    [[nodiscard]] QString reasons() const;

private:
    void showPlan();
    void openInQueryTab();

    DocumentsTab &m_tab;
    QLabel *m_verdict;
    QLabel *m_reasons;
    SqlView *m_sql;
    QString m_shown; ///< as it is, whatever an editor makes of it
    QToolButton *m_open;
    QToolButton *m_copy;
};

} // namespace workbench
