#pragma once

#include "core/plugins/install/installplan.h"
#include "ui/drivers/driverdesk.h"

#include <QPointer>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace dumbo {
struct CatalogueOffer;
}

namespace workbench {

class DriverFiles;
class FoldSection;
class StepStrip;
class ToneBox;
class WorkLine;
struct OutcomeView;
struct PlanView;

/// A driver on its way in: checked, described, asked about, tried and installed, or refused with why and what to do. All of it
/// in the page; nothing runs before the person says so.
class InstallPane : public QWidget {
    Q_OBJECT

public:
    enum class Step { Checking, Asking, Installing, Installed, Refused };

    explicit InstallPane(DriverDesk &desk, QWidget *parent = nullptr);
    ~InstallPane() override;

    /// Looks at a bundle, or at a plugin's bare file.
    void begin(const QString &path);
    /// Fetches it from its catalogue first.
    void begin(const dumbo::CatalogueOffer &offer);
    [[nodiscard]] Step step() const { return m_step; }
    /// Cancels what runs, else leaves; false where there was nothing to leave.
    bool escape();

Q_SIGNALS:
    void left();
    /// A driver of this id is there now.
    void installed(const QString &id);
    void anotherWanted();
    void connectionWanted(const QString &databaseType);

private:
    void makeLayout();
    QWidget *makeAsking();
    QWidget *makeOutcome();
    void check(const QString &path);
    void showPlan(const dumbo::Result<dumbo::InstallPlan> &plan);
    void showPlanWords(const PlanView &view);
    void install();
    void showOutcome(const OutcomeView &view, const QString &details);
    void setStep(Step step);
    void leave();

    QPointer<DriverDesk> m_desk; ///< may go before the dialog at the end of the program
    Step m_step = Step::Checking;
    dumbo::InstallPlan m_plan;
    std::shared_ptr<void> m_download; ///< removes the fetched file
    QString m_from; ///< the address it was downloaded from; empty: a file of the person's
    QString m_name;
    QString m_databaseType; ///< what a new connection would be of
    QString m_refusalDetails;
    QLabel *m_title;
    QLabel *m_subject;
    StepStrip *m_strip;
    QStackedWidget *m_faces;
    QLabel *m_picture = nullptr;
    QLabel *m_about = nullptr;
    QLabel *m_description = nullptr;
    ToneBox *m_trust = nullptr;
    ToneBox *m_warnings = nullptr;
    QLabel *m_consequence = nullptr;
    QWidget *m_keyChoice = nullptr;
    QCheckBox *m_trustKey = nullptr;
    QLineEdit *m_keyName = nullptr;
    QCheckBox *m_isolated = nullptr;
    QLabel *m_can = nullptr;
    DriverFiles *m_files = nullptr;
    FoldSection *m_fileSection = nullptr;
    ToneBox *m_outcome = nullptr;
    QLabel *m_checks = nullptr;
    FoldSection *m_checkSection = nullptr;
    WorkLine *m_work;
    QPushButton *m_accept;
    QPushButton *m_connect;
    QPushButton *m_another;
    QPushButton *m_copy;
    QPushButton *m_leave;
    QCheckBox *m_probe = nullptr;
};

} // namespace workbench
