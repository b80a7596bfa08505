#include "ui/migrations/changespage.h"

#include "core/migrations/advice.h"
#include "ui/migrations/migrationlook.h"
#include "ui/monitor/roomydelegate.h"
#include "ui/shell/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace workbench {

namespace {

enum Column { WhatColumn, BeforeColumn, AfterColumn, StatementColumn, ColumnCount };
constexpr int statementsRole = Qt::UserRole;

look::Step stepOf(dumbo::CatalogChange change)
{
    switch (change) {
    case dumbo::CatalogChange::Added: return look::Step::Applied;
    case dumbo::CatalogChange::Removed: return look::Step::Failed;
    case dumbo::CatalogChange::Changed: return look::Step::Changed;
    }
    Q_UNREACHABLE_RETURN(look::Step::Changed);
}

QString signOf(dumbo::CatalogChange change)
{
    return change == dumbo::CatalogChange::Added ? QStringLiteral("+") : change == dumbo::CatalogChange::Removed ? QStringLiteral("−") : QStringLiteral("≠");
}

} // namespace

ChangesPage::ChangesPage(QWidget *parent)
    : QWidget(parent)
    , m_words(new QLabel(this))
    , m_tree(new QTreeWidget(this))
{
    setObjectName(QStringLiteral("changesPage"));
    m_words->setObjectName(QStringLiteral("changesWords"));
    m_words->setWordWrap(true);
    m_words->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_words->setContentsMargins(2 * theme::unit, theme::unit, 2 * theme::unit, theme::unit);
    m_words->setForegroundRole(QPalette::PlaceholderText);
    m_tree->setObjectName(QStringLiteral("changesTree"));
    m_tree->setAccessibleName(tr("Changes in the schema"));
    m_tree->setItemDelegate(new RoomyDelegate(m_tree));
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setColumnCount(ColumnCount);
    m_tree->setHeaderLabels({ tr("Object"), tr("Before"), tr("After"), tr("By statement") });
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(WhatColumn, QHeaderView::Interactive);
    m_tree->header()->setSectionResizeMode(BeforeColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(AfterColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(StatementColumn, QHeaderView::ResizeToContents);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_tree, 1);
    setFocusProxy(m_tree);
    const auto tell = [this](QTreeWidgetItem *item) {
        const auto statements = item ? item->data(WhatColumn, statementsRole).value<QList<int>>() : QList<int>();
        if (!statements.isEmpty() && !statements.contains(m_marked))
            Q_EMIT statementWanted(statements.first());
    };
    connect(m_tree, &QTreeWidget::itemClicked, this, tell);
    connect(m_tree, &QTreeWidget::itemActivated, this, tell);
    showWords({});
}

void ChangesPage::showWords(const QString &words)
{
    m_difference = {};
    m_tree->clear();
    m_tree->hide();
    m_words->setText(words);
    m_words->show();
}

void ChangesPage::showDifference(const dumbo::CatalogDifference &difference, const StatementsOf &statementsOf)
{
    if (difference.isEmpty()) {
        showWords(tr("The schema is the same before and after."));
        return;
    }
    m_difference = difference;
    m_statementsOf = statementsOf;
    m_words->hide();
    m_tree->show();
    fill();
}

void ChangesPage::showDifference(const dumbo::CatalogDifference &difference, const Words &words)
{
    m_noteOf = words.noteOf;
    m_tree->setHeaderLabels({ tr("Object"), words.before, words.after, words.note });
    m_tree->setColumnHidden(StatementColumn, !words.noteOf);
    showDifference(difference, StatementsOf([](const dumbo::ObjectPath &) { return QList<int>(); }));
}

void ChangesPage::fill()
{
    m_tree->clear();
    for (const auto &object : m_difference.objects) {
        const auto statements = m_statementsOf(object.object().path);
        auto *item = new QTreeWidgetItem(m_tree);
        const auto ink = look::colour(stepOf(object.change), palette());
        item->setText(WhatColumn, signOf(object.change) + u' ' + dumbo::objectName(object.object().path));
        item->setForeground(WhatColumn, ink);
        item->setToolTip(WhatColumn, object.sentence);
        item->setData(WhatColumn, Qt::AccessibleTextRole, object.sentence);
        const auto kind = dumbo::objectKindName(object.object().kind);
        item->setText(BeforeColumn, object.from ? kind : QString());
        item->setText(AfterColumn, object.to ? kind : QString());
        item->setData(WhatColumn, statementsRole, QVariant::fromValue(statements));
        QStringList numbers;
        for (const int statement : statements)
            numbers.append(QString::number(statement + 1));
        item->setText(StatementColumn, m_noteOf ? m_noteOf(object.object().path) : numbers.join(QStringLiteral(", ")));
        for (const auto &part : object.parts) {
            auto *child = new QTreeWidgetItem(item);
            child->setText(WhatColumn, signOf(part.change) + u' ' + dumbo::catalogPartName(part.part) + (part.name.isEmpty() ? QString() : u' ' + part.name));
            child->setForeground(WhatColumn, look::colour(stepOf(part.change), palette()));
            child->setText(BeforeColumn, part.from.simplified());
            child->setText(AfterColumn, part.to.simplified());
            child->setToolTip(WhatColumn, part.sentence);
            child->setToolTip(BeforeColumn, part.from);
            child->setToolTip(AfterColumn, part.to);
            child->setData(WhatColumn, statementsRole, QVariant::fromValue(statements));
        }
        item->setExpanded(true);
    }
    m_tree->resizeColumnToContents(WhatColumn);
    constexpr int widest = 300;
    m_tree->setColumnWidth(WhatColumn, std::min(widest, m_tree->columnWidth(WhatColumn) + theme::unit));
    markStatement(m_marked);
}

void ChangesPage::markStatement(int statement)
{
    m_marked = statement;
    QTreeWidgetItem *first = nullptr;
    for (int row = 0; row < m_tree->topLevelItemCount(); ++row) {
        auto *item = m_tree->topLevelItem(row);
        const bool isIts = statement >= 0 && item->data(WhatColumn, statementsRole).value<QList<int>>().contains(statement);
        auto font = item->font(WhatColumn);
        font.setBold(isIts);
        item->setFont(WhatColumn, font);
        if (isIts && !first)
            first = item;
    }
    if (first)
        m_tree->scrollToItem(first);
}

void ChangesPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_difference.isEmpty())
        fill();
}

} // namespace workbench
