#include "ui/newmigration/newmigrationtab.h"

#include "ui/migrations/migrationopener.h"
#include "ui/migrations/migrationspart.h"
#include "ui/migrations/migrationstab.h"
#include "ui/migrations/migrationtimeline.h"
#include "ui/newmigration/differencepage.h"
#include "ui/newmigration/recordedpage.h"
#include "ui/query/sqlview.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QButtonGroup>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>

namespace workbench {

namespace {

/// A file to be filled in by hand.
class EmptyPage final : public MigrationContentPage {
public:
    explicit EmptyPage(QWidget *parent)
        : MigrationContentPage(parent)
    {
        auto *text = new QLabel(NewMigrationTab::tr("A file with the right name and nothing in it but what its layout asks for. Write the statements in any editor."), this);
        text->setWordWrap(true);
        text->setAlignment(Qt::AlignCenter);
        auto *layout = new QVBoxLayout(this);
        layout->addWidget(text);
    }
    [[nodiscard]] MigrationContent content() const override { return {}; }
    [[nodiscard]] QString missing() const override { return {}; }
};

} // namespace

NewMigrationTab::NewMigrationTab(HistoryStore &history, Workspace &workspace, const QString &connectionId)
    : WorkspaceTab(workspace, connectionId)
    , m_source(new QLineEdit(this))
    , m_title(new QLineEdit(this))
    , m_file(new QLabel(this))
    , m_kinds(new QButtonGroup(this))
    , m_pages(new QStackedWidget(this))
    , m_empty(new EmptyPage(this))
    , m_recorded(new RecordedPage(history, this))
    , m_difference(new DifferencePage(workspace, this))
    , m_preview(new SqlView(this))
    , m_create(new QPushButton(tr("&Create"), this))
    , m_messages(new MessageArea(this))
{
    setObjectName(QStringLiteral("newMigrationTab"));
    setTitle(tr("New migration"));
    setIconName(QStringLiteral("document-new"));
    m_soon.setSingleShot(true);
    m_soon.setInterval(150);
    makeLayout();
    setFocusProxy(m_title);
    connect(&m_soon, &QTimer::timeout, this, &NewMigrationTab::plan);
    for (auto *line : { m_source, m_title }) {
        connect(line, &QLineEdit::textChanged, this, &NewMigrationTab::planSoon);
        connect(line, &QLineEdit::textEdited, this, &NewMigrationTab::stateChanged);
    }
    connect(m_kinds, &QButtonGroup::idClicked, this, [this](int kind) { setKind(Kind(kind)); });
    connect(m_create, &QPushButton::clicked, this, &NewMigrationTab::create);
    connect(m_title, &QLineEdit::returnPressed, this, &NewMigrationTab::create);
    for (auto *content : { m_empty, static_cast<MigrationContentPage *>(m_recorded), static_cast<MigrationContentPage *>(m_difference) })
        connect(content, &MigrationContentPage::contentChanged, this, &NewMigrationTab::takeContent);
    connect(this, &WorkspaceTab::connectionIdChanged, this, &NewMigrationTab::followConnection);
    connect(&workspace.connections(), &ConnectionHub::added, this, &NewMigrationTab::followConnection);
    followConnection();
    setKind(Kind::Empty);
}

NewMigrationTab::~NewMigrationTab() = default;

void NewMigrationTab::makeLayout()
{
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_recorded);
    m_pages->addWidget(m_difference);
    m_preview->setObjectName(QStringLiteral("newMigrationPreview"));
    m_preview->setAccessibleName(tr("The file as it will be"));
    m_create->setObjectName(QStringLiteral("createMigration"));
    m_create->setIcon(theme::icon(QStringLiteral("document-save")));
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_pages);
    splitter->addWidget(m_preview);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    auto *end = new QHBoxLayout;
    end->addWidget(m_file, 1);
    end->addWidget(m_create);
    auto *inner = new QVBoxLayout;
    inner->setContentsMargins(theme::unit, theme::unit, theme::unit, theme::unit);
    inner->setSpacing(theme::unit);
    inner->addWidget(makeForm());
    inner->addWidget(makeKinds());
    inner->addWidget(splitter, 1);
    inner->addLayout(end);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addLayout(inner, 1);
}

