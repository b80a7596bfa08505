#pragma once

#include "ui/migrations/findingdetails.h"
#include "ui/migrations/forecastpage.h"
#include "ui/migrations/migrationlook.h"
#include "ui/migrations/migrationtext.h"
#include "ui/migrations/migrationwork.h"

#include <QJsonObject>
#include <QMap>
#include <QWidget>

class QSplitter;
class QTabWidget;

namespace workbench {

class ChangesPage;
class DownPage;
class FindingsPage;
class MigrationHeader;
class MigrationReview;
class ReviewPage;
class RunPage;
class StatementView;

/// The right of the tab: one migration with all that is known of it. Text, findings, forecast and changes are linked by the statement.
class MigrationPage : public QWidget {
    Q_OBJECT

public:
    enum class Lower { Findings, Forecast, Changes, Down, Review, Run };

    MigrationPage(Workspace &workspace, MigrationWork &work, MigrationReview &review, QWidget *parent = nullptr);

    /// A migration of the snapshot by its name.
    void showMigration(const QString &name);
    /// What another tool noted.
    void showForeign(const dumbo::History &history, const dumbo::HistoryEntry &entry);
    /// Verdicts are others; the rest stays.
    void showReview();
    /// Measurements are others.
    void showTrials();
    void showProof(const QString &name, const dumbo::DownProof &proof);
    void setLower(Lower page);
    [[nodiscard]] Lower lower() const;
    /// Empty where none of the source is shown.
    [[nodiscard]] QString migration() const { return m_name; }
    [[nodiscard]] int currentStatement() const;

    [[nodiscard]] StatementView &text() const { return *m_text; }
    [[nodiscard]] MigrationHeader &header() const { return *m_header; }
    [[nodiscard]] FindingsPage &findings() const { return *m_findings; }
    [[nodiscard]] ForecastPage &forecast() const { return *m_forecast; }
    [[nodiscard]] ChangesPage &changes() const { return *m_changes; }
    [[nodiscard]] DownPage &down() const { return *m_down; }
    [[nodiscard]] ReviewPage &reviewPage() const { return *m_reviewPage; }
    [[nodiscard]] RunPage &run() const { return *m_run; }

    void goToFinding(int step);
    /// To the next of text, lower page, timeline.
    [[nodiscard]] QJsonObject saveState() const;
    void restoreState(const QJsonObject &state);

Q_SIGNALS:
    void remedyWanted(dumbo::Remedy remedy);
    /// The file of the migration is to hold this instead.
    void formWanted(const QString &path, const QByteArray &before, const QByteArray &after);
    void said(dumbo::ReviewVerdict::Kind kind, std::optional<int> statement, const QString &text);
    void takenBack(const QString &verdictId);
    void proofWanted(const QString &name, bool checkRows);
    void stateChanged();
    void currentStatementChanged();

private:
    void makeLayout();
    void connectParts();
    void showHeader(const dumbo::PlannedMigration &planned);
    void showText(const dumbo::PlannedMigration &planned);
    void showFindings(const dumbo::PlannedMigration &planned);
    void showForecast(const dumbo::PlannedMigration &planned);
    void showChanges(const dumbo::PlannedMigration &planned);
    [[nodiscard]] std::vector<dumbo::AdvisedFinding> findingsOf(const dumbo::PlannedMigration &planned) const;
    [[nodiscard]] std::vector<StatementFacts> factsOf(const dumbo::PlannedMigration &planned) const;
    [[nodiscard]] QList<int> statementsOn(const dumbo::ObjectPath &path) const;
    [[nodiscard]] FindingDetails::Place placeOf(const dumbo::AdvisedFinding &finding) const;
    [[nodiscard]] const dumbo::PlannedMigration *planned() const;
    void followStatement(int statement);
    void setLowerVisible(bool visible);

    MigrationWork &m_work;
    MigrationReview &m_review;
    MigrationHeader *m_header;
    StatementView *m_text;
    QSplitter *m_splitter;
    QTabWidget *m_lower;
    FindingsPage *m_findings;
    ForecastPage *m_forecast;
    ChangesPage *m_changes;
    DownPage *m_down;
    ReviewPage *m_reviewPage;
    RunPage *m_run;
    QString m_name;
    MigrationText m_shown;
    QMap<QString, dumbo::DownProof> m_proofs; ///< until it is read again
    bool m_isFollowing = false;
};

/// The sign and word of a planned migration.
[[nodiscard]] look::Step stepOf(dumbo::MigrationState state);
/// "today 14:02 by anna", beside the state's word.
[[nodiscard]] QString detailOf(const dumbo::PlannedMigration &planned);

} // namespace workbench
