#include "ui/tree/nodetext.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace workbench::nodetext {

using dumbo::CatalogColumn;
using dumbo::CatalogForeignKey;
using dumbo::CatalogObject;
using dumbo::ObjectKind;

namespace {

constexpr std::size_t columnsInToolTip = 24;

QString tr(const char *text)
{
    return QCoreApplication::translate("ObjectTree", text);
}

QString iconOfKind(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Table:
    case ObjectKind::ForeignTable: return QStringLiteral("table");
    case ObjectKind::View:
    case ObjectKind::MaterializedView: return QStringLiteral("view");
    case ObjectKind::VirtualTable: return QStringLiteral("virtual-table");
    case ObjectKind::Index: return QStringLiteral("index");
    case ObjectKind::Trigger: return QStringLiteral("trigger");
    case ObjectKind::Sequence: return QStringLiteral("sequence");
    case ObjectKind::Function:
    case ObjectKind::Procedure: return QStringLiteral("function");
    case ObjectKind::Schema: return QStringLiteral("schema");
    default: return QStringLiteral("database");
    }
}

QString iconOfGroup(const TreeNode &group)
{
    if (group.children.empty())
        return QStringLiteral("folder");
    const TreeNode &child = *group.children.front();
    return child.kind == TreeNode::Kind::Object ? iconOfKind(child.object->kind) : iconName(child);
}

bool isForeignKey(const CatalogObject &object, const QString &column)
{
    return std::ranges::any_of(
        object.foreignKeys, [&column](const CatalogForeignKey &key) { return key.columns.contains(column); });
}

QString targetText(const CatalogForeignKey &key)
{
    return key.targetColumns.isEmpty()
        ? key.target.name
        : QStringLiteral("%1 (%2)").arg(key.target.name, key.targetColumns.join(QStringLiteral(", ")));
}

const CatalogColumn &column(const TreeNode &node)
{
    return node.object->columns[std::size_t(node.part)];
}

QString columnToolTip(const TreeNode &node)
{
    const CatalogColumn &shown = column(node);
    QStringList lines { QStringLiteral("%1 %2").arg(shown.name, shown.type).trimmed() };
    if (shown.primaryKeyPosition > 0)
        lines.append(tr("Part of the primary key"));
    if (!shown.nullable)
        lines.append(tr("Never NULL"));
    if (!shown.defaultExpression.isEmpty())
        lines.append(tr("Default: %1").arg(shown.defaultExpression));
    if (shown.generated != dumbo::GeneratedKind::None)
        lines.append(tr("Generated: %1").arg(shown.generatedExpression));
    for (const CatalogForeignKey &key : node.object->foreignKeys) {
        if (key.columns.contains(shown.name))
            lines.append(tr("Refers to %1").arg(targetText(key)));
    }
    if (!shown.comment.isEmpty())
        lines.append(shown.comment);
    return lines.join(u'\n');
}

QString objectToolTip(const CatalogObject &object)
{
    QStringList lines { object.kindName.isEmpty()
            ? object.path.name
            : QStringLiteral("%1 (%2)").arg(object.path.name, object.kindName) };
    for (std::size_t i = 0; i < std::min(object.columns.size(), columnsInToolTip); ++i)
        lines.append(QStringLiteral("    %1  %2").arg(object.columns[i].name, object.columns[i].type));
    if (object.columns.size() > columnsInToolTip)
        lines.append(QStringLiteral("    ") + tr("and %1 more columns").arg(object.columns.size() - columnsInToolTip));
    if (object.rowEstimate)
        lines.append(tr("About %1 rows").arg(QLocale().toString(*object.rowEstimate)));
    if (!object.comment.isEmpty())
        lines.append(object.comment);
    return lines.join(u'\n');
}

} // namespace

QString iconName(const TreeNode &node)
{
    switch (node.kind) {
    case TreeNode::Kind::Root:
    case TreeNode::Kind::Connection: return QStringLiteral("database");
    case TreeNode::Kind::Folder: return QStringLiteral("folder");
    case TreeNode::Kind::Message:
    case TreeNode::Kind::Action: return {};
    case TreeNode::Kind::Schema: return QStringLiteral("schema");
    case TreeNode::Kind::Group:
    case TreeNode::Kind::PartGroup: return iconOfGroup(node);
    case TreeNode::Kind::Object: return iconOfKind(node.object->kind);
    case TreeNode::Kind::Column:
        if (column(node).primaryKeyPosition > 0)
            return QStringLiteral("key");
        return isForeignKey(*node.object, node.name) ? QStringLiteral("foreign-key") : QStringLiteral("column");
    case TreeNode::Kind::Index: return QStringLiteral("index");
    case TreeNode::Kind::ForeignKey: return QStringLiteral("foreign-key");
    case TreeNode::Kind::Trigger: return QStringLiteral("trigger");
    }
    Q_UNREACHABLE_RETURN({});
}

QString detail(const TreeNode &node)
{
    switch (node.kind) {
    case TreeNode::Kind::Group:
    case TreeNode::Kind::PartGroup: return QLocale().toString(node.children.size());
    case TreeNode::Kind::Column: return column(node).type;
    case TreeNode::Kind::Index:
        return node.object->indexes[std::size_t(node.part)].columns.join(QStringLiteral(", "));
    case TreeNode::Kind::ForeignKey: {
        const CatalogForeignKey &key = node.object->foreignKeys[std::size_t(node.part)];
        return QStringLiteral("→ ") + targetText(key);
    }
    case TreeNode::Kind::Trigger: {
        const dumbo::CatalogTrigger &trigger = node.object->triggers[std::size_t(node.part)];
        return (trigger.timing + u' ' + trigger.events.join(QStringLiteral(" OR "))).trimmed().toLower();
    }
    default: return {};
    }
}

QString matchingColumn(const TreeNode &node, const QString &filter)
{
    if (filter.isEmpty() || node.name.contains(filter, Qt::CaseInsensitive))
        return {};
    for (const CatalogColumn &shown : node.object->columns) {
        if (shown.name.contains(filter, Qt::CaseInsensitive))
            return shown.name;
    }
    return {};
}

QStringList badges(const TreeNode &node)
{
    QStringList all;
    if (node.kind == TreeNode::Kind::Column) {
        if (column(node).primaryKeyPosition > 0)
            all.append(tr("PK"));
        if (isForeignKey(*node.object, node.name))
            all.append(tr("FK"));
    } else if (node.kind == TreeNode::Kind::Index && node.object->indexes[std::size_t(node.part)].unique) {
        all.append(tr("unique"));
    }
    return all;
}

QString toolTip(const TreeNode &node)
{
    switch (node.kind) {
    case TreeNode::Kind::Message: return node.name;
    case TreeNode::Kind::Object: return objectToolTip(*node.object);
    case TreeNode::Kind::Column: return columnToolTip(node);
    case TreeNode::Kind::Index: {
        const dumbo::CatalogIndex &index = node.object->indexes[std::size_t(node.part)];
        return index.ddl.isEmpty() ? index.name : index.ddl;
    }
    case TreeNode::Kind::ForeignKey: {
        const CatalogForeignKey &key = node.object->foreignKeys[std::size_t(node.part)];
        return tr("%1 refers to %2").arg(key.columns.join(QStringLiteral(", ")), targetText(key));
    }
    case TreeNode::Kind::Trigger: {
        const dumbo::CatalogTrigger &trigger = node.object->triggers[std::size_t(node.part)];
        return trigger.ddl.isEmpty() ? trigger.name : trigger.ddl;
    }
    default: return {};
    }
}

} // namespace workbench::nodetext
