#pragma once

#include "core/documents/analysis/documentprofile.h"
#include "core/documents/analysis/schemafilter.h"
#include "core/documents/analysis/schemarule.h"
#include "ui/documents/documentstab.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>

class QCheckBox;
class QLabel;
class QPushButton;

namespace workbench {

class AnalysisPane;
class SqlView;
class StatementReview;

/// A JSON Schema for the documents of the tab: drafted from their analysis, tried on all of them, and made a rule of the database.
class RulesPane : public QWidget {
    Q_OBJECT

public:
    /// Where the analysis comes from is asked when it is needed.
    RulesPane(DocumentsTab &tab, std::function<AnalysisPane &()> analysis, QWidget *parent = nullptr);

    [[nodiscard]] QString schemaText() const;
    void setSchemaText(const QString &text);
    [[nodiscard]] SqlView &editor() const { return *m_editor; }
    [[nodiscard]] QPushButton &tryButton() const { return *m_try; }
    [[nodiscard]] QPushButton &ruleButton() const { return *m_rule; }
    [[nodiscard]] QPushButton &showButton() const { return *m_show; }
    [[nodiscard]] StatementReview &review() const { return *m_review; }
    /// "Would refuse 14 of 2,000,000 documents."
    [[nodiscard]] QString outcome() const;
    void draft();

private:
    struct Trial {
        qint64 refused = 0;
        qint64 documents = 0;
    };
    QWidget *makeHead();
    QWidget *makeFoot();
    [[nodiscard]] std::optional<dumbo::SchemaFilter> readSchema();
    void tryOnAll();
    void takeTrial(const dumbo::Result<Trial> &result);
    void makeRule();
    void askForRule(const dumbo::SchemaRule &rule);
    void say(const QString &text, bool isBad = false);
    void setRunning(bool running);

    DocumentsTab &m_tab;
    std::function<AnalysisPane &()> m_analysis;
    QCheckBox *m_ranges;
    QCheckBox *m_closed;
    QPushButton *m_draft;
    SqlView *m_editor;
    QLabel *m_outcome;
    QPushButton *m_try;
    QPushButton *m_show;
    QPushButton *m_rule;
    QPushButton *m_cancel;
    StatementReview *m_review;
    DocumentsJob m_job;
    std::optional<dumbo::SchemaFilter> m_tried;
    bool m_draftWaits = false;
};

} // namespace workbench
