#pragma once

#include "ui/documents/documentrows.h"
#include "ui/documents/documentsarea.h"
#include "ui/documents/documentsrun.h"
#include "ui/documents/documentstab.h"
#include "ui/documents/panearea.h"
#include "ui/documents/querybar.h"

#include <QTimer>

class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace workbench {

class LoadingFace;
class StoreSource;

/// What a DocumentsTab is made of.
class DocumentsTab::Private {
public:
    Private(DocumentsTab &tab, QueryServices &services, Workspace &workspace, const QString &connectionId);

    /// In the tab's state, in the order of View.
    [[nodiscard]] static QStringList viewNames()
    {
        return { QStringLiteral("tree"), QStringLiteral("list"), QStringLiteral("table") };
    }

    QueryServices &services;
    TabSession *findSession;
    TabSession *workSession;
    DocumentRows *rows;
    QueryBar *bar;
    DocumentsArea *area;
    PaneArea *panes;
    MessageArea *messages;
    AskBar *ask;
    LoadingFace *loading;
    QStackedWidget *stack;
    QSplitter *splitter = nullptr;
    QWidget *tools = nullptr;
    QList<QToolButton *> toolButtons;
    QHBoxLayout *toolRow = nullptr;
    QHBoxLayout *statusRow = nullptr;
    QButtonGroup *views = nullptr;
    QLabel *status = nullptr;
    QToolButton *more = nullptr;
    QToolButton *all = nullptr;

    dumbo::ObjectPath path;
    QString column;
    DocumentQueryText shownText;
    std::optional<FindResult> shown;
    std::optional<dumbo::DocumentQuery> query; ///< of shown
    std::optional<dumbo::DocumentSource> source;
    std::optional<dumbo::DocumentPlan> plan;
    std::optional<dumbo::DocumentTraits> traits;
    std::optional<FindResult> next; ///< not shown yet
    std::unique_ptr<StoreSource> nextFeed;
    DocumentQueryText runText;
    std::unique_ptr<DocumentsRun> run;
    std::optional<FindSummary> summary;
    QByteArray wantedRow; ///< to be gone to when documents come
    bool wantsFind = false; ///< as soon as the tab is shown
    bool again = false; ///< find once more when what runs has ended
    qint64 againLimit = 0;
    int working = 0;
    QTimer clock; ///< runs only while something is read

    std::vector<NodeAction> nodeActions;
    std::vector<CloseGuard> guards;
    struct PartState {
        QString name;
        std::function<QJsonValue()> save;
        std::function<void(const QJsonValue &)> take;
    };
    std::vector<PartState> partStates;
    QJsonObject restored; ///< for parts that are added later
    QList<dumbo::DocumentPath> knownPaths;
};

} // namespace workbench
