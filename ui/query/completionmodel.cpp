#include "ui/query/completionmodel.h"

#include "ui/query/statementindex.h"
#include "ui/shell/theme.h"

#include <KTextEditor/Document>
#include <KTextEditor/View>

#include <QIcon>

namespace workbench {

using KTextEditor::Cursor;
using KTextEditor::Range;
using KTextEditor::View;

namespace {

bool isNamePart(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'$';
}

} // namespace

QString completionIconName(const dumbo::CompletionItem &item)
{
    switch (item.kind) {
    case dumbo::CompletionItem::Kind::Column:
        return item.primaryKey ? QStringLiteral("key") : QStringLiteral("column");
    case dumbo::CompletionItem::Kind::Alias:
        return QStringLiteral("tag");
    case dumbo::CompletionItem::Kind::Table:
        return QStringLiteral("table");
    case dumbo::CompletionItem::Kind::View:
        return QStringLiteral("view");
    case dumbo::CompletionItem::Kind::Schema:
        return QStringLiteral("schema");
    case dumbo::CompletionItem::Kind::Function:
        return QStringLiteral("function");
    case dumbo::CompletionItem::Kind::Keyword:
        return QStringLiteral("code-block");
    }
    return {};
}

CompletionModel::CompletionModel(StatementIndex &index, QObject *parent)
    : CodeCompletionModel(parent)
    , m_index(index)
{
    setHasGroups(false);
}

void CompletionModel::completionInvoked(View *view, const Range &, InvocationType)
{
    const auto caret = view->cursorPosition();
    const auto surroundings = m_index.around(caret);
    const auto context = dumbo::completionContext(std::string_view(surroundings.text), surroundings.caret, m_dialect);
    const auto objects = m_objects ? m_objects() : nullptr;
    beginResetModel();
    m_items = dumbo::completionItems(context, objects.get(), m_dialect);
    m_range = Range(cursorAt(surroundings.text, context.prefixBegin, surroundings.begin),
        cursorAt(surroundings.text, context.prefixEnd, surroundings.begin));
    setRowCount(int(m_items.size()));
    endResetModel();
}

void CompletionModel::executeCompletionItem(View *view, const Range &word, const QModelIndex &index) const
{
    const auto &item = m_items[std::size_t(index.row())];
    auto *document = view->document();
    auto range = word;
    const auto quote = m_dialect.identifierQuote;
    if (range.start().column() > 0 && document->characterAt(range.start() - Cursor(0, 1)) == quote)
        range.setStart(range.start() - Cursor(0, 1));
    if (document->characterAt(range.end()) == quote)
        range.setEnd(range.end() + Cursor(0, 1));
    const bool isCall = item.kind == dumbo::CompletionItem::Kind::Function && document->characterAt(range.end()) != u'(';
    document->replaceText(range, isCall ? item.insert + QStringLiteral("()") : item.insert);
    if (isCall)
        view->setCursorPosition(view->cursorPosition() - Cursor(0, 1));
}

QModelIndex CompletionModel::index(int row, int column, const QModelIndex &parent) const
{
    if (parent.isValid() || row < 0 || row >= int(m_items.size()) || column < 0 || column >= ColumnCount)
        return {};
    return createIndex(row, column);
}

QModelIndex CompletionModel::parent(const QModelIndex &) const
{
    return {};
}

int CompletionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_items.size());
}

QVariant CompletionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &item = m_items[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return display(item, index.column());
    case Qt::DecorationRole:
        return index.column() == Icon ? theme::icon(completionIconName(item)) : QVariant();
    case CompletionRole:
        return int(item.kind == dumbo::CompletionItem::Kind::Function ? Function : Variable);
    case InheritanceDepth:
        // KTextEditor sorts by this, and then by name.
        return index.row();
    case MatchQuality:
        return std::max(1, 10 - item.rank / 100);
    case UnimportantItemRole:
        return item.kind == dumbo::CompletionItem::Kind::Keyword;
    default:
        return {};
    }
}

QVariant CompletionModel::display(const dumbo::CompletionItem &item, int column) const
{
    if (column == Name)
        return item.name;
    return column == Postfix ? item.detail : QVariant();
}

bool CompletionModel::shouldStartCompletion(View *view, const QString &insertedText, bool userInsertion, const Cursor &position)
{
    if (!userInsertion || insertedText.isEmpty())
        return false;
    const auto line = view->document()->line(position.line());
    const auto last = insertedText.back();
    if (last == u'.')
        return position.column() > 1 && (isNamePart(line[position.column() - 2]) || line[position.column() - 2] == u'"');
    return isNamePart(last) && position.column() > 1 && position.column() <= line.size()
        && isNamePart(line[position.column() - 2]) && !last.isDigit();
}

Range CompletionModel::completionRange(View *view, const Cursor &position)
{
    const auto line = view->document()->line(position.line());
    int begin = std::min(position.column(), int(line.size()));
    while (begin > 0 && isNamePart(line[begin - 1]))
        --begin;
    return { Cursor(position.line(), begin), position };
}

bool CompletionModel::shouldAbortCompletion(View *view, const Range &range, const QString &current)
{
    const auto caret = view->cursorPosition();
    if (caret < range.start() || caret > range.end())
        return true;
    return !std::ranges::all_of(current, isNamePart);
}

} // namespace workbench
