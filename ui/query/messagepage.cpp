#include "ui/query/messagepage.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

namespace workbench {

MessagePage::MessagePage(QWidget *parent)
    : QTreeView(parent)
    , m_model(new MessageModel(this))
{
    setObjectName(QStringLiteral("messagePage"));
    setAccessibleName(tr("Messages"));
    setModel(m_model);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSelectionMode(ExtendedSelection);
    setTextElideMode(Qt::ElideRight);
    setFrameShape(NoFrame);
    auto *columns = header();
    columns->setStretchLastSection(false);
    columns->setSectionsMovable(false);
    columns->setSectionResizeMode(MessageModel::TimeColumn, QHeaderView::ResizeToContents);
    columns->setSectionResizeMode(MessageModel::TextColumn, QHeaderView::Stretch);
    columns->setSectionResizeMode(MessageModel::OutcomeColumn, QHeaderView::Stretch);
    columns->setSectionResizeMode(MessageModel::ElapsedColumn, QHeaderView::ResizeToContents);
    columns->setResizeContentsPrecision(20);
    connect(this, &QTreeView::clicked, this, &MessagePage::activate);
    connect(this, &QTreeView::activated, this, &MessagePage::activate);
}

void MessagePage::append(std::vector<LogMessage> messages)
{
    const bool atEnd = verticalScrollBar()->value() >= verticalScrollBar()->maximum();
    m_model->append(std::move(messages));
    if (atEnd)
        scrollToBottom();
}

void MessagePage::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copySelected();
    else
        QTreeView::keyPressEvent(event);
}

void MessagePage::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (m_model->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(viewport()->rect().adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap,
        tr("No messages yet. What each statement did is told here."));
}

void MessagePage::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    auto *copy = menu->addAction(tr("&Copy"), this, &MessagePage::copySelected);
    copy->setEnabled(selectionModel()->hasSelection());
    menu->addAction(tr("C&lear Messages"), m_model, &MessageModel::clear);
    menu->popup(event->globalPos());
}

void MessagePage::activate(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const auto &message = m_model->message(index.row());
    if (message.line >= 0)
        Q_EMIT placeActivated(message.line, message.column);
}

void MessagePage::copySelected()
{
    QStringList lines;
    const auto rows = selectionModel()->selectedRows();
    for (const auto &row : rows) {
        const auto &message = m_model->message(row.row());
        lines.append(message.details.isEmpty() ? message.text + u'\t' + message.outcome : message.details);
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace workbench
