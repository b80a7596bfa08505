#include "ui/documents/differencemodel.h"

#include "ui/documents/stagedwords.h"

#include <algorithm>

namespace workbench {

using dumbo::JsonDocument;
using dumbo::JsonNode;
using Side = dumbo::JsonThreeWay::Side;

namespace {

constexpr qsizetype mostToolTip = 4000;

std::optional<QByteArray> textOf(const JsonNode &node)
{
    return node.isValid() ? std::optional(node.text().toByteArray()) : std::nullopt;
}

} // namespace

qsizetype DocumentDifference::conflictCount() const
{
    return std::ranges::count_if(entries, [](const Entry &entry) { return entry.side == Side::Conflict; });
}

DocumentDifference differenceOfTwo(const QByteArray &before, const QByteArray &now)
{
    DocumentDifference all;
    // What is not there is compared as an empty object, so that each member counts as added or removed.
    const auto was = JsonDocument::parse(before.isEmpty() ? QByteArray("{}") : before);
    const auto is = JsonDocument::parse(now.isEmpty() ? QByteArray("{}") : now);
    const bool isWhole = was && is && (before.isEmpty() || now.isEmpty()) && !(was->root().isObject() && is->root().isObject());
    if (!was || !is || isWhole) {
        all.isStructural = false;
        const auto orNothing = [](const QByteArray &text) { return text.isEmpty() ? std::nullopt : std::optional(text); };
        all.entries.push_back({ Side::Mine, {}, orNothing(before), orNothing(now), {} });
        all.count = 1;
        return all;
    }
    const auto differences = dumbo::jsonDifferences(was->root(), is->root());
    all.count = qint64(differences.size());
    all.differsInText = differences.empty() && before != now;
    for (std::size_t at = 0; at < std::min(differences.size(), DocumentDifference::mostEntries); ++at) {
        const auto &one = differences[at];
        all.entries.push_back({ Side::Mine, one.path, textOf(one.before), textOf(one.after), {} });
    }
    return all;
}

DocumentDifference differenceOfThree(const QByteArray &before, const QByteArray &mine, const QByteArray &theirs, bool hidesVersion)
{
    DocumentDifference all;
    all.sides = DocumentDifference::Sides::Three;
    const auto was = JsonDocument::parse(before);
    const auto own = JsonDocument::parse(mine);
    const auto other = JsonDocument::parse(theirs);
    if (!own || !other) {
        all.isStructural = false;
        all.entries.push_back({ Side::Conflict, {}, before, mine, theirs });
        all.count = 1;
        return all;
    }
    all.documents = { was ? *was : JsonDocument(), *own, *other };
    all.changes = dumbo::jsonThreeWay(was ? was->root() : JsonNode(), own->root(), other->root());
    all.count = qint64(all.changes.size());
    all.differsInText = all.changes.empty() && mine != theirs;
    // All of them: each conflict is to be decided.
    for (const auto &one : all.changes) {
        if (hidesVersion && one.side == Side::Theirs && one.path == QByteArrayList { "_version" })
            continue;
        all.entries.push_back({ one.side, one.path, textOf(one.before), textOf(one.mine), textOf(one.theirs) });
    }
    return all;
}

void DifferenceModel::setDifference(DocumentDifference difference)
{
    beginResetModel();
    m_difference = std::move(difference);
    m_conflicts.clear();
    int number = 0;
    for (const auto &entry : m_difference.entries)
        m_conflicts.push_back(entry.side == Side::Conflict ? number++ : -1);
    m_takesMine.assign(std::size_t(number), {});
    endResetModel();
    Q_EMIT choicesChanged();
}

bool DifferenceModel::isDecided() const
{
    return openCount() == 0;
}

qsizetype DifferenceModel::openCount() const
{
    return std::ranges::count_if(m_takesMine, [](const auto &choice) { return !choice; });
}

bool DifferenceModel::choose(const QModelIndex &index)
{
    const auto look = index.data(LookRole).value<Look>();
    if (!index.data(ChosenRole).isValid())
        return false;
    const auto entry = index.parent();
    m_takesMine[std::size_t(m_conflicts[std::size_t(entry.row())])] = look == Look::Mine;
    Q_EMIT dataChanged(this->index(0, 0, entry), this->index(rowCount(entry) - 1, columnCount() - 1, entry));
    Q_EMIT dataChanged(entry, entry.siblingAtColumn(1));
    Q_EMIT choicesChanged();
    return true;
}

void DifferenceModel::chooseAll(bool mine)
{
    for (auto &choice : m_takesMine)
        choice = mine;
    for (int row = 0; row < rowCount(); ++row) {
        const auto entry = index(row, 0);
        Q_EMIT dataChanged(entry, entry.siblingAtColumn(1));
        Q_EMIT dataChanged(index(0, 0, entry), index(rowCount(entry) - 1, 1, entry));
    }
    Q_EMIT choicesChanged();
}

dumbo::Result<QByteArray> DifferenceModel::merged() const
{
    if (!isDecided())
        return dumbo::fail(dumbo::ErrorKind::InvalidOperation, tr("Some values are not decided yet."));
    std::vector<bool> mine;
    for (const auto &choice : m_takesMine)
        mine.push_back(*choice);
    if (!m_difference.isStructural)
        return (mine.front() ? m_difference.entries.front().mine : m_difference.entries.front().theirs).value_or(QByteArray());
    return dumbo::mergeJson(m_difference.documents[2], m_difference.changes, mine);
}

std::vector<DifferenceModel::SideRow> DifferenceModel::sidesOf(const DocumentDifference::Entry &entry) const
{
    std::vector<SideRow> sides;
    if (m_difference.sides == DocumentDifference::Sides::Two) {
        if (entry.before)
            sides.push_back({ Look::Removed, &entry.before, tr("before") });
        if (entry.mine)
            sides.push_back({ Look::Added, &entry.mine, tr("now") });
        return sides;
    }
    sides.push_back({ Look::Before, &entry.before, tr("before") });
    if (entry.side != Side::Theirs)
        sides.push_back({ Look::Mine, &entry.mine, entry.side == Side::Both ? tr("both") : tr("mine") });
    if (entry.side == Side::Theirs || entry.side == Side::Conflict)
        sides.push_back({ Look::Theirs, &entry.theirs, tr("theirs") });
    return sides;
}

QModelIndex DifferenceModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : 0);
}

