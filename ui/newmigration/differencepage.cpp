#include "ui/newmigration/differencepage.h"

#include "ui/migrations/changespage.h"
#include "ui/migrations/migrationopener.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace workbench {

namespace {

constexpr int kindRole = Qt::UserRole;
constexpr int idRole = Qt::UserRole + 1;
enum Direction { AdoptHere, BringHere };

} // namespace

DifferencePage::DifferencePage(Workspace &workspace, QWidget *parent)
    : MigrationContentPage(parent)
    , m_workspace(workspace)
    , m_other(new QComboBox(this))
    , m_direction(new QComboBox(this))
    , m_keepsData(new QCheckBox(tr("Leave out what loses rows or columns"), this))
    , m_compare(new QPushButton(tr("Com&pare"), this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_state(new QLabel(this))
    , m_messages(new MessageArea(this))
    , m_changes(new ChangesPage(this))
{
    makeLayout();
    connect(m_other, &QComboBox::activated, this, &DifferencePage::takeOther);
    connect(m_direction, &QComboBox::currentIndexChanged, this, &DifferencePage::showDifference);
    connect(m_keepsData, &QCheckBox::toggled, this, &DifferencePage::showDifference);
    connect(m_compare, &QPushButton::clicked, this, &DifferencePage::compare);
    connect(m_cancel, &QPushButton::clicked, this, &DifferencePage::cancel);
    connect(&m_workspace.connections(), &ConnectionHub::added, this, &DifferencePage::fillOthers);
    connect(&m_workspace.connections(), &ConnectionHub::aboutToRemove, this, &DifferencePage::fillOthers, Qt::QueuedConnection);
    m_changes->showWords(tr("Choose what to compare with. Both are only read; migrations are replayed in a scratch database that is dropped again."));
    m_cancel->hide();
}

DifferencePage::~DifferencePage() = default;

void DifferencePage::makeLayout()
{
    m_other->setObjectName(QStringLiteral("differenceOther"));
    m_other->setAccessibleName(tr("Compare with"));
    m_direction->setObjectName(QStringLiteral("differenceDirection"));
    m_direction->setAccessibleName(tr("Direction"));
    m_compare->setObjectName(QStringLiteral("differenceCompare"));
    m_cancel->setObjectName(QStringLiteral("differenceCancel"));
    m_state->setObjectName(QStringLiteral("differenceState"));
    m_keepsData->setObjectName(QStringLiteral("differenceKeepsData"));
    auto *choice = new QHBoxLayout;
    choice->addWidget(m_other, 1);
    choice->addWidget(m_compare);
    choice->addWidget(m_cancel);
    auto *form = new QFormLayout;
    form->addRow(tr("Compare &with:"), choice);
    form->addRow(tr("&SQL:"), m_direction);
    form->addRow({}, m_keepsData);
    if (auto *label = qobject_cast<QLabel *>(form->labelForField(choice)))
        label->setBuddy(m_other);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(theme::unit);
    layout->addLayout(form);
    layout->addWidget(m_messages);
    m_state->setWordWrap(true);
    layout->addWidget(m_state);
    layout->addWidget(m_changes, 1);
}

void DifferencePage::setConnectionId(const QString &connectionId)
{
    m_connectionId = connectionId;
    fillOthers();
}

void DifferencePage::setSource(const QString &source)
{
    if (source == m_source)
        return;
    m_source = source;
    fillOthers();
}

void DifferencePage::fillOthers()
{
    const auto kind = m_other->currentData(kindRole);
    const auto id = m_other->currentData(idRole);
    const QSignalBlocker quiet(m_other);
    m_other->clear();
    const auto add = [this](Other other, const QString &text, const QString &subject) {
        m_other->addItem(text);
        m_other->setItemData(m_other->count() - 1, int(other), kindRole);
        m_other->setItemData(m_other->count() - 1, subject, idRole);
    };
    if (!m_source.isEmpty())
        add(Other::Migrations, tr("Its migrations in %1").arg(QFileInfo(m_source).fileName()), m_source);
    for (const auto *open : m_workspace.connections().connections()) {
        if (open->id() != m_connectionId)
            add(Other::Database, open->name(), open->id());
    }
    if (!m_components.isEmpty())
        add(Other::Components, tr("Components in %1").arg(QFileInfo(m_components).fileName()), m_components);
    add(Other::Components, tr("A file of components…"), {});
    for (int row = 0; m_isPicked && row < m_other->count(); ++row) {
        if (m_other->itemData(row, kindRole) == kind && m_other->itemData(row, idRole) == id)
            m_other->setCurrentIndex(row);
    }
    const auto *open = m_workspace.connections().find(m_connectionId);
    const auto here = open ? open->name() : tr("this database");
    const auto direction = std::max(0, m_direction->currentIndex());
    const QSignalBlocker quietDirection(m_direction);
    m_direction->clear();
    m_direction->addItem(tr("Make the other one like %1 (adopt)").arg(here));
    m_direction->addItem(tr("Make %1 like the other one (bring here, or revert)").arg(here));
    m_direction->setCurrentIndex(direction);
    m_compare->setEnabled(open && !m_task);
}

void DifferencePage::takeOther()
{
    m_isPicked = true;
    if (Other(m_other->currentData(kindRole).toInt()) == Other::Components && m_other->currentData(idRole).toString().isEmpty())
        chooseComponents();
}

void DifferencePage::chooseComponents()
{
    auto *dialog = new QFileDialog(this, tr("File of Components"), m_source, tr("Components (*.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_components = path;
        m_isPicked = true;
        fillOthers();
        m_other->setCurrentIndex(m_other->count() - 2);
    });
    dialog->open();
}

void DifferencePage::compare()
{
    const auto *here = m_workspace.connections().find(m_connectionId);
    if (!here || m_task)
        return;
    const auto kind = Other(m_other->currentData(kindRole).toInt());
    const auto subject = m_other->currentData(idRole).toString();
    const auto *there = kind == Other::Database ? m_workspace.connections().find(subject) : here;
    if (!there || subject.isEmpty())
        return chooseComponents();
    auto &registry = m_workspace.connections().registry();
    ComparisonRequest request;
    request.here = openerOf(*here, registry);
    request.dialect = here->dialect();
    request.other = kind == Other::Migrations ? ComparisonRequest::Other::AppliedMigrations
        : kind == Other::Components           ? ComparisonRequest::Other::Components
                                              : ComparisonRequest::Other::Database;
    if (kind == Other::Database)
        request.there = openerOf(*there, registry);
    else
        request.source = subject;
    m_otherName = m_other->currentText();
    m_comparison.reset();
    m_messages->clear();
    m_compare->hide();
    m_cancel->show();
    m_changes->showWords(tr("Comparing…"));
    m_task = std::make_unique<Task>(
        [request, &registry](const Task::Desk &desk) { return compareSchemas(registry, request, desk.cancellation, desk.report); },
        Task::Listener { [this](const QString &sentence) { m_state->setText(sentence); },
            [this](const dumbo::Result<Comparison> &compared) { finish(compared); } });
    Q_EMIT contentChanged();
}

void DifferencePage::cancel()
{
    if (m_task)
        m_task->cancel();
}

void DifferencePage::finish(const dumbo::Result<Comparison> &compared)
{
    m_task.reset();
    m_compare->show();
    m_cancel->hide();
    m_state->clear();
    if (compared) {
        m_comparison = *compared;
        for (const auto &warning : compared->notes) {
            InlineMessage message;
            message.kind = InlineMessage::Kind::Warning;
            message.text = warning;
            m_messages->show(message);
        }
    } else if (compared.error().isCancelled()) {
        m_changes->showWords(tr("Comparing was cancelled."));
    } else {
        m_changes->showWords(tr("There is nothing to show."));
        m_messages->showError(compared.error(), tr("The two could not be compared:"));
    }
    showDifference();
}

const dumbo::DifferenceScript *DifferencePage::wanted() const
{
    if (!m_comparison)
        return nullptr;
    const auto &way = m_direction->currentIndex() == BringHere ? m_comparison->bring : m_comparison->adopt;
    return m_keepsData->isChecked() ? &way.keepingData : &way.whole;
}

void DifferencePage::showDifference()
{
    if (const auto *script = wanted()) {
        m_messages->dismiss(QStringLiteral("notGenerated"));
        showNotGenerated(script->notGenerated);
        const auto &difference = m_comparison->difference;
        auto words = difference.summary();
        if (m_direction->currentIndex() == AdoptHere && !difference.isEmpty())
            words += QStringLiteral(". ") + tr("This database has it already: take the migration into its ledger with Baseline instead of running it here.");
        m_state->setText(words);
        if (difference.isEmpty())
            m_changes->showWords(tr("There is no difference."));
        else
            showObjects();
    }
    Q_EMIT contentChanged();
}

void DifferencePage::showObjects()
{
    const auto *open = m_workspace.connections().find(m_connectionId);
    ChangesPage::Words words { m_otherName, open ? open->name() : tr("This database"), {}, {} };
    if (!m_comparison->lastTouchedBy.isEmpty()) {
        words.note = tr("Last touched by");
        words.noteOf = [touched = m_comparison->lastTouchedBy](const dumbo::ObjectPath &path) { return touched.value(path); };
    }
    m_changes->showDifference(m_comparison->difference, words);
}

void DifferencePage::showNotGenerated(const std::vector<dumbo::NotGenerated> &left)
{
    if (left.empty())
        return;
    InlineMessage message;
    message.kind = InlineMessage::Kind::Warning;
    message.text = left.size() == 1 ? tr("One difference is left to you, for no SQL was made.")
                                    : tr("%1 differences are left to you, for no SQL was made.").arg(left.size());
    QStringList lines;
    for (const auto &difference : left)
        lines.append(QStringLiteral("%1 (%2): %3").arg(difference.object.name, difference.kind, difference.reason));
    message.details = lines.join(u'\n');
    message.replaces = QStringLiteral("notGenerated");
    m_messages->show(message);
}

MigrationContent DifferencePage::content() const
{
    MigrationContent content;
    const auto *script = wanted();
    if (!script)
        return content;
    for (const auto &statement : script->statements) {
        content.up.push_back(statement.text);
        content.inTransaction = content.inTransaction && statement.fit != dumbo::TransactionFit::Alone;
    }
    // A part of the way has no exact way back.
    if (m_keepsData->isChecked())
        return content;
    const auto &back = m_direction->currentIndex() == BringHere ? m_comparison->adopt : m_comparison->bring;
    for (const auto &statement : back.whole.statements)
        content.down.push_back(statement.text);
    return content;
}

QString DifferencePage::missing() const
{
    if (m_task)
        return tr("Comparing…");
    if (!m_comparison)
        return tr("Compare first.");
    return content().up.empty() ? tr("There is nothing to write: no difference that SQL could be made for.") : QString();
}

QString DifferencePage::suggestedTitle() const
{
    if (!m_comparison || m_comparison->difference.isEmpty())
        return {};
    const auto &objects = m_comparison->difference.objects;
    return objects.size() == 1 ? tr("change %1").arg(objects.front().object().path.name) : tr("align with %1").arg(m_otherName);
}

} // namespace workbench
