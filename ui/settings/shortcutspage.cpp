#include "ui/settings/shortcutspage.h"

#include "ui/shell/actionregistry.h"
#include "ui/shell/theme.h"

#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

namespace workbench {

ShortcutsPage::ShortcutsPage(ActionRegistry &actions)
    : SettingsPage(tr("Shortcuts"), QStringLiteral("input-keyboard"))
    , m_actions(actions)
    , m_list(new QTreeWidget)
    , m_edit(new QKeySequenceEdit)
    , m_conflict(new QLabel)
{
    m_list->setObjectName(QStringLiteral("shortcutList"));
    m_list->setAccessibleName(tr("Actions"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAlternatingRowColors(true);
    m_list->setHeaderLabels({ tr("Action"), tr("Shortcut") });
    for (const Action &action : actions.actions()) {
        auto *item = new QTreeWidgetItem(m_list, { ActionRegistry::plainText(action) });
        item->setData(0, Qt::UserRole, action.id);
        item->setToolTip(0, action.id);
        showShortcut(*item);
    }
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(false);

    m_edit->setObjectName(QStringLiteral("shortcutEdit"));
    m_edit->setAccessibleName(tr("Shortcut of the selected action"));
    m_edit->setClearButtonEnabled(true);
    if (auto *line = m_edit->findChild<QLineEdit *>())
        line->setAccessibleName(m_edit->accessibleName());
    m_conflict->setWordWrap(true);
    auto *resetButton = new QPushButton(tr("Default"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_edit, 1);
    row->addWidget(resetButton);
    column()->insertWidget(0, m_list, 1);
    column()->insertLayout(1, row);
    column()->insertWidget(2, m_conflict);
    column()->setStretch(column()->count() - 1, 0);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutsPage::showCurrent);
    connect(m_edit, &QKeySequenceEdit::editingFinished, this, &ShortcutsPage::apply);
    connect(resetButton, &QPushButton::clicked, this, &ShortcutsPage::reset);
    m_list->setCurrentItem(m_list->topLevelItem(0));
}

QString ShortcutsPage::currentId() const
{
    return m_list->currentItem() ? m_list->currentItem()->data(0, Qt::UserRole).toString() : QString();
}

void ShortcutsPage::showShortcut(QTreeWidgetItem &item) const
{
    const QString id = item.data(0, Qt::UserRole).toString();
    item.setText(1, QKeySequence::listToString(m_actions.action(id)->shortcuts(), QKeySequence::NativeText));
}

void ShortcutsPage::showCurrent()
{
    const QAction *action = m_actions.action(currentId());
    m_edit->setEnabled(action != nullptr);
    m_edit->setKeySequence(action ? action->shortcut() : QKeySequence());
    showConflict();
}

void ShortcutsPage::showConflict()
{
    QStringList names;
    if (!m_edit->keySequence().isEmpty()) {
        for (const QString &id : m_actions.usersOf(m_edit->keySequence(), currentId()))
            names.append(u'"' + m_actions.action(id)->text().remove(u'&') + u'"');
    }
    m_conflict->setVisible(!names.isEmpty());
    m_conflict->setText(tr("%1 has this shortcut too. Neither works while both can be used.").arg(names.join(QStringLiteral(", "))));
}

void ShortcutsPage::apply()
{
    if (currentId().isEmpty())
        return;
    const QKeySequence chosen = m_edit->keySequence();
    if (chosen == m_actions.action(currentId())->shortcut())
        return;
    m_actions.setShortcuts(currentId(), chosen.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence> { chosen });
    showShortcut(*m_list->currentItem());
    showConflict();
}

void ShortcutsPage::reset()
{
    for (const Action &action : m_actions.actions()) {
        if (action.id == currentId())
            m_actions.setShortcuts(action.id, action.shortcuts);
    }
    showShortcut(*m_list->currentItem());
    showCurrent();
}

bool ShortcutsPage::filter(const QString &text)
{
    bool any = title().contains(text, Qt::CaseInsensitive);
    const bool all = any;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        QTreeWidgetItem *item = m_list->topLevelItem(row);
        const bool fits = all || item->text(0).contains(text, Qt::CaseInsensitive)
            || item->text(1).contains(text, Qt::CaseInsensitive);
        item->setHidden(!fits);
        any = any || fits;
    }
    return any;
}

} // namespace workbench
