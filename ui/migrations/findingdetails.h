#pragma once

#include "core/migrations/advice.h"

#include <QScrollArea>

class QVBoxLayout;

namespace workbench {

/// One finding in full: what would happen, what the data said with some of the rows, and safer forms as edits.
class FindingDetails : public QScrollArea {
    Q_OBJECT

public:
    explicit FindingDetails(QWidget *parent = nullptr);

    /// text: the whole file, which the finding's statement stands in at the span; null: there is no finding.
    struct Place {
        QByteArray text;
        dumbo::TextSpan statement;
        QString highlighting;
        QString whyNotEdit; ///< a sentence; empty: a form may be used
    };
    void showFinding(const dumbo::AdvisedFinding *finding, const Place &place);
    void showWords(const QString &words);

Q_SIGNALS:
    /// The file's text as it should be.
    void formWanted(const QByteArray &text);

private:
    void begin();
    void end();
    QWidget *label(const QString &text, bool quiet = false);
    void addProbe(const dumbo::ProbeAnswer &answer);
    void addForm(const dumbo::SaferForm &form, const Place &place);

    QWidget *m_page = nullptr; ///< being filled
    QVBoxLayout *m_column = nullptr;
};

/// The text with the statement replaced by the form's, each on lines of its own. The statement's own ";" stays behind the last.
[[nodiscard]] QByteArray withForm(const QByteArray &text, const dumbo::TextSpan &statement, const dumbo::SaferForm &form);

} // namespace workbench
