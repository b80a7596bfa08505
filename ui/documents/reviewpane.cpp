#include "ui/documents/reviewpane.h"

#include "ui/documents/differenceview.h"
#include "ui/documents/stagedmodel.h"
#include "ui/documents/stagedwords.h"
#include "ui/query/sqlview.h"
#include "ui/query/tabsession.h"
#include "ui/shell/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QTreeView>

namespace workbench {

using Kind = StagedDocument::Kind;

namespace {

constexpr int statementsDelay = 200;
constexpr qsizetype mostStatementBytes = 500'000;
enum Page { DifferencePage, StatementPage };

} // namespace

ReviewPane::ReviewPane(DocumentEditing &editing, QWidget *parent)
    : QWidget(parent)
    , m_editing(editing)
    , m_model(new StagedModel(editing, this))
    , m_stack(new QStackedWidget(this))
    , m_list(new QTreeView(this))
    , m_pages(new QTabBar(this))
    , m_page(new QStackedWidget(this))
    , m_differences(new DifferenceView(this))
    , m_statements(new SqlView(this))
{
    setObjectName(QStringLiteral("reviewPane"));
    makeLayout();
    setFocusProxy(m_list);
    m_soon.setSingleShot(true);
    connectParts();
    onChanged();
    goToConflict();
}

ReviewPane::~ReviewPane() = default;

void ReviewPane::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_stack);
    m_stack->addWidget(makeEmpty());
    auto *work = new QWidget(this);
    auto *column = new QVBoxLayout(work);
    column->setContentsMargins({});
    column->setSpacing(0);
    m_list->setObjectName(QStringLiteral("stagedList"));
    m_list->setAccessibleName(tr("Changed documents"));
    m_list->setModel(m_model);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setHeaderHidden(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->header()->setSectionResizeMode(StagedModel::NameColumn, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(StagedModel::StateColumn, QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setMaximumSectionSize(260);
    auto *lower = new QWidget(work);
    auto *lowerColumn = new QVBoxLayout(lower);
    lowerColumn->setContentsMargins({});
    lowerColumn->setSpacing(0);
    m_pages->setObjectName(QStringLiteral("reviewPages"));
    m_pages->setDrawBase(false);
    m_pages->setExpanding(false);
    m_pages->addTab(tr("Differences"));
    m_pages->addTab(tr("Statements"));
    lowerColumn->addWidget(m_pages);
    lowerColumn->addWidget(makeChoices());
    m_statements->setObjectName(QStringLiteral("reviewStatements"));
    m_statements->setAccessibleName(tr("Statements that saving sends"));
    m_statements->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_page->addWidget(m_differences);
    m_page->addWidget(m_statements);
    lowerColumn->addWidget(m_page, 1);
    auto *splitter = new QSplitter(Qt::Vertical, work);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(lower);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 3);
    column->addWidget(splitter, 1);
    column->addWidget(makeButtons());
    m_stack->addWidget(work);
}

QWidget *ReviewPane::makeEmpty()
{
    auto *face = new QLabel(tr("Nothing is changed.\n\nChange a value in the tree by F2 or a double click, a whole document as text by Ctrl+Alt+T. "
                               "Changes are collected here until they are saved."),
        this);
    face->setObjectName(QStringLiteral("reviewEmpty"));
    face->setWordWrap(true);
    face->setAlignment(Qt::AlignCenter);
    face->setMargin(3 * theme::unit);
    face->setEnabled(false);
    return face;
}

QWidget *ReviewPane::makeChoices()
{
    m_choices = new QWidget(this);
    m_choices->setObjectName(QStringLiteral("conflictChoices"));
    auto *column = new QVBoxLayout(m_choices);
    column->setContentsMargins(theme::unit, theme::unit, theme::unit, theme::unit);
    column->setSpacing(theme::unit / 2);
    m_conflictText = new QLabel(m_choices);
    m_conflictText->setObjectName(QStringLiteral("conflictText"));
    m_conflictText->setTextFormat(Qt::PlainText);
    m_conflictText->setWordWrap(true);
    column->addWidget(m_conflictText);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::unit);
    const auto add = [&](const char *name, const QString &text) {
        auto *button = new QPushButton(text, m_choices);
        button->setObjectName(QLatin1StringView(name));
        row->addWidget(button);
        return button;
    };
    m_allMine = add("takeMine", tr("All Mine"));
    m_allTheirs = add("takeTheirs", tr("All Theirs"));
    row->addStretch(1);
    m_use = add("useChoice", tr("Use This"));
    column->addLayout(row);
    m_choices->hide();
    return m_choices;
}

QWidget *ReviewPane::makeButtons()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit);
    row->setSpacing(theme::unit);
    m_discard = new QToolButton(bar);
    m_discard->setObjectName(QStringLiteral("discardStaged"));
    m_discard->setText(tr("Discard"));
    m_discard->setToolTip(tr("Take the selected changes back (Del); Ctrl+Z brings them again"));
    m_discard->setIcon(theme::icon(QStringLiteral("edit-undo")));
    m_discard->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_discard->setAutoRaise(true);
    m_save = new QPushButton(theme::icon(QStringLiteral("document-save")), tr("Save"), bar);
    m_save->setObjectName(QStringLiteral("saveStaged"));
    m_save->setToolTip(tr("Write all of it in one transaction (Ctrl+S)"));
    row->addWidget(m_discard);
    row->addStretch(1);
    row->addWidget(m_save);
    return bar;
}

