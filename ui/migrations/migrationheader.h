#pragma once

#include "core/migrations/plan.h"
#include "core/migrations/review/review.h"
#include "ui/migrations/migrationlook.h"

#include <QWidget>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace workbench {

class ActionRegistry;

/// Name and state of the selected migration, what was said about it, and ways out of a state that is not good.
class MigrationHeader : public QWidget {
    Q_OBJECT

public:
    explicit MigrationHeader(ActionRegistry &actions, QWidget *parent = nullptr);

    struct Shown {
        QString name;
        QString place; ///< path of its file, for the tooltip
        look::Step step = look::Step::Pending;
        QString detail; ///< beside the state's word
        QString reason; ///< a sentence
        dumbo::Remedies remedies;
        std::optional<dumbo::ReviewStatus> review; ///< nothing: there is nothing to review
    };
    void show(const Shown &shown);
    [[nodiscard]] const Shown &shown() const { return m_shown; }
    [[nodiscard]] QToolButton *remedyButton(dumbo::Remedy remedy) const;

Q_SIGNALS:
    void remedyWanted(dumbo::Remedy remedy);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeVerdicts(ActionRegistry &actions);
    void showRemedies();

    Shown m_shown;
    QLabel *m_sign;
    QLabel *m_name;
    QLabel *m_state;
    QLabel *m_reason;
    QWidget *m_remedies;
    QVBoxLayout *m_remedyRows;
    QLabel *m_reviewSign;
    QLabel *m_review;
    QWidget *m_reviewRow;
};

/// What a button of the remedy says, and a sentence about what it does.
[[nodiscard]] QString remedyText(dumbo::Remedy remedy);
[[nodiscard]] QString remedySentence(dumbo::Remedy remedy, dumbo::MigrationState state);

} // namespace workbench
