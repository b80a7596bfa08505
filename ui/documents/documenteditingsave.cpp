#include "ui/documents/documentediting.h"

#include "ui/documents/documentspart.h"
#include "ui/documents/stagedwords.h"
#include "ui/migrations/askbar.h"
#include "ui/query/queryservices.h"
#include "ui/query/tabsession.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/workspace.h"

#include <algorithm>
#include <set>

namespace workbench {

using dumbo::Result;

namespace {

const QString saveMessage = QStringLiteral("stagedSave");
const QString keptMessage = QStringLiteral("stagedKept");

QString journalName()
{
    return QStringLiteral("documentsJournal");
}

} // namespace

void DocumentEditing::save()
{
    if (m_changes->isEmpty() || !canEdit())
        return;
    if (const auto bad = problemCount()) {
        InlineMessage message;
        message.kind = InlineMessage::Kind::Warning;
        message.text = bad == 1 ? tr("One document can't be saved as it is; nothing was written.") : tr("%1 documents can't be saved as they are; nothing was written.").arg(bad);
        message.replaces = saveMessage;
        message.buttons.push_back({ tr("Show"), [this] { review(); } });
        m_tab.messages().show(message);
        return;
    }
    m_tab.messages().dismiss(saveMessage);
    work(true);
    m_job = m_tab.run(
        DocumentsTab::Access::Writes,
        [source = source(), list = staged()](dumbo::Executor &executor, const dumbo::DocumentEngine &engine) {
            return saveDocuments(executor, engine, source, list);
        },
        this, [this](const Result<SaveOutcome> &outcome) { onSaved(outcome); }, { .name = tr("Saving %1").arg(m_tab.title()) });
    Q_EMIT m_tab.actionsChanged();
    Q_EMIT stateChanged();
}

void DocumentEditing::saveOrReview()
{
    const auto *open = m_tab.tabSession().connection();
    if (open && open->isProduction() && m_tab.shownPane() != QStringLiteral("review"))
        review();
    else
        save();
}

void DocumentEditing::work(bool saves)
{
    m_isSaving = saves;
    m_tab.markWorking(saves);
}

void DocumentEditing::cancelSave()
{
    if (m_isSaving)
        m_job.cancel();
}

void DocumentEditing::onSaved(const Result<SaveOutcome> &outcome)
{
    work(false);
    const auto closing = std::exchange(m_closing, {});
    InlineMessage message;
    message.replaces = saveMessage;
    if (!outcome) {
        if (outcome.error().isCancelled()) {
            message.text = tr("Saving was cancelled; nothing was written.");
            m_tab.messages().show(message);
        } else {
            showFailure(outcome.error());
        }
    } else if (!outcome->conflicts.empty()) {
        m_overlay->setConflicts(outcome->conflicts);
        showConflicts(outcome->conflicts.size());
    } else {
        m_overlay->keepShowing(outcome->written);
        m_changes->settle(outcome->written);
        message.kind = InlineMessage::Kind::Positive;
        message.text = outcome->written.size() == 1 ? tr("One document was saved.") : tr("%1 documents were saved.").arg(outcome->written.size());
        m_tab.messages().show(message);
        if (!closing)
            m_tab.refresh();
    }
    Q_EMIT m_tab.actionsChanged();
    Q_EMIT stateChanged();
    if (outcome && !outcome->conflicts.empty())
        Q_EMIT conflictsFound();
    else if (outcome && closing)
        guardClose(closing);
}

void DocumentEditing::showConflicts(std::size_t count)
{
    InlineMessage message;
    message.kind = InlineMessage::Kind::Warning;
    message.replaces = saveMessage;
    message.text = count == 1 ? tr("One document was changed by somebody else; nothing was written.")
                              : tr("%1 documents were changed by somebody else; nothing was written.").arg(count);
    message.buttons.push_back({ tr("Resolve"), [this] {
                                   review();
                                   Q_EMIT conflictsFound();
                               } });
    m_tab.messages().show(message);
}

void DocumentEditing::showFailure(const dumbo::Error &error)
{
    const bool isUnknown = error.kind() == dumbo::ErrorKind::UnknownOutcome;
    auto message = InlineMessage::fromError(error, isUnknown ? tr("The changes may have been written or not") : tr("Nothing was written"));
    message.replaces = saveMessage;
    // A second try could meet what the first one wrote: what is stored is to be looked at first.
    if (isUnknown)
        message.buttons.push_back({ tr("Read Again"), [this] { m_tab.refresh(); } });
    else
        message.buttons.push_back({ tr("Try Again"), [this] { save(); } });
    m_tab.messages().show(message);
}

void DocumentEditing::resolve(StagedChanges::Id id, const QByteArray &text)
{
    const auto &conflicts = m_overlay->conflicts();
    const auto found = conflicts.find(id);
    if (found == conflicts.end() || m_isSaving)
        return;
    const auto conflict = found->second;
    const bool deletes = m_changes->find(id) && m_changes->find(id)->kind == StagedDocument::Kind::Delete && text.isEmpty();
    if (deletes && conflict.theirs) {
        m_changes->discard({ id });
        m_changes->remove({ *conflict.theirs });
    } else if (deletes) {
        m_changes->discard({ id });
    } else {
        m_changes->rebase(id, conflict.theirs, text);
    }
    m_overlay->resolved(id);
    if (m_overlay->conflicts().empty())
        m_tab.messages().dismiss(saveMessage);
    Q_EMIT stateChanged();
}

void DocumentEditing::takeTheirs(StagedChanges::Id id)
{
    if (m_isSaving)
        return;
    m_changes->discard({ id });
    m_overlay->resolved(id);
    if (m_overlay->conflicts().empty())
        m_tab.messages().dismiss(saveMessage);
    m_tab.refresh();
    Q_EMIT stateChanged();
}

void DocumentEditing::guardClose(const std::function<void()> &proceed)
{
    if (m_isSaving) {
        m_closing = proceed;
        InlineMessage message;
        message.text = tr("The tab closes when the changes are saved.");
        message.replaces = saveMessage;
        message.buttons.push_back({ tr("Cancel Saving"), [this] { cancelSave(); } });
        m_tab.messages().show(message);
        return;
    }
    if (m_changes->isEmpty()) {
        if (m_journal)
            m_journal->keep(true);
        proceed();
        return;
    }
    AskBar::Question question;
    question.text = words::summary(*m_changes);
    question.details = tr("The changes are kept when the tab is closed. They come back with the tab, or when the collection is opened again.");
    question.accept = tr("Close and Keep Them");
    question.accepted = [this, proceed](const AskBar::Answer &) {
        if (m_journal)
            m_journal->keep(true);
        proceed();
    };
    m_tab.ask().ask(question);
}

void DocumentEditing::offerKept()
{
    if (std::exchange(m_wasOffered, true) || !m_journal)
        return;
    const auto table = m_tab.table();
    const auto own = m_tab.tabId();
    auto kept = StagedJournal::find(journal(), [&](const QJsonObject &facts) {
        const auto is = [&facts](const char *key, const QString &text) { return facts.value(QLatin1StringView(key)).toString() == text; };
        // A tab that was closed before its first find knew only what it was asked for.
        const auto may = [&](const char *key, const QString &text) { return text.isEmpty() || is(key, {}) || is(key, text); };
        return facts.value(QStringLiteral("closed")).toBool() && is("connection", m_tab.connectionId()) && may("database", table.database)
            && may("schema", table.schema) && is("name", table.name) && may("column", m_tab.column());
    });
    std::erase_if(kept, [&own](const StagedJournal::Kept &one) { return one.id == own; });
    if (kept.empty() || !m_changes->isEmpty())
        return;
    InlineMessage message;
    std::size_t count = 0;
    for (const auto &one : kept)
        count += one.documents.size();
    message.text = count == 1       ? tr("One change of an earlier tab was not saved.")
            : kept.size() == 1      ? tr("%1 changes of an earlier tab were not saved.").arg(count)
                                    : tr("%1 changes of earlier tabs were not saved.").arg(count);
    message.replaces = keptMessage;
    message.buttons.push_back({ tr("Bring Back"), [this, kept] { bringBack(kept); } });
    message.buttons.push_back({ tr("Discard"), [this, kept] {
                                   for (const auto &one : kept)
                                       journal().remove(one.id);
                               } });
    m_tab.messages().show(message);
}

void DocumentEditing::bringBack(const std::vector<StagedJournal::Kept> &kept)
{
    if (!m_changes->isEmpty())
        return;
    std::map<StagedChanges::Id, StagedDocument> all;
    std::set<QByteArray> keys;
    QStringList taken;
    for (const auto &one : kept) {
        // A document can be staged once only: an older tab that changed one of these too stays for later.
        const bool isOther = std::ranges::none_of(one.documents, [&keys](const auto &entry) { return keys.contains(entry.second.keyText); });
        if (!isOther)
            continue;
        taken.append(one.id);
        for (const auto &[id, document] : one.documents) {
            if (document.kind != StagedDocument::Kind::Insert)
                keys.insert(document.keyText);
            all.emplace(StagedChanges::Id(all.size()) + 1, document);
        }
    }
    m_changes->restore(std::move(all));
    m_journal->keep(false);
    for (const auto &id : taken)
        journal().remove(id);
}

void addDocumentEditingActions(ActionRegistry &actions)
{
    using Handler = void (DocumentEditing::*)();
    using Condition = bool (*)(const DocumentEditing &);
    const auto add = [&actions](const char *id, const QString &text, const QKeySequence &shortcut, const char *icon, Handler handler,
                         Condition condition, bool beginsGroup = false, const char *iconText = nullptr) {
        Action action;
        action.id = QLatin1StringView(id);
        action.text = text;
        action.menu = QStringLiteral("documents");
        if (!shortcut.isEmpty())
            action.shortcuts = { shortcut };
        action.icon = QLatin1StringView(icon);
        action.beginsGroup = beginsGroup;
        auto *made = actions.addForTabs(
            action,
            [condition](const WorkspaceTab &tab) {
                const auto *editing = DocumentEditing::of(tab);
                return editing && condition(*editing);
            },
            [handler](WorkspaceTab &tab) {
                if (auto *editing = DocumentEditing::of(tab))
                    (editing->*handler)();
            });
        if (iconText)
            made->setIconText(DocumentEditing::tr(iconText));
        actions.setReason(action.id, [](const WorkspaceTab &tab) {
            const auto *editing = DocumentEditing::of(tab);
            return editing ? editing->whyNotEdit() : QString();
        });
    };
    const Condition always = [](const DocumentEditing &) { return true; };
    const Condition canEdit = [](const DocumentEditing &editing) { return editing.canEdit(); };
    const Condition hasCurrent = [](const DocumentEditing &editing) { return editing.canEdit() && editing.tab().currentRow() >= 0; };
    const Condition canAdd = [](const DocumentEditing &editing) { return editing.whyNotAdd().isEmpty(); };
    const Condition canDuplicate
        = [](const DocumentEditing &editing) { return editing.whyNotAdd().isEmpty() && editing.tab().currentRow() >= 0; };
    const Condition isStaged = [](const DocumentEditing &editing) { return !editing.changes().isEmpty() && !editing.isSaving(); };
    const auto tr = [](const char *text) { return DocumentEditing::tr(text); };
    add("documents.add", tr("&Add Document"), Qt::CTRL | Qt::Key_Insert, "list-add", &DocumentEditing::addDocument, canAdd, true, QT_TR_NOOP("Add"));
    actions.setReason(QStringLiteral("documents.add"), [](const WorkspaceTab &tab) {
        const auto *editing = DocumentEditing::of(tab);
        return editing ? editing->whyNotAdd() : QString();
    });
    add("documents.duplicate", tr("&Duplicate Document"), Qt::CTRL | Qt::Key_D, "edit-duplicate", &DocumentEditing::duplicate, canDuplicate, false, QT_TR_NOOP("Duplicate"));
    add("documents.edit-text", tr("Edit as &Text"), Qt::CTRL | Qt::ALT | Qt::Key_T, "document-edit", &DocumentEditing::editAsText, always);
    add("documents.delete", tr("De&lete Documents"), Qt::CTRL | Qt::Key_Delete, "edit-delete", &DocumentEditing::removeSelected, hasCurrent, false, QT_TR_NOOP("Delete"));
    add("documents.undo", tr("&Undo Change"), QKeySequence(Qt::CTRL | Qt::Key_Z), "edit-undo", &DocumentEditing::undo,
        [](const DocumentEditing &editing) { return editing.changes().canUndo() && !editing.isSaving(); }, true, QT_TR_NOOP("Undo"));
    add("documents.redo", tr("&Redo Change"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), "edit-redo", &DocumentEditing::redo,
        [](const DocumentEditing &editing) { return editing.changes().canRedo() && !editing.isSaving(); }, false, QT_TR_NOOP("Redo"));
    add("documents.discard", tr("Discard Changes of the &Selected Documents"), {}, "edit-clear-history", &DocumentEditing::discardSelected, isStaged);
    add("documents.discard-all", tr("Discard All &Changes"), {}, "edit-clear-all", &DocumentEditing::discardAll, isStaged);
    add("documents.review", tr("Re&view Changes"), Qt::CTRL | Qt::ALT | Qt::Key_R, "vcs-diff", &DocumentEditing::review, always, true);
    add("documents.save", tr("&Save Changes"), QKeySequence(Qt::CTRL | Qt::Key_S), "document-save", &DocumentEditing::saveOrReview,
        [](const DocumentEditing &editing) { return !editing.changes().isEmpty() && editing.canEdit(); }, false, QT_TR_NOOP("Save"));
    add("documents.update-many", tr("Update &Many…"), Qt::CTRL | Qt::ALT | Qt::Key_U, "run-build-configure", &DocumentEditing::updateMany, canEdit, true);
    add("documents.delete-many", tr("Delete Ma&ny…"), {}, "edit-delete", &DocumentEditing::deleteMany, canEdit);
    add("documents.compare", tr("C&ompare Documents"), Qt::CTRL | Qt::ALT | Qt::Key_M, "kompare", &DocumentEditing::compare, always, true);
}

void recoverForgottenChanges(QueryServices &services, Workspace &workspace)
{
    QStringList known;
    const auto saved = workspace.tabs().save();
    for (const auto &tab : saved)
        known.append(TabArea::SavedTab::fromJson(tab.toObject()).tabId);
    auto *journal = services.findChild<Journal *>(journalName());
    if (!journal) {
        journal = new Journal(services.journal().folder() + QStringLiteral("/documents"), &services);
        journal->setObjectName(journalName());
    }
    const auto forgotten = StagedJournal::find(*journal, [](const QJsonObject &facts) { return !facts.value(QStringLiteral("closed")).toBool(); });
    for (const auto &one : forgotten) {
        if (known.contains(one.id))
            continue;
        auto *tab = workspace.tabFactory().make(
            DocumentsTab::documentsTabType(), workspace, one.facts.value(QStringLiteral("connection")).toString());
        if (!tab)
            return;
        tab->setTabId(one.id);
        tab->restoreState(one.facts);
        workspace.tabs().addTab(tab);
    }
}

} // namespace workbench