void ReviewPane::connectParts()
{
    connect(&m_editing.changes(), &StagedChanges::changed, this, &ReviewPane::onChanged);
    connect(&m_editing, &DocumentEditing::stateChanged, this, &ReviewPane::onChanged);
    connect(&m_editing, &DocumentEditing::conflictsFound, this, &ReviewPane::goToConflict);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        if (!m_isSelecting)
            showSelected();
    });
    connect(m_pages, &QTabBar::currentChanged, this, [this](int page) {
        m_page->setCurrentIndex(page);
        m_choices->setVisible(page == DifferencePage && m_shownConflict);
        if (page == StatementPage)
            readStatements();
    });
    connect(&m_soon, &QTimer::timeout, this, &ReviewPane::readStatements);
    connect(m_differences, &DifferenceView::choicesChanged, this, &ReviewPane::showChoices);
    connect(m_allMine, &QPushButton::clicked, this, [this] { m_differences->differences().chooseAll(true); });
    connect(m_allTheirs, &QPushButton::clicked, this, [this] { m_differences->differences().chooseAll(false); });
    connect(m_use, &QPushButton::clicked, this, &ReviewPane::useChoice);
    connect(m_discard, &QToolButton::clicked, this, [this] {
        if (!m_editing.isSaving())
            m_editing.changes().discard(selection());
    });
    auto *del = new QShortcut(QKeySequence(Qt::Key_Delete), m_list, nullptr, nullptr, Qt::WidgetShortcut);
    connect(del, &QShortcut::activated, m_discard, &QToolButton::click);
    connect(m_save, &QPushButton::clicked, this, [this] { m_editing.isSaving() ? m_editing.cancelSave() : m_editing.save(); });
}

void ReviewPane::showStatements()
{
    m_pages->setCurrentIndex(StatementPage);
}

void ReviewPane::select(StagedChanges::Id id)
{
    if (const int row = m_model->rowOf(id); row >= 0)
        m_list->setCurrentIndex(m_model->index(row, 0));
}

std::optional<StagedChanges::Id> ReviewPane::selected() const
{
    return m_list->currentIndex().isValid() ? m_model->idAt(m_list->currentIndex().row()) : std::nullopt;
}

std::vector<StagedChanges::Id> ReviewPane::selection() const
{
    std::vector<StagedChanges::Id> ids;
    const auto rows = m_list->selectionModel()->selectedRows();
    for (const auto &row : rows) {
        if (const auto id = m_model->idAt(row.row()))
            ids.push_back(*id);
    }
    return ids;
}

void ReviewPane::onChanged()
{
    const auto &changes = m_editing.changes();
    m_stack->setCurrentIndex(changes.isEmpty() ? 0 : 1);
    const bool isSaving = m_editing.isSaving();
    const auto bad = m_editing.problemCount();
    const auto conflicts = m_editing.overlay().conflicts().size();
    m_save->setText(isSaving ? tr("Cancel") : changes.count() == 1 ? tr("Save One Document") : tr("Save %1 Documents").arg(changes.count()));
    m_save->setEnabled(isSaving || (m_editing.canEdit() && bad == 0 && conflicts == 0));
    m_save->setToolTip(bad > 0 ? tr("Some documents can't be saved as they are")
            : conflicts > 0    ? tr("Some conflicts are not resolved")
                               : tr("Write all of it in one transaction (Ctrl+S)"));
    m_discard->setEnabled(!isSaving);
    m_isSelecting = true;
    const int row = m_shown ? m_model->rowOf(*m_shown) : -1;
    if (m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(std::clamp(row, 0, m_model->rowCount() - 1), 0));
    m_isSelecting = false;
    showSelected();
    m_soon.start(statementsDelay);
}

void ReviewPane::goToConflict()
{
    const auto &conflicts = m_editing.overlay().conflicts();
    if (conflicts.empty())
        return;
    m_pages->setCurrentIndex(DifferencePage);
    select(conflicts.begin()->first);
}

void ReviewPane::showSelected()
{
    const auto id = selected();
    const auto *document = id ? m_editing.changes().find(*id) : nullptr;
    if (!document) {
        m_shown.reset();
        m_shownDocument.reset();
        m_shownConflict.reset();
        m_choices->hide();
        m_differences->clear();
        return;
    }
    const auto found = m_editing.overlay().conflicts().find(*id);
    const auto conflict = found == m_editing.overlay().conflicts().end() ? std::nullopt : std::optional(found->second);
    if (m_shown == id && m_shownDocument == *document && m_shownConflict == conflict)
        return;
    m_shown = id;
    m_shownDocument = *document;
    m_shownConflict = conflict;
    m_choices->setVisible(conflict && m_pages->currentIndex() == DifferencePage);
    if (conflict)
        showConflict(*conflict, *document);
    else
        m_differences->showTwo(document->before, document->kind == Kind::Delete ? QByteArray() : document->text);
    showChoices();
}

