#include "ui/shell/actionregistry.h"

#include "ui/settings/settings.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspacetab.h"

namespace workbench {

namespace {

QString shortcutKey(const QString &id)
{
    return QStringLiteral("shortcuts/") + id;
}

} // namespace

ActionRegistry::ActionRegistry(Settings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
}

QAction *ActionRegistry::add(const Action &action, QObject *context, std::function<void()> handler)
{
    Q_ASSERT(!m_byId.contains(action.id));
    auto *made = new QAction(action.text, this);
    made->setObjectName(action.id);
    made->setCheckable(action.checkable);
    applyShortcuts(made, chosenShortcuts(action), plainText(action));
    connect(made, &QAction::triggered, context, std::move(handler));
    m_actions.append(action);
    m_byId.insert(action.id, made);
    Q_EMIT added(made);
    return made;
}

QAction *ActionRegistry::addForTabs(const Action &action, std::function<bool(const WorkspaceTab &)> appliesTo,
    std::function<void(WorkspaceTab &)> handler)
{
    QAction *made = add(action, this, [this, handler = std::move(handler)] {
        if (m_currentTab)
            handler(*m_currentTab);
    });
    made->setEnabled(m_currentTab && appliesTo(*m_currentTab));
    m_conditions.insert(action.id, std::move(appliesTo));
    return made;
}

QAction *ActionRegistry::action(const QString &id) const
{
    return m_byId.value(id);
}

QString ActionRegistry::plainText(const Action &action)
{
    QString text = action.text;
    text.replace(QStringLiteral("&&"), QStringLiteral("\x01"));
    text.remove(u'&').replace(u'\x01', u'&');
    return text;
}

void ActionRegistry::setShortcuts(const QString &id, const QList<QKeySequence> &shortcuts)
{
    for (const Action &action : std::as_const(m_actions)) {
        if (action.id != id)
            continue;
        const bool isDefault = shortcuts == action.shortcuts;
        m_settings.remember(
            shortcutKey(id), isDefault ? QVariant() : QVariant(QKeySequence::listToString(shortcuts)));
        applyShortcuts(m_byId.value(id), shortcuts, plainText(action));
    }
}

QStringList ActionRegistry::usersOf(const QKeySequence &shortcut, const QString &exceptId) const
{
    QStringList ids;
    for (const Action &action : m_actions) {
        if (action.id != exceptId && m_byId.value(action.id)->shortcuts().contains(shortcut))
            ids.append(action.id);
    }
    return ids;
}

void ActionRegistry::setCurrentTab(WorkspaceTab *tab)
{
    if (m_currentTab)
        m_currentTab->disconnect(this);
    m_currentTab = tab;
    if (tab) {
        connect(tab, &WorkspaceTab::actionsChanged, this, &ActionRegistry::updateEnabled);
        connect(tab, &QObject::destroyed, this, [this, tab] {
            if (m_currentTab == tab)
                m_currentTab = nullptr;
        });
    }
    updateEnabled();
}

void ActionRegistry::updateEnabled()
{
    for (auto it = m_conditions.cbegin(); it != m_conditions.cend(); ++it)
        m_byId.value(it.key())->setEnabled(m_currentTab && it.value()(*m_currentTab));
    for (auto it = m_reasons.cbegin(); it != m_reasons.cend(); ++it)
        updateReason(it.key());
}

void ActionRegistry::setReason(const QString &id, std::function<QString(const WorkspaceTab &)> reason)
{
    m_reasons.insert(id, std::move(reason));
    updateReason(id);
}

void ActionRegistry::updateReason(const QString &id)
{
    auto *action = m_byId.value(id);
    const QString tip = action->toolTip().section(u'\n', 0, 0);
    const QString reason = m_currentTab && !action->isEnabled() ? m_reasons.value(id)(*m_currentTab) : QString();
    action->setToolTip(reason.isEmpty() ? tip : tip + u'\n' + reason);
    action->setStatusTip(reason);
}

void ActionRegistry::loadIcon(const QString &id)
{
    for (const Action &action : std::as_const(m_actions)) {
        if (action.id == id && !action.icon.isEmpty() && m_byId.value(id)->icon().isNull())
            m_byId.value(id)->setIcon(theme::icon(action.icon));
    }
}

QList<QKeySequence> ActionRegistry::chosenShortcuts(const Action &action) const
{
    const QVariant chosen = m_settings.remembered(shortcutKey(action.id));
    return chosen.isValid() ? QKeySequence::listFromString(chosen.toString()) : action.shortcuts;
}

void ActionRegistry::applyShortcuts(QAction *action, const QList<QKeySequence> &shortcuts, const QString &text)
{
    action->setShortcuts(shortcuts);
    QString tip = text;
    tip.remove(u'…');
    if (!shortcuts.isEmpty())
        tip += QStringLiteral(" (%1)").arg(shortcuts.first().toString(QKeySequence::NativeText));
    action->setToolTip(tip);
}

} // namespace workbench
