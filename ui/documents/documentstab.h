#pragma once

#include "core/base/cancellation.h"
#include "core/connection/session.h"
#include "core/documents/documentengine.h"
#include "ui/documents/documentnode.h"
#include "ui/documents/documentsoverlay.h"
#include "ui/shell/workspacetab.h"

#include <QKeySequence>
#include <QPointer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QAction;
class QMenu;

namespace workbench {

class DocumentsTab;
class AskBar;
class DocumentRows;
class DocumentsArea;
class DocumentTree;
class MessageArea;
class QueryBar;
class QueryServices;
class TabSession;

struct FindResult;
struct FindSummary;

/// What is asked for, as typed in MongoDB's syntax.
struct DocumentQueryText {
    QString filter;
    QString sort;
    QString projection;
    friend bool operator==(const DocumentQueryText &, const DocumentQueryText &) = default;
};

/// A page beside the documents. Its button stands at the right end of the tool bar.
struct DocumentsPane {
    QString id; ///< "sql", "schema", …; kept in the tab's state
    QString title;
    QString icon; ///< in the icon theme
    QString toolTip;
    std::function<QWidget *(DocumentsTab &)> make; ///< when it is shown for the first time; the tab owns it
};

/// Something to do with one value, in the context menu of every view.
struct NodeAction {
    enum class Group { Filter, Values, Edit, Copy, Go };
    Group group = Group::Edit;
    QString text;
    QString icon;
    QKeySequence shortcut; ///< shown only
    std::function<bool(const DocumentNode &)> applies; ///< empty: always
    std::function<void(const DocumentNode &)> trigger;
    QString submenu = {}; ///< its title, where the action stands in one
};

/// The session's job of a pane.
class DocumentsJob {
public:
    DocumentsJob() = default;
    DocumentsJob(const std::shared_ptr<dumbo::Session> &session, dumbo::JobId id)
        : m_session(session)
        , m_id(id)
    {
    }
    /// Any number of times; the answer follows, ErrorKind::Cancelled.
    void cancel()
    {
        if (const auto session = m_session.lock())
            session->cancel(m_id);
    }

private:
    std::weak_ptr<dumbo::Session> m_session;
    dumbo::JobId m_id = 0;
};

/// The documents of a collection or of a column that holds JSON: a filter, the documents as a tree, a list or a table, and panes
/// beside them.
///
/// Parts that do something with documents (editing, analysis, import) are plugged into each new tab by documentspart.cpp: they add
/// panes, tools and actions of nodes, lay staged changes over the documents, and run their work in the tab's second session.
class DocumentsTab : public WorkspaceTab {
    Q_OBJECT

public:
    enum class View { Tree, List, Table };

    DocumentsTab(QueryServices &services, Workspace &workspace, const QString &connectionId);
    ~DocumentsTab() override;

    [[nodiscard]] static QString documentsTabType() { return QStringLiteral("documents"); }
    [[nodiscard]] QString typeName() const override { return documentsTabType(); }
    /// {"database", "schema", "name", "column", "filter", "sort", "projection", "view", "pane", …}, and what partState() adds.
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;
    /// Asks the guards first.
    void requestClose() override;
    [[nodiscard]] bool canCancel() const override;
    void cancel() override;
    void refresh() override;

    // What is shown.

    [[nodiscard]] dumbo::ObjectPath table() const;
    [[nodiscard]] QString column() const;
    /// As read from the catalog with the first find; nothing before.
    [[nodiscard]] const std::optional<dumbo::DocumentSource> &source() const;
    /// As it is typed now.
    [[nodiscard]] DocumentQueryText typedQuery() const;
    /// Of the documents that are shown; nothing before the first find. The limit is not set.
    [[nodiscard]] const std::optional<dumbo::DocumentQuery> &query() const;
    [[nodiscard]] DocumentQueryText queryText() const;
    /// How the database finds them; nothing before the first find.
    [[nodiscard]] const std::optional<dumbo::DocumentPlan> &plan() const;
    [[nodiscard]] const std::optional<dumbo::DocumentTraits> &traits() const;
    [[nodiscard]] DocumentRows &rows() const;
    /// That is shown: of the tree view, else the one beside the list. An editor maker is set once, in the tree view's, and counts in both.
    [[nodiscard]] DocumentTree &tree() const;
    [[nodiscard]] DocumentsArea &area() const;
    [[nodiscard]] QueryBar &bar() const;
    [[nodiscard]] View view() const;
    /// Nothing while no document is chosen, or it is not in memory.
    [[nodiscard]] std::optional<DocumentNode> currentNode() const;
    [[nodiscard]] qint64 currentRow() const;
    /// Rows with a selected cell or node; at least the current one.
    [[nodiscard]] std::vector<qint64> selectedRows() const;
    [[nodiscard]] bool isReadOnly() const;

    [[nodiscard]] MessageArea &messages() const;
    [[nodiscard]] AskBar &ask() const;
    [[nodiscard]] TabSession &tabSession() const;
    [[nodiscard]] QueryServices &services() const;

