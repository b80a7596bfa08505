#include "ui/settings/settingsdialog.h"

#include "ui/settings/settings.h"
#include "ui/settings/settingspage.h"
#include "ui/settings/settingspages.h"
#include "ui/settings/shortcutspage.h"
#include "ui/shell/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace workbench {

SettingsDialog::SettingsDialog(Settings &settings, ActionRegistry &actions, QWidget *parent)
    : QDialog(parent)
    , m_search(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_pages(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("settingsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Settings"));
    resize(90 * theme::unit, 60 * theme::unit);
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
    auto *place = new QLabel(tr("Kept in %1").arg(settings.filePath()), this);
    place->setForegroundRole(QPalette::PlaceholderText);
    place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    place->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    bottom->addWidget(place, 1);
    bottom->addWidget(buttons);
    layout->addLayout(bottom);

    addPage(makeGeneralPage(settings));
    addPage(makeEditorPage(settings));
    addPage(makeResultsPage(settings));
    addPage(new ShortcutsPage(actions));
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::search);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    m_list->setCurrentRow(0);
    m_search->setFocus();
}

void SettingsDialog::open(Settings &settings, ActionRegistry &actions, QWidget &window)
{
    if (auto *shown = window.findChild<SettingsDialog *>()) {
        shown->raise();
        shown->activateWindow();
        return;
    }
    (new SettingsDialog(settings, actions, &window))->show();
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
        const bool any = static_cast<SettingsPage *>(m_pages->widget(row))->filter(text.trimmed());
        m_list->item(row)->setHidden(!any);
        if (any && first < 0)
            first = row;
    }
    const QListWidgetItem *current = m_list->currentItem();
    if (first >= 0 && (!current || current->isHidden()))
        m_list->setCurrentRow(first);
}

} // namespace workbench
