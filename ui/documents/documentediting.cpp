#include "ui/documents/documentediting.h"

#include "core/documents/documentidentity.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonedit.h"
#include "core/json/jsonstring.h"
#include "ui/documents/bulkpane.h"
#include "ui/documents/comparepane.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/reviewpane.h"
#include "ui/documents/stagedwords.h"
#include "ui/documents/textpane.h"
#include "ui/documents/treeediting.h"
#include "ui/migrations/askbar.h"
#include "ui/query/queryservices.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>
#include <QToolButton>

#include <algorithm>
#include <array>
#include <limits>

namespace workbench {

using Kind = StagedDocument::Kind;

namespace {

const QString textPane = QStringLiteral("text");
const QString reviewPane = QStringLiteral("review");
const QString bulkPane = QStringLiteral("bulk");
const QString comparePane = QStringLiteral("compare");

/// Of those that an action of documents has too.
constexpr std::array textKeys { QKeySequence::DeleteEndOfWord, QKeySequence::Copy, QKeySequence::Paste, QKeySequence::Cut };

bool isTextField(const QWidget *widget)
{
    return qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QPlainTextEdit *>(widget) || qobject_cast<const QTextEdit *>(widget);
}

} // namespace

DocumentEditing::DocumentEditing(DocumentsTab &tab)
    : QObject(&tab)
    , m_tab(tab)
    , m_changes(new StagedChanges(this))
    , m_overlay(new StagedOverlay(*m_changes, this))
{
    setObjectName(QStringLiteral("documentEditing"));
    tab.setOverlay(m_overlay);
    addParts();
    connectParts();
    tab.addCloseGuard([this](const std::function<void()> &proceed) { guardClose(proceed); });
    tab.addPartState(
        QStringLiteral("staged"), [] { return QJsonValue(); }, [this](const QJsonValue &) { takeState(); });
}

DocumentEditing::~DocumentEditing() = default;

DocumentEditing *DocumentEditing::of(const WorkspaceTab &tab)
{
    return tab.findChild<DocumentEditing *>(QString(), Qt::FindDirectChildrenOnly);
}

void DocumentEditing::addParts()
{
    m_tab.addPane({ textPane, tr("Text"), QStringLiteral("document-edit"), tr("The chosen document as text, to be changed (Ctrl+Alt+T)"),
        [this](DocumentsTab &) { return new TextPane(*this); } });
    m_tab.addPane({ reviewPane, tr("Changes"), QStringLiteral("vcs-diff"), tr("What is changed and not yet saved (Ctrl+Alt+R)"),
        [this](DocumentsTab &) { return new ReviewPane(*this); } });
    m_tab.addPane({ bulkPane, tr("Change Many"), QStringLiteral("run-build-configure"), tr("Update or delete all documents of the filter, tried out first (Ctrl+Alt+U)"),
        [this](DocumentsTab &) { return new BulkPane(*this); } });
    m_tab.addPane({ comparePane, tr("Compare"), QStringLiteral("kompare"), tr("Two documents, or a document and what it was (Ctrl+Alt+M)"),
        [this](DocumentsTab &) { return new ComparePane(*this); } });
    auto &actions = m_tab.workspace().actions();
    for (const auto *id : { "documents.add", "documents.duplicate", "documents.delete", "documents.undo", "documents.redo", "documents.save" }) {
        auto *action = actions.action(QLatin1StringView(id));
        if (!action)
            continue;
        actions.loadIcon(QLatin1StringView(id));
        m_tab.addTool(action);
    }
    m_summary = new QToolButton(&m_tab);
    m_summary->setObjectName(QStringLiteral("stagedSummary"));
    m_summary->setAutoRaise(true);
    m_summary->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_summary->setIcon(theme::icon(QStringLiteral("vcs-diff")));
    m_summary->setToolTip(tr("Review what is changed and not yet saved"));
    m_summary->hide();
    connect(m_summary, &QToolButton::clicked, this, &DocumentEditing::review);
    m_tab.addStatusWidget(m_summary);
    addTreeEditing(*this);
}

bool DocumentEditing::eventFilter(QObject *watched, QEvent *event)
{
    // What a text field does not claim itself arrives here, before an action of the tab takes it.
    if (watched != &m_tab || event->type() != QEvent::ShortcutOverride || !isTextField(QApplication::focusWidget()))
        return QObject::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    if (std::ranges::none_of(textKeys, [key](QKeySequence::StandardKey one) { return key->matches(one); }))
        return false;
    key->accept();
    return true;
}

void DocumentEditing::connectParts()
{
    connect(m_changes, &StagedChanges::documentChanged, this, [this](StagedChanges::Id id) { m_problems.erase(id); });
    connect(m_changes, &StagedChanges::changed, this, &DocumentEditing::onChanged);
    connect(&m_tab, &DocumentsTab::found, m_overlay, &StagedOverlay::showWhatCame);
    connect(&m_tab, &DocumentsTab::cancelWanted, this, &DocumentEditing::cancelSave);
    connect(&m_tab.rows(), &DocumentRows::wasReset, this, [this] { m_toDuplicate = -1; });
    connect(&m_tab.rows(), &DocumentRows::rowsReady, this, [this] {
        if (m_toDuplicate >= 0 && m_toDuplicate == m_tab.currentRow() && subject(m_toDuplicate))
            duplicate();
    });
    m_tab.installEventFilter(this);
    connect(&m_tab, &DocumentsTab::queryChanged, this, [this] {
        m_problems.clear();
        updateFacts();
        offerKept();
        Q_EMIT stateChanged();
        Q_EMIT m_tab.actionsChanged();
    });
}

Journal &DocumentEditing::journal() const
{
    auto &services = m_tab.services();
    const auto name = QStringLiteral("documentsJournal");
    if (auto *known = services.findChild<Journal *>(name))
        return *known;
    auto *made = new Journal(services.journal().folder() + QStringLiteral("/documents"), &services);
    made->setObjectName(name);
    return *made;
}

void DocumentEditing::takeState()
{
    m_journal = std::make_unique<StagedJournal>(journal(), m_tab.tabId(), *m_changes);
    connect(m_journal.get(), &StagedJournal::failed, this, [this](const dumbo::Error &error) {
        auto message = InlineMessage::fromError(error, tr("Changes can't be kept on the disk"));
        message.kind = InlineMessage::Kind::Warning;
        message.replaces = QStringLiteral("stagedJournal");
        m_tab.messages().show(message);
    });
    connect(m_journal.get(), &StagedJournal::recovered, this, [this] { m_tab.messages().dismiss(QStringLiteral("stagedJournal")); });
    updateFacts();
    if (m_journal->recover())
        m_journal->keep(false);
}

void DocumentEditing::updateFacts()
{
    if (!m_journal)
        return;
    const auto table = m_tab.table();
    m_journal->setFacts({ { QStringLiteral("connection"), m_tab.connectionId() }, { QStringLiteral("database"), table.database },
        { QStringLiteral("schema"), table.schema }, { QStringLiteral("name"), table.name }, { QStringLiteral("column"), m_tab.column() } });
}

dumbo::DocumentSource DocumentEditing::source() const
{
    return m_tab.source().value_or(dumbo::DocumentSource());
}

StagedList DocumentEditing::staged() const
{
    return { m_changes->documents().begin(), m_changes->documents().end() };
}

QString DocumentEditing::whyNotEdit() const
{
    if (!m_tab.source())
        return tr("No documents were read yet.");
    if (m_tab.isReadOnly())
        return tr("The connection is read-only.");
    if (m_tab.source()->key.isEmpty())
        return tr("The table has no primary key: its rows can't be told apart, so none can be written.");
    if (m_tab.query() && m_tab.query()->projection.mode != dumbo::DocumentProjection::Mode::Whole)
        return tr("Only parts of the documents were read: clear the projection to change them.");
    if (m_isSaving)
        return tr("Changes are being saved.");
    return {};
}

QString DocumentEditing::whyNotAdd() const
{
    if (const auto why = whyNotEdit(); !why.isEmpty())
        return why;
    return m_tab.source()->isCollection ? QString() : tr("Rows of a table have other columns too: documents can be added to collections only.");
}

std::optional<DocumentEditing::Subject> DocumentEditing::subject(qint64 row) const
{
    auto &rows = m_tab.rows();
    if (row < 0 || row >= rows.count())
        return {};
    Subject subject;
    const auto staged = [&](StagedChanges::Id id) {
        const auto &document = *m_changes->find(id);
        subject.id = id;
        subject.kind = document.kind;
        subject.read = { document.key, document.keyText, document.before, document.version };
        subject.text = document.kind == Kind::Delete ? document.before : document.text;
        return subject;
    };
    if (row < rows.addedCount())
        return row < m_overlay->addedCount() ? std::optional(staged(m_overlay->addedId(row))) : std::nullopt;
    const auto key = rows.tryKey(row);
    if (!key || key->isEmpty())
        return {};
    if (const auto id = m_changes->idOf(key->text))
        return staged(*id);
    if (const auto *written = m_overlay->written(key->text)) {
        if (written->staged.kind == Kind::Delete)
            return {};
        subject.read = { written->key, written->keyText, written->staged.text, written->version };
        subject.text = written->staged.text;
        return subject;
    }
    const auto text = wholeText(row);
    if (!text)
        return {};
    subject.read = { key->values, key->text, *text, key->version };
    subject.text = *text;
    return subject;
}

std::optional<QByteArray> DocumentEditing::wholeText(qint64 row) const
{
    auto &rows = m_tab.rows();
    if (rows.isNull(row))
        return {};
    const auto beginning = rows.tryBeginning(row, std::numeric_limits<qsizetype>::max());
    if (!beginning || rows.textSize(row) <= beginning->size())
        return beginning;
    // Only the beginning of long values is in memory; the whole is read in the background, and rowsReady() follows.
    const auto opened = rows.tryOpen(row);
    return opened.document.isNull() ? std::nullopt : std::optional(opened.document.text());
}

bool DocumentEditing::isUnread(qint64 row) const
{
    const auto key = m_tab.rows().tryKey(row);
    return !key || (!m_overlay->written(key->text) && !m_tab.rows().isNull(row) && !subject(row));
}

std::optional<DocumentEditing::Subject> DocumentEditing::currentSubject() const
{
    return subject(m_tab.currentRow());
}

QString DocumentEditing::nameOf(const StagedDocument &document) const
{
    if (document.kind != Kind::Insert)
        return QString::fromUtf8(document.keyText);
    const auto id = idInDocument(document.text);
    return id.isEmpty() ? tr("new document") : QString::fromUtf8(id);
}

std::optional<DocumentProblem> DocumentEditing::problemOf(StagedChanges::Id id) const
{
    const auto known = m_problems.find(id);
    if (known != m_problems.end())
        return known->second;
    const auto *document = m_changes->find(id);
    if (!document)
        return {};
    return m_problems.emplace(id, checkDocument(*document, source())).first->second;
}

qsizetype DocumentEditing::problemCount() const
{
    return std::ranges::count_if(m_changes->ids(), [this](StagedChanges::Id id) { return problemOf(id).has_value(); });
}

void DocumentEditing::setText(const Subject &subject, const QByteArray &text, const QString &word)
{
    if (!canEdit())
        return;
    if (subject.id && m_changes->find(*subject.id))
        m_changes->setText(*subject.id, text, word);
    else if (subject.kind != Kind::Insert)
        (void)m_changes->edit(subject.read, text, word);
}

QByteArray DocumentEditing::newDocument()
{
    return "{\n  \"_id\": \"" + dumbo::newDocumentId() + "\"\n}";
}

void DocumentEditing::addDocument()
{
    if (!whyNotAdd().isEmpty())
        return;
    showAdded(m_changes->insert(newDocument()));
    editAsText();
}

void DocumentEditing::duplicate()
{
    if (!whyNotAdd().isEmpty())
        return;
    const auto row = m_tab.currentRow();
    const auto subject = currentSubject();
    m_toDuplicate = -1;
    if (!subject) {
        if (row >= 0 && isUnread(row) && !m_tab.rows().tryOpen(row).error)
            m_toDuplicate = row;
        return;
    }
    const auto document = dumbo::JsonDocument::parse(subject->text);
    if (!document || !document->root().isObject())
        return;
    dumbo::JsonEdit edit(*document);
    const auto root = document->root();
    const auto id = dumbo::encodeJsonString(QByteArrayView(dumbo::newDocumentId()));
    const auto known = root.find("_id");
    if (!(known.isValid() ? edit.replace(known, id) : edit.insertMember(root, "_id", id, 0)))
        return;
    if (const auto version = root.find("_version"); version.isValid() && !edit.remove(version))
        return;
    showAdded(m_changes->insert(edit.text()));
}

void DocumentEditing::showAdded(StagedChanges::Id id)
{
    for (qint64 number = 0; number < m_overlay->addedCount(); ++number) {
        if (m_overlay->addedId(number) == id)
            m_tab.setCurrent({ number, {} });
    }
}

void DocumentEditing::removeSelected()
{
    if (!canEdit())
        return;
    std::vector<ReadDocument> read;
    std::vector<StagedChanges::Id> added;
    qint64 unread = 0;
    for (const auto row : m_tab.selectedRows()) {
        const auto document = subject(row);
        if (!document) {
            unread += isUnread(row) ? 1 : 0;
            continue;
        }
        if (document->kind == Kind::Insert)
            added.push_back(*document->id);
        else
            read.push_back(document->read);
    }
    m_changes->remove(read);
    m_changes->discard(added);
    showUnread(unread);
}

void DocumentEditing::showUnread(qint64 count)
{
    const auto name = QStringLiteral("stagedUnread");
    m_tab.messages().dismiss(name);
    if (count == 0)
        return;
    InlineMessage message;
    message.kind = InlineMessage::Kind::Warning;
    message.text = count == 1 ? tr("One of the selected documents was not in memory and is not marked as deleted.")
                              : tr("%1 of the selected documents were not in memory and are not marked as deleted.").arg(count);
    message.details = tr("They are being read: delete them once more when they are shown. Delete Many deletes all documents of a filter without reading them here.");
    message.replaces = name;
    m_tab.messages().show(message);
}

void DocumentEditing::discardSelected()
{
    std::vector<StagedChanges::Id> ids;
    for (const auto row : m_tab.selectedRows()) {
        if (const auto document = subject(row); document && document->id)
            ids.push_back(*document->id);
    }
    if (!m_isSaving)
        m_changes->discard(ids);
}

void DocumentEditing::discardAll()
{
    if (!m_isSaving)
        m_changes->discardAll();
}

void DocumentEditing::undo()
{
    if (!m_isSaving)
        m_changes->undo();
}

void DocumentEditing::redo()
{
    if (!m_isSaving)
        m_changes->redo();
}

void DocumentEditing::editAsText()
{
    m_tab.showPane(textPane);
    if (auto *pane = m_tab.pane(textPane))
        pane->setFocus();
}

void DocumentEditing::review()
{
    m_tab.showPane(reviewPane);
    if (auto *pane = m_tab.pane(reviewPane))
        pane->setFocus();
}

void DocumentEditing::updateMany()
{
    m_tab.showPane(bulkPane);
    if (auto *pane = qobject_cast<BulkPane *>(m_tab.pane(bulkPane)))
        pane->begin(BulkPane::What::Update);
}

void DocumentEditing::deleteMany()
{
    m_tab.showPane(bulkPane);
    if (auto *pane = qobject_cast<BulkPane *>(m_tab.pane(bulkPane)))
        pane->begin(BulkPane::What::Delete);
}

void DocumentEditing::compare()
{
    m_tab.showPane(comparePane);
    if (auto *pane = qobject_cast<ComparePane *>(m_tab.pane(comparePane)))
        pane->begin();
}

void DocumentEditing::onChanged()
{
    const auto count = m_changes->count();
    m_tab.markModified(count > 0);
    m_summary->setVisible(count > 0);
    m_summary->setText(words::summary(*m_changes));
    if (count == 0)
        m_tab.messages().dismiss(QStringLiteral("stagedSave"));
    m_tab.markStateChanged();
    Q_EMIT m_tab.actionsChanged();
    Q_EMIT stateChanged();
}

void plugDocumentEditing(DocumentsTab &tab)
{
    new DocumentEditing(tab);
}

} // namespace workbench
