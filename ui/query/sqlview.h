#pragma once

#include <QPlainTextEdit>

namespace KSyntaxHighlighting {
class SyntaxHighlighter;
}

namespace workbench {

/// SQL to read and copy, in the dialect's colours.
class SqlView : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit SqlView(QWidget *parent = nullptr);

    /// highlighting: a KSyntaxHighlighting definition such as "SQL (PostgreSQL)"; plain SQL where there is none of that name.
    void setSql(const QString &sql, const QString &highlighting);

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateTheme();

    KSyntaxHighlighting::SyntaxHighlighter *m_highlighter;
};

} // namespace workbench