    // What parts do with it.

    /// Types it, and finds where run is set.
    void setQueryText(const DocumentQueryText &text, bool run = true);
    void setFilter(const QString &filter, bool run = true);
    void setView(View view);
    /// Selects the place in the view that is shown.
    void setCurrent(const DocumentPlace &place);

    /// Goes to the row with this DocumentKey::text, now or when it arrives. Empty: nowhere.
    void goToRow(const QByteArray &keyText);

    /// Laid over the documents; not owned.
    void setOverlay(DocumentsOverlay *overlay);
    void addPane(const DocumentsPane &pane);
    /// Makes it if need be. Empty: hides the one that is shown.
    void showPane(const QString &id);
    [[nodiscard]] QString shownPane() const;
    /// Null before it was shown.
    [[nodiscard]] QWidget *pane(const QString &id) const;
    /// A button in the middle of the tool bar; the action's menu, if it has one, drops down from it.
    void addTool(QAction *action);
    /// At the right end of the line below the documents.
    void addStatusWidget(QWidget *widget);
    void addNodeAction(const NodeAction &action);
    /// The context menu of a node, also for others to show.
    [[nodiscard]] QMenu *makeNodeMenu(const DocumentNode &node, QWidget *parent);

    /// Asked before the tab closes, in order: the guard calls proceed, now or later, or drops it.
    using CloseGuard = std::function<void(std::function<void()> proceed)>;
    void addCloseGuard(CloseGuard guard);
    /// Kept with the tab's state under its name; take gets it back, also where it is undefined. markStateChanged() after a change.
    void addPartState(const QString &name, std::function<QJsonValue()> save, std::function<void(const QJsonValue &)> take);
    void markStateChanged() { Q_EMIT stateChanged(); }
    void markModified(bool modified) { setModified(modified); }
    /// As busy as what runs in the second session; counts.
    void markWorking(bool working);

    /// Paths known by more than the documents that were read, e.g. from an analysis: for completion.
    void setKnownPaths(const QList<dumbo::DocumentPath> &paths);

    /// Ends a find that waits at its limit, so that its cursor is not in the way of a write; what came stays.
    void releaseFind();

    /// Runs function(Executor &, const DocumentEngine &) → Result<T> in a session of the tab's own, beside the one that finds, and calls
    /// done(Result<T>) in the window's thread from the event loop, unless context or the tab is gone. The options' name is shown
    /// while it runs. Where the database gives only one session, a find that waits is released first; writes release it always.
    enum class Access { Reads, Writes };
    template <typename F, typename Done>
    DocumentsJob run(Access access, F function, QObject *context, Done done, const dumbo::JobOptions &options = {})
    {
        using R = std::invoke_result_t<F, dumbo::Executor &, const dumbo::DocumentEngine &>;
        auto session = workSession(access);
        if (!session) {
            QMetaObject::invokeMethod(context, [done = std::move(done), error = missing()]() mutable { done(R(std::unexpect, error)); },
                Qt::QueuedConnection);
            return {};
        }
        auto reply = session->submit(
            [function = std::move(function), load = engineLoader()](dumbo::Executor &executor) mutable -> R {
                const auto engine = load();
                if (!engine)
                    return dumbo::fail(engine.error());
                return function(executor, *engine);
            },
            options);
        dumbo::onFinished(reply, context, std::move(done));
        return DocumentsJob(session, reply.job());
    }
    /// Loads the driver if need be: for the thread of a session.
    using EngineLoader = std::function<dumbo::Result<dumbo::DocumentEngine>()>;
    [[nodiscard]] EngineLoader engineLoader() const;

    // Actions of the tab.

    void focusFilter();
    void showHistory();
    void showTree() { setView(View::Tree); }
    void showList() { setView(View::List); }
    void showTable() { setView(View::Table); }
    void toggleSql();
    void fetchMore();
    void fetchAll();
    void copyCurrent();

public Q_SLOTS:
    /// Reads the documents that the typed query asks for.
    void find();

Q_SIGNALS:
    /// source(), query() or queryText() is another: documents of it begin to arrive.
    void queryChanged();
    /// All documents that were asked for are there, or the find ended otherwise.
    void found();
    void currentChanged();
    void viewChanged();
    /// Esc, while something of markWorking() works.
    void cancelWanted();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] std::shared_ptr<dumbo::Session> workSession(Access access);
    [[nodiscard]] dumbo::Error missing() const;
    void makeLayout();
    QWidget *makeToolBar();
    void fitToolBar();
    QWidget *makeStatusBar();
    void connectParts();
    void start(qint64 rowLimit);
    void onStarted(const FindResult &result);
    void onFinished(const FindSummary &summary);
    void swapWhenReady();
    void swap();
    void showFindError(const FindSummary &summary);
    void showEmptyText();
    void showStatus();
    void showFacts();
    void showTitle();
    void showValue(bool wanted);
    void learnPaths();
    void runCloseGuards(std::size_t from);
    [[nodiscard]] qint64 step() const;

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace workbench