QWidget *NewMigrationTab::makeForm()
{
    auto *form = new QWidget(this);
    auto *rows = new QFormLayout(form);
    rows->setContentsMargins({});
    m_source->setObjectName(QStringLiteral("newMigrationSource"));
    m_source->setAccessibleName(tr("Folder of the migrations"));
    m_source->setPlaceholderText(tr("The folder in which the migrations are"));
    auto *choose = new QPushButton(tr("Choose Folde&r…"), form);
    auto *source = new QHBoxLayout;
    source->addWidget(m_source, 1);
    source->addWidget(choose);
    m_title->setObjectName(QStringLiteral("newMigrationTitle"));
    m_title->setAccessibleName(tr("Title"));
    m_title->setPlaceholderText(tr("What it does, e.g. \"create huts\""));
    m_file->setObjectName(QStringLiteral("newMigrationFile"));
    m_file->setTextFormat(Qt::PlainText);
    m_file->setWordWrap(true);
    rows->addRow(tr("F&older:"), source);
    rows->addRow(tr("&Title:"), m_title);
    if (auto *label = qobject_cast<QLabel *>(rows->labelForField(source)))
        label->setBuddy(m_source);
    connect(choose, &QPushButton::clicked, this, &NewMigrationTab::chooseSource);
    return form;
}

QWidget *NewMigrationTab::makeKinds()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins({});
    row->setSpacing(2 * theme::unit);
    const auto add = [&](Kind kind, const QString &text, const QString &name) {
        auto *button = new QRadioButton(text, bar);
        button->setObjectName(name);
        m_kinds->addButton(button, int(kind));
        row->addWidget(button);
    };
    add(Kind::Empty, tr("Empt&y"), QStringLiteral("newMigrationEmpty"));
    add(Kind::Recorded, tr("Statements r&un by hand"), QStringLiteral("newMigrationRecorded"));
    add(Kind::Difference, tr("D&ifference"), QStringLiteral("newMigrationDifference"));
    row->addStretch();
    return bar;
}

const OpenConnection *NewMigrationTab::connection() const
{
    return workspace().connections().find(connectionId());
}

MigrationContentPage *NewMigrationTab::page() const
{
    return static_cast<MigrationContentPage *>(m_pages->currentWidget());
}

void NewMigrationTab::followConnection()
{
    const auto *open = connection();
    setDescription(open ? tr("New migration for %1").arg(open->name()) : QString());
    m_recorded->showConnection(open);
    m_difference->setConnectionId(connectionId());
    if (!open || !m_source->text().isEmpty())
        return;
    const auto remembered = rememberedSource(workspace().settings(), *open);
    m_source->setText(QDir::toNativeSeparators(remembered));
}

void NewMigrationTab::setKind(Kind kind)
{
    m_kinds->button(int(kind))->setChecked(true);
    m_pages->setCurrentIndex(int(kind));
    takeContent();
    Q_EMIT stateChanged();
}

void NewMigrationTab::setSource(const QString &folder)
{
    m_source->setText(QDir::toNativeSeparators(folder));
    Q_EMIT stateChanged();
}

void NewMigrationTab::chooseSource()
{
    auto *dialog = new QFileDialog(this, tr("Folder of the Migrations"), m_source->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &NewMigrationTab::setSource);
    dialog->open();
}

void NewMigrationTab::takeContent()
{
    setBusy(page()->isBusy() || m_writing);
    // A title that was not typed follows what was chosen.
    if (m_title->text() == m_suggested) {
        m_suggested = page()->suggestedTitle();
        m_title->setText(m_suggested);
    }
    planSoon();
}

void NewMigrationTab::planSoon()
{
    ++m_generation;
    m_planned.reset();
    m_create->setEnabled(false);
    m_soon.start();
}

