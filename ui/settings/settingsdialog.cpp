#include "ui/settings/settingsdialog.h"

#include "ui/settings/settings.h"
#include "ui/settings/settingspage.h"
#include "ui/settings/settingspages.h"
#include "ui/settings/shortcutspage.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace workbench {

namespace {

constexpr QSize largest(124 * theme::unit, 78 * theme::unit);
constexpr QSize smallest(90 * theme::unit, 60 * theme::unit);

} // namespace

SettingsDialog::SettingsDialog(Workspace &workspace, QWidget *parent)
    : QDialog(parent)
    , m_search(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_pages(new QStackedWidget(this))
{
    Settings &settings = workspace.settings();
    setObjectName(QStringLiteral("settingsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Settings"));
    // A page of lists needs more room than one of rows, but never more than a small window has.
    const QSize room = parent ? parent->size() - QSize(4 * theme::unit, 4 * theme::unit) : largest;
    resize(largest.boundedTo(room.expandedTo(smallest)));
    makeLayout(settings.filePath());
    addPage(makeGeneralPage(settings));
    addPage(makeEditorPage(settings));
    addPage(makeResultsPage(settings));
    addPage(new ShortcutsPage(workspace.actions()));
    for (const auto &make : workspace.settingsPages())
        addPage(make());
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) {
        m_pages->setCurrentIndex(row);
        if (SettingsPage *shown = page(row))
            shown->enter();
    });
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::search);
    m_list->setCurrentRow(0);
    m_search->setFocus();
}

void SettingsDialog::makeLayout(const QString &filePath)
{
    m_search->setObjectName(QStringLiteral("settingsSearch"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setClearButtonEnabled(true);
    m_list->setObjectName(QStringLiteral("settingsPages"));
    m_list->setAccessibleName(tr("Pages"));
    m_list->setFixedWidth(20 * theme::unit);
    m_list->setIconSize(QSize(2 * theme::unit, 2 * theme::unit));
    m_list->setSpacing(2);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(theme::unit);
    layout->addWidget(m_search);
    auto *middle = new QHBoxLayout;
    middle->addWidget(m_list);
    middle->addWidget(m_pages, 1);
    layout->addLayout(middle, 1);
    auto *bottom = new QHBoxLayout;
    auto *place = new QLabel(tr("Kept in %1").arg(filePath), this);
    place->setForegroundRole(QPalette::PlaceholderText);
    place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    place->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    // Enter belongs to whatever has the focus: there is nothing to accept here.
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    bottom->addWidget(place, 1);
    bottom->addWidget(buttons);
    layout->addLayout(bottom);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
}

SettingsDialog &SettingsDialog::open(Workspace &workspace, QWidget &window)
{
    for (auto *shown : window.findChildren<SettingsDialog *>()) {
        if (!shown->isVisible())
            continue; // closed, and gone with the next turn of the event loop
        shown->raise();
        shown->activateWindow();
        return *shown;
    }
    auto *dialog = new SettingsDialog(workspace, &window);
    dialog->show();
    return *dialog;
}

SettingsPage *SettingsDialog::page(int row) const
{
    return static_cast<SettingsPage *>(m_pages->widget(row));
}

SettingsPage *SettingsDialog::showPage(const QString &name)
{
    for (int row = 0; row < m_pages->count(); ++row) {
        if (page(row)->objectName() != name)
            continue;
        m_search->clear();
        m_list->setCurrentRow(row);
        return page(row);
    }
    return nullptr;
}

void SettingsDialog::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter) {
        if (auto *button = qobject_cast<QAbstractButton *>(focusWidget()))
            button->click();
        return;
    }
    if (event->key() == Qt::Key_Escape && page(m_pages->currentIndex())->escape())
        return;
    QDialog::keyPressEvent(event);
}

void SettingsDialog::addPage(SettingsPage *page)
{
    m_pages->addWidget(page);
    auto *item = new QListWidgetItem(theme::icon(page->iconName()), page->title(), m_list);
    item->setSizeHint(QSize(0, 4 * theme::unit));
}

void SettingsDialog::search(const QString &text)
{
    int first = -1;
    for (int row = 0; row < m_pages->count(); ++row) {
        const bool any = page(row)->filter(text.trimmed());
        m_list->item(row)->setHidden(!any);
        if (any && first < 0)
            first = row;
    }
    const QListWidgetItem *current = m_list->currentItem();
    if (first >= 0 && (!current || current->isHidden()))
        m_list->setCurrentRow(first);
}

} // namespace workbench