QModelIndex DifferenceModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return {};
    return createIndex(int(index.internalId()) - 1, 0, quintptr(0));
}

int DifferenceModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_difference.entries.size());
    if (parent.internalId() != 0 || parent.column() > 0)
        return 0;
    return int(sidesOf(m_difference.entries[std::size_t(parent.row())]).size());
}

int DifferenceModel::columnCount(const QModelIndex &) const
{
    return 2;
}

QString DifferenceModel::noteOf(const DocumentDifference::Entry &entry) const
{
    if (m_difference.sides == DocumentDifference::Sides::Two)
        return !entry.before ? tr("added") : !entry.mine ? tr("removed") : tr("changed");
    switch (entry.side) {
    case Side::Mine:
        return tr("only mine");
    case Side::Theirs:
        return tr("only theirs");
    case Side::Both:
        return tr("both alike");
    case Side::Conflict:
        break;
    }
    const auto number = m_conflicts[std::size_t(&entry - m_difference.entries.data())];
    const auto &choice = m_takesMine[std::size_t(number)];
    return !choice ? tr("to be decided") : *choice ? tr("mine is taken") : tr("theirs is taken");
}

QVariant DifferenceModel::pathData(const DocumentDifference::Entry &entry, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return entry.path.isEmpty() ? tr("the whole document") : words::path(entry.path);
    case Qt::ToolTipRole:
    case NoteRole:
        return noteOf(entry);
    case Qt::AccessibleTextRole:
        return pathData(entry, Qt::DisplayRole).toString() + QStringLiteral(", ") + noteOf(entry);
    case LookRole:
        return QVariant::fromValue(Look::Path);
    default:
        return {};
    }
}

QVariant DifferenceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (index.internalId() == 0) {
        const auto &entry = m_difference.entries[std::size_t(index.row())];
        if (index.column() == 1 && role == Qt::DisplayRole)
            return noteOf(entry);
        return pathData(entry, role);
    }
    const auto entryRow = std::size_t(index.internalId() - 1);
    const auto &entry = m_difference.entries[entryRow];
    const auto side = sidesOf(entry)[std::size_t(index.row())];
    const auto &value = *side.value;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == 0)
            return side.title;
        return value ? words::cell(*value) : tr("not there");
    case Qt::ToolTipRole:
        return value ? QString::fromUtf8(value->first(std::min(mostToolTip, value->size()))) : QVariant();
    case Qt::AccessibleTextRole:
        return index.column() == 0 ? side.title : value ? words::cell(*value) : tr("not there");
    case LookRole:
        return QVariant::fromValue(side.look);
    case ValueRole:
        return value ? QVariant(*value) : QVariant();
    case ChosenRole:
        if (entry.side != Side::Conflict || side.look == Look::Before)
            return {};
        return m_takesMine[std::size_t(m_conflicts[entryRow])] == std::optional(side.look == Look::Mine);
    default:
        return {};
    }
}

} // namespace workbench
