// How a DocumentsTab reads: the find, the change from what is shown to what comes, and what is said about it.
#include "core/plugins/driverregistry.h"
#include "ui/documents/documentfields.h"
#include "ui/documents/documentstab_p.h"
#include "ui/documents/documenttree.h"
#include "ui/documents/queryedit.h"
#include "ui/query/queryservices.h"
#include "ui/query/storesource.h"
#include "ui/query/tabsession.h"
#include "ui/settings/settings.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/workspace.h"

#include <QStackedWidget>

namespace workbench {

using State = dumbo::ResultStore::State;

namespace {

const QString findMessage = QStringLiteral("find");

} // namespace

DocumentsTab::EngineLoader DocumentsTab::engineLoader() const
{
    const auto *open = d->findSession->connection();
    if (!open)
        return [error = missing()]() -> dumbo::Result<dumbo::DocumentEngine> { return dumbo::fail(error); };
    auto &registry = workspace().connections().registry();
    const auto &connector = open->target().connector;
    // Of a driver that is loaded, which a session may use longer than the registry lives.
    if (const auto known = registry.tryExtension(connector, dumbo::PongoExtension::extensionId())) {
        return [pongo = std::static_pointer_cast<dumbo::PongoExtension>(known), dialect = open->dialect()]() -> dumbo::Result<dumbo::DocumentEngine> {
            return dumbo::DocumentEngine(pongo, dialect);
        };
    }
    return [&registry, connector]() { return dumbo::DocumentEngine::of(registry, connector); };
}

std::shared_ptr<dumbo::Session> DocumentsTab::workSession(Access access)
{
    auto session = d->workSession->session();
    // An in-memory database has one session for all: what waits there would let nobody else in.
    if (access == Access::Writes || session == d->findSession->session())
        releaseFind();
    return session;
}

dumbo::Error DocumentsTab::missing() const
{
    return d->findSession->missing();
}

void DocumentsTab::releaseFind()
{
    for (const auto *result : { d->shown ? &*d->shown : nullptr, d->next ? &*d->next : nullptr }) {
        if (result && result->store->state() == State::Paused)
            result->gate->stop();
    }
}

qint64 DocumentsTab::step() const
{
    return std::max(1, workspace().settings().get(setting::resultRowLimit));
}

void DocumentsTab::find()
{
    d->wantsFind = false;
    d->bar->check();
    if (d->bar->hasMistake() || d->path.name.isEmpty())
        return;
    start(step());
}

void DocumentsTab::start(qint64 rowLimit)
{
    if (d->run && d->run->isRunning()) {
        d->again = true;
        d->againLimit = rowLimit;
        d->run->cancel();
        releaseFind();
        return;
    }
    d->messages->dismiss(findMessage);
    auto session = d->findSession->session();
    if (!session) {
        FindSummary summary;
        summary.error = missing();
        showFindError(summary);
        return;
    }
    FindRequest request;
    request.engine = engineLoader();
    request.table = d->path;
    request.column = d->column;
    d->runText = typedQuery();
    request.filter = d->runText.filter.toUtf8();
    request.sort = d->runText.sort.toUtf8();
    request.projection = d->runText.projection.toUtf8();
    request.rowLimit = rowLimit;
    request.budget = d->services.budget();
    d->summary.reset();
    d->run = std::make_unique<DocumentsRun>(std::move(session), request);
    connect(d->run.get(), &DocumentsRun::started, this, &DocumentsTab::onStarted);
    connect(d->run.get(), &DocumentsRun::finished, this, &DocumentsTab::onFinished);
    d->clock.start();
    d->bar->setRunning(true);
    setBusy(true);
    d->stack->setCurrentWidget(d->area);
    showEmptyText();
    showStatus();
    Q_EMIT stateChanged();
}

void DocumentsTab::onStarted(const FindResult &result)
{
    d->next = result;
    d->nextFeed = std::make_unique<StoreSource>(result.store);
    // From the event loop: the change destroys the sender.
    connect(d->nextFeed.get(), &StoreSource::rowsChanged, this, &DocumentsTab::swapWhenReady, Qt::QueuedConnection);
    connect(d->nextFeed.get(), &StoreSource::stateChanged, this, &DocumentsTab::swapWhenReady, Qt::QueuedConnection);
    swapWhenReady();
}

void DocumentsTab::swapWhenReady()
{
    if (!d->next)
        return;
    // What is shown stays until as much has come again; of another query until anything has.
    const bool isSame = d->shown && d->runText == d->shownText;
    const auto needed = isSame ? std::min(d->rows->count(), d->area->lastVisibleRow() + 1) : 1;
    if (d->next->store->state() == State::Growing && d->next->store->rowCount() < needed)
        return;
    swap();
}

void DocumentsTab::swap()
{
    const bool isSame = d->shown && d->runText == d->shownText;
    if (d->shown)
        d->shown->gate->stop();
    d->nextFeed.reset();
    d->shown = std::exchange(d->next, {});
    d->shownText = d->runText;
    d->query = d->shown->query;
    d->source = d->query->source;
    d->plan = d->shown->plan;
    d->traits = d->shown->traits;
    d->bar->remember(d->shownText);
    showTitle();
    d->rows->setResult(d->shown->store, *d->source);
    d->area->fields().setTarget(d->findSession->dialect(), d->path.name);
    d->area->fields().setSort(d->query->sort);
    if (!isSame)
        d->area->goToTop();
    if (!d->wantedRow.isEmpty())
        d->area->mainTree().want(std::exchange(d->wantedRow, {}));
    d->stack->setCurrentWidget(d->area);
    learnPaths();
    Q_EMIT queryChanged();
    Q_EMIT currentChanged();
    showValue(false);
}

void DocumentsTab::onFinished(const FindSummary &summary)
{
    d->clock.stop();
    if (d->next)
        swap();
    d->summary = summary;
    setBusy(d->working > 0);
    d->bar->setRunning(false);
    d->stack->setCurrentWidget(d->area);
    if (summary.error && !summary.error->isCancelled())
        showFindError(summary);
    showEmptyText();
    showStatus();
    showFacts();
    if (std::exchange(d->again, false)) {
        start(d->againLimit);
        return;
    }
    Q_EMIT found();
}

void DocumentsTab::showFindError(const FindSummary &summary)
{
    using Part = FindSummary::Part;
    d->stack->setCurrentWidget(d->area);
    if (summary.part != Part::None && summary.error->position()) {
        auto &edit = summary.part == Part::Filter ? d->bar->filter() : summary.part == Part::Sort ? d->bar->sort() : d->bar->projection();
        d->bar->showMistake(edit, *summary.error);
        return;
    }
    auto message = InlineMessage::fromError(*summary.error);
    message.replaces = findMessage;
    message.buttons.push_back({ tr("Try Again"), [this] { find(); } });
    d->messages->show(message);
}

void DocumentsTab::fetchMore()
{
    if (!d->shown)
        return;
    if (d->shown->store->state() == State::Paused) {
        d->shown->gate->allowMore(step());
        d->clock.start();
        setBusy(true);
    } else {
        start(d->shown->store->rowCount() + step());
    }
    d->area->setFocus();
}

void DocumentsTab::fetchAll()
{
    if (!d->shown)
        return;
    if (d->shown->store->state() == State::Paused) {
        d->shown->gate->allowAll();
        d->clock.start();
        d->bar->setRunning(true);
        setBusy(true);
    } else {
        start(dumbo::FetchGate::unlimited);
    }
    d->area->setFocus();
}

bool DocumentsTab::canCancel() const
{
    return isBusy() || (d->run && d->run->isRunning());
}

void DocumentsTab::cancel()
{
    d->again = false;
    if (d->run && d->run->isRunning())
        d->run->cancel();
    if (d->working > 0)
        Q_EMIT cancelWanted();
}

void DocumentsTab::refresh()
{
    if (auto *open = d->findSession->connection(); open && open->state() != OpenConnection::State::Connected)
        open->reconnect();
    const bool wasAll = d->shown && d->shown->gate->allowedRows() == dumbo::FetchGate::unlimited;
    d->bar->check();
    if (!d->bar->hasMistake())
        start(wasAll ? dumbo::FetchGate::unlimited : std::max(step(), d->shown ? d->shown->gate->allowedRows() : 0));
}

} // namespace workbench
