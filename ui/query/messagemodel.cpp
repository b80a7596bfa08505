#include "ui/query/messagemodel.h"

#include "ui/shell/statusbar.h"
#include "ui/shell/theme.h"

#include <QIcon>
#include <QLocale>

namespace workbench {

namespace {

QIcon kindIcon(LogMessage::Kind kind)
{
    switch (kind) {
    case LogMessage::Kind::Run:
        return theme::icon(QStringLiteral("media-playback-start"));
    case LogMessage::Kind::Done:
        return theme::icon(QStringLiteral("dialog-ok"));
    case LogMessage::Kind::Notice:
        return theme::icon(QStringLiteral("dialog-information"));
    case LogMessage::Kind::Warning:
        return theme::icon(QStringLiteral("dialog-warning"));
    case LogMessage::Kind::Cancelled:
        return theme::icon(QStringLiteral("dialog-cancel"));
    case LogMessage::Kind::Error:
        return theme::icon(QStringLiteral("dialog-error"));
    }
    return {};
}

QVariant display(const LogMessage &message, int column)
{
    switch (column) {
    case MessageModel::TimeColumn:
        return QLocale().toString(message.time.time(), QStringLiteral("HH:mm:ss"));
    case MessageModel::TextColumn:
        return message.text;
    case MessageModel::OutcomeColumn:
        return message.outcome;
    case MessageModel::ElapsedColumn:
        return message.elapsed ? elapsedText(*message.elapsed) : QString();
    default:
        return {};
    }
}

} // namespace

MessageModel::MessageModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void MessageModel::append(std::vector<LogMessage> messages)
{
    if (messages.empty())
        return;
    if (messages.size() > std::size_t(mostMessages))
        messages.erase(messages.begin(), messages.end() - mostMessages);
    const int excess = int(m_messages.size() + messages.size()) - mostMessages;
    if (excess > 0) {
        beginRemoveRows({}, 0, excess - 1);
        m_messages.erase(m_messages.begin(), m_messages.begin() + excess);
        endRemoveRows();
    }
    beginInsertRows({}, int(m_messages.size()), int(m_messages.size() + messages.size()) - 1);
    std::ranges::move(messages, std::back_inserter(m_messages));
    endInsertRows();
}

void MessageModel::clear()
{
    beginResetModel();
    m_messages.clear();
    endResetModel();
}

int MessageModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_messages.size());
}

int MessageModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MessageModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto &message = m_messages[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return display(message, index.column());
    case Qt::DecorationRole:
        return index.column() == TextColumn ? kindIcon(message.kind) : QVariant();
    case Qt::ToolTipRole:
        return message.details.isEmpty() ? display(message, index.column()) : message.details;
    case Qt::TextAlignmentRole:
        return index.column() == ElapsedColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    default:
        return {};
    }
}

QVariant MessageModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case TextColumn:
        return tr("Statement");
    case OutcomeColumn:
        return tr("Result");
    case ElapsedColumn:
        return tr("Elapsed");
    default:
        return {};
    }
}

} // namespace workbench