dumbo::NewMigrationRequest NewMigrationTab::request() const
{
    const auto content = page()->content();
    dumbo::NewMigrationRequest request;
    request.source = QDir::fromNativeSeparators(m_source->text().trimmed());
    request.title = m_title->text();
    request.up = content.up;
    request.down = content.down;
    request.inTransaction = content.inTransaction;
    if (const auto *open = connection())
        request.databaseType = open->dialect().databaseType;
    return request;
}

void NewMigrationTab::plan()
{
    m_difference->setSource(QDir::fromNativeSeparators(m_source->text().trimmed()));
    if (m_source->text().trimmed().isEmpty())
        return showMissing(tr("Choose the folder in which the migrations are."));
    if (const auto missing = page()->missing(); !missing.isEmpty())
        return showMissing(missing);
    if (m_title->text().trimmed().isEmpty())
        return showMissing(tr("Say in a few words what the migration does."));
    QtConcurrent::run([request = request()] { return dumbo::newMigration(request); })
        .then(this, [this, generation = m_generation](const dumbo::Result<dumbo::NewMigration> &planned) {
            if (generation == m_generation)
                showPlan(planned);
        });
}

void NewMigrationTab::showMissing(const QString &why)
{
    m_file->setText(why);
    m_preview->clear();
}

void NewMigrationTab::showPlan(const dumbo::Result<dumbo::NewMigration> &planned)
{
    if (!planned)
        return showMissing(planned.error().message());
    m_planned = *planned;
    QStringList names;
    QString text;
    for (const auto &file : planned->files) {
        names.append(QFileInfo(file.path).fileName());
        if (file.replaces)
            continue;
        if (!text.isEmpty())
            text += QStringLiteral("\n-- %1\n").arg(names.last());
        text += QString::fromUtf8(file.text);
    }
    m_file->setText(tr("Will be %1").arg(names.join(QStringLiteral(", "))));
    const auto *open = connection();
    m_preview->setSql(text, open ? open->dialect().highlighting : QString());
    m_create->setEnabled(!m_writing);
}

void NewMigrationTab::create()
{
    if (!m_planned || m_writing)
        return;
    m_writing = true;
    m_create->setEnabled(false);
    QtConcurrent::run([migration = *m_planned] { return dumbo::writeNewMigration(migration); })
        .then(this, [this, migration = *m_planned](const dumbo::Result<void> &written) { finish(written, migration); });
}

void NewMigrationTab::finish(const dumbo::Result<void> &written, const dumbo::NewMigration &migration)
{
    m_writing = false;
    if (!written) {
        m_messages->showError(written.error(), tr("The migration was not written:"));
        planSoon();
        return;
    }
    auto &owner = workspace();
    const auto id = connectionId();
    const auto source = request().source;
    Q_EMIT closeAccepted();
    if (!owner.connections().find(id))
        return;
    if (auto *tab = openMigrations(owner, id, source))
        tab->timeline().setCurrentKey(migration.name);
}

QJsonObject NewMigrationTab::saveState() const
{
    auto state = WorkspaceTab::saveState();
    state.insert(QStringLiteral("source"), m_source->text());
    state.insert(QStringLiteral("title"), m_title->text());
    state.insert(QStringLiteral("kind"), m_kinds->checkedId());
    return state;
}

void NewMigrationTab::restoreState(const QJsonObject &state)
{
    WorkspaceTab::restoreState(state);
    if (const auto source = state.value(QLatin1StringView("source")).toString(); !source.isEmpty())
        m_source->setText(source);
    m_title->setText(state.value(QLatin1StringView("title")).toString());
    const auto kind = state.value(QLatin1StringView("kind")).toInt();
    setKind(kind >= int(Kind::Empty) && kind <= int(Kind::Difference) ? Kind(kind) : Kind::Empty);
}

void NewMigrationTab::cancel()
{
    page()->cancel();
}

void NewMigrationTab::refresh()
{
    followConnection();
    planSoon();
}

} // namespace workbench