void ReviewPane::showConflict(const StagedConflict &conflict, const StagedDocument &document)
{
    const auto versions = conflict.theirs && conflict.theirs->version && document.version
        ? tr(" It has version %1 now and had %2.").arg(*conflict.theirs->version).arg(*document.version)
        : QString();
    if (!conflict.theirs && !canInsertAgain(document))
        m_conflictText->setText(document.kind == Kind::Delete ? tr("Somebody else deleted this document already.")
                : m_editing.source().isCollection             ? tr("Somebody else deleted this document. Without a text as its _id it can't be inserted again.")
                                                              : tr("Somebody else deleted this row. It has other columns too, so it can't be inserted again."));
    else if (!conflict.theirs)
        m_conflictText->setText(tr("Somebody else deleted this document. Insert it again with your changes, or leave it deleted."));
    else if (document.kind == Kind::Delete)
        m_conflictText->setText(tr("Somebody else changed this document since it was read.%1 Delete it nevertheless, or keep theirs.").arg(versions));
    else if (document.kind == Kind::Insert)
        m_conflictText->setText(tr("There is a document with this _id already. Choose what it shall hold where both differ."));
    else
        m_conflictText->setText(tr("Somebody else changed this document since it was read.%1 Choose a side where both changed the same value.").arg(versions));
    if (conflict.theirs && document.kind == Kind::Delete)
        m_differences->showTwo(document.before, conflict.theirs->text);
    else if (conflict.theirs)
        m_differences->showThree(document.before, document.text, conflict.theirs->text, m_editing.source().isCollection);
    else
        m_differences->showTwo(document.before, document.text);
}

bool ReviewPane::canInsertAgain(const StagedDocument &document) const
{
    return document.kind != Kind::Delete && m_editing.source().isCollection && !idInDocument(document.text).isEmpty();
}

void ReviewPane::showChoices()
{
    if (!m_shownConflict || !m_shownDocument)
        return;
    const bool isWhole = !m_shownConflict->theirs || m_shownDocument->kind == Kind::Delete;
    const auto &model = m_differences->differences();
    const auto open = model.openCount();
    m_use->setVisible(!isWhole);
    m_allMine->setVisible(m_shownConflict->theirs || canInsertAgain(*m_shownDocument));
    m_allMine->setText(!isWhole ? tr("All Mine") : m_shownConflict->theirs ? tr("Delete Nevertheless") : tr("Insert Again"));
    m_allTheirs->setText(!isWhole ? tr("All Theirs") : m_shownConflict->theirs ? tr("Keep Theirs") : tr("Leave It Deleted"));
    m_use->setEnabled(open == 0 && !m_differences->isComparing() && !m_editing.isSaving());
    m_use->setText(open > 0 ? tr("%1 to Decide").arg(open) : tr("Use This"));
    for (auto *button : { m_allMine, m_allTheirs })
        button->setEnabled((isWhole || !model.takesMine().empty()) && !m_editing.isSaving());
    disconnect(m_allMine, &QPushButton::clicked, nullptr, nullptr);
    disconnect(m_allTheirs, &QPushButton::clicked, nullptr, nullptr);
    if (isWhole) {
        const auto id = *m_shown;
        const auto text = m_shownDocument->text;
        connect(m_allMine, &QPushButton::clicked, this, [this, id, text] { m_editing.resolve(id, text); });
        connect(m_allTheirs, &QPushButton::clicked, this, [this, id] { m_editing.takeTheirs(id); });
    } else {
        connect(m_allMine, &QPushButton::clicked, this, [this] { m_differences->differences().chooseAll(true); });
        connect(m_allTheirs, &QPushButton::clicked, this, [this] { m_differences->differences().chooseAll(false); });
    }
}

void ReviewPane::useChoice()
{
    if (!m_shown)
        return;
    const auto merged = m_differences->differences().merged();
    if (!merged) {
        m_conflictText->setText(merged.error().message());
        return;
    }
    m_editing.resolve(*m_shown, *merged);
    goToConflict();
}

void ReviewPane::readStatements()
{
    if (m_pages->currentIndex() != StatementPage || m_editing.changes().isEmpty())
        return;
    const auto highlighting = m_editing.tab().tabSession().dialect().highlighting;
    m_script.reset();
    m_script = std::make_unique<Script>(
        [load = m_editing.tab().engineLoader(), source = m_editing.source(), list = m_editing.staged()](const Script::Desk &) -> dumbo::Result<QByteArray> {
            const auto engine = load();
            if (!engine)
                return dumbo::fail(engine.error());
            return saveScript(*engine, source, list, mostStatementBytes);
        },
        Script::Listener { [](int) {}, [this, highlighting](const dumbo::Result<QByteArray> &script) {
                              const auto text = script ? QString::fromUtf8(*script) : script.error().message();
                              m_statements->setSql(text, highlighting);
                          } });
}

} // namespace workbench
