// What a DocumentsTab says about what it reads: the line below, the face without documents, the value, known paths.
#include "core/json/jsondocument.h"
#include "ui/documents/documentstab_p.h"
#include "ui/documents/nodeactions.h"
#include "ui/migrations/loadingface.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/workspace.h"
#include "ui/valuepanel/valuepanel.h"

#include <QLabel>
#include <QLocale>
#include <QSet>
#include <QStackedWidget>
#include <QToolButton>
#include <QtConcurrentRun>

namespace workbench {

using State = dumbo::ResultStore::State;

namespace {

constexpr qint64 rowsForPaths = 100;
constexpr int deepestPath = 6;
constexpr qsizetype mostPaths = 2000;

QString documentsText(qint64 count)
{
    return count == 1 ? DocumentsTab::tr("1 document") : DocumentsTab::tr("%1 documents").arg(QLocale().toString(count));
}

/// Paths of a document's members, through arrays.
void collectPaths(const dumbo::JsonNode &node, const dumbo::DocumentPath &path, QSet<dumbo::DocumentPath> &known, QList<dumbo::DocumentPath> &paths)
{
    constexpr qint64 mostElements = 20;
    qint64 number = 0;
    for (const auto child : node.children()) {
        if (paths.size() >= mostPaths || path.size() >= deepestPath || (!child.hasKey() && ++number > mostElements))
            return;
        auto at = path;
        if (child.hasKey()) {
            at.append(child.key());
            if (!known.contains(at)) {
                known.insert(at);
                paths.append(at);
            }
        }
        if (child.isContainer())
            collectPaths(child, at, known, paths);
    }
}

} // namespace

void DocumentsTab::showEmptyText()
{
    if (d->run && d->run->isRunning() && !d->shown)
        d->area->setEmptyText(tr("Reading…"), {});
    else if (!d->shown && d->summary && d->summary->error && !d->summary->error->isCancelled())
        d->area->setEmptyText(tr("No documents could be read"), tr("What went wrong stands above. F5 tries again."));
    else if (!d->shown)
        d->area->setEmptyText(tr("Nothing was read"), tr("Press Enter in the filter, or F5."));
    else if (d->shown->store->state() == State::Growing)
        d->area->setEmptyText(tr("Waiting for the first document…"), {});
    else if (d->summary && d->summary->error)
        d->area->setEmptyText(d->summary->error->isCancelled() ? tr("Cancelled before the first document") : tr("Failed before the first document"), {});
    else if (!d->shownText.filter.isEmpty())
        d->area->setEmptyText(tr("No document matches the filter"), tr("Clear the filter, or widen it."));
    else
        d->area->setEmptyText(tr("There are no documents"), tr("Add the first one, or import some."));
}

void DocumentsTab::showStatus()
{
    const bool isRunning = d->run && d->run->isRunning();
    // What is there in a moment needs no face of its own.
    constexpr std::chrono::milliseconds moment { 250 };
    if (isRunning && !d->shown && d->run->elapsed() > moment) {
        d->stack->setCurrentWidget(d->loading);
        d->loading->showPhase(tr("Looking for documents in %1…").arg(d->path.name), d->run->elapsed());
    }
    const auto state = d->shown ? d->shown->store->state() : State::Complete;
    const auto count = documentsText(d->shown ? d->shown->store->rowCount() : 0);
    const auto time = d->summary ? elapsedText(d->summary->elapsed) : QString();
    QString text;
    if (isRunning && d->clock.isActive() && (!d->shown || d->next || state == State::Complete || state == State::Partial))
        text = d->run->elapsed() > std::chrono::milliseconds(300) ? tr("Finding… %1").arg(elapsedText(d->run->elapsed())) : d->status->text();
    else if (!d->shown)
        text = QString();
    else if (state == State::Growing)
        text = tr("%1 so far…").arg(count);
    else if (state == State::Paused)
        text = tr("%1 so far").arg(count);
    else if (state == State::Partial)
        text = tr("First %1; there are more").arg(count);
    else if (state == State::Cancelled)
        text = tr("Cancelled after %1").arg(count);
    else if (state == State::Failed)
        text = tr("Failed after %1").arg(count);
    else
        text = time.isEmpty() ? count : tr("%1 in %2").arg(count, time);
    if (d->rows->addedCount() > 0)
        text += QStringLiteral("  ·  ") + tr("%1 new").arg(QLocale().toString(d->rows->addedCount()));
    d->status->setText(text);
    const bool hasMore = d->shown && (state == State::Paused || state == State::Partial);
    d->more->setVisible(hasMore);
    d->all->setVisible(hasMore);
    d->more->setToolTip(tr("Read %1 more documents").arg(QLocale().toString(step())));
    d->all->setToolTip(tr("Read all documents, however many there are"));
    // A find that waits at its limit works no more.
    if (isRunning && d->shown && !d->next && state == State::Paused) {
        d->clock.stop();
        d->bar->setRunning(false);
        setBusy(d->working > 0);
    }
}

void DocumentsTab::showFacts()
{
    TabFacts facts;
    if (d->shown) {
        const auto state = d->shown->store->state();
        facts.rows = d->shown->store->rowCount();
        facts.rowsComplete = state != State::Growing && state != State::Paused && state != State::Partial;
        if (d->summary)
            facts.elapsed = d->summary->elapsed;
    }
    setFacts(facts);
}

void DocumentsTab::learnPaths()
{
    QSet<dumbo::DocumentPath> known(d->knownPaths.cbegin(), d->knownPaths.cend());
    auto paths = d->knownPaths;
    for (qint64 row = 0; row < std::min(rowsForPaths, d->rows->count()); ++row) {
        if (d->rows->textSize(row) > DocumentRows::smallLimit)
            continue;
        if (const auto opened = d->rows->tryOpen(row); !opened.document.isNull())
            collectPaths(opened.document.root(), {}, known, paths);
    }
    d->bar->setPaths(paths);
}

void DocumentsTab::showValue(bool wanted)
{
    if (wanted)
        Q_EMIT workspace().valuePanelWanted(true);
    auto *panel = qobject_cast<ValuePanel *>(workspace().valuePanel());
    if (!panel || !panel->isVisible() || !isVisible())
        return;
    const auto node = currentNode();
    if (!node) {
        panel->clear();
        return;
    }
    auto value = valueOf(*node);
    if (!value.isWhole())
        value.loader = [document = d->rows->tryOpen(node->place.row).document, steps = node->place.steps](
                           QObject *context, const ValueContent::Loaded &loaded) {
            const auto read = [document, steps]() -> dumbo::Result<QByteArray> { return DocumentRows::nodeAt(document, steps).text().toByteArray(); };
            dumbo::onFinished(QtConcurrent::run(read), context, loaded);
        };
    panel->setValue(value);
}

} // namespace workbench
