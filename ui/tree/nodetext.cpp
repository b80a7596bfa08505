#include "ui/tree/nodetext.h"

#include "core/documents/documentsource.h"
#include "ui/migrations/migrationlook.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>

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
    case ObjectKind::Table: return QStringLiteral("table");
    case ObjectKind::ForeignTable: return QStringLiteral("foreign-table");
    case ObjectKind::View: return QStringLiteral("view");
    case ObjectKind::MaterializedView: return QStringLiteral("materialized-view");
    case ObjectKind::VirtualTable: return QStringLiteral("virtual-table");
    case ObjectKind::Index: return QStringLiteral("index");
    case ObjectKind::Trigger: return QStringLiteral("trigger");
    case ObjectKind::Sequence: return QStringLiteral("sequence");
    case ObjectKind::Function:
    case ObjectKind::Procedure: return QStringLiteral("function");
    case ObjectKind::Schema: return QStringLiteral("schema");
    case ObjectKind::Type: return QStringLiteral("code-typedef");
    case ObjectKind::Extension: return QStringLiteral("plugins");
    case ObjectKind::Role: return QStringLiteral("user-identity");
    case ObjectKind::Other: return QStringLiteral("network-server");
    default: return QStringLiteral("database");
    }
}

QString property(const CatalogObject &object, QLatin1StringView name)
{
    const auto found = std::ranges::find(object.properties, name, [](const auto &entry) { return entry.first; });
    return found == object.properties.end() ? QString() : found->second;
}

QString bounds(const CatalogObject &partition)
{
    auto text = partition.partitioning->bounds;
    return text.startsWith(QLatin1StringView("FOR VALUES ")) ? text.sliced(11) : text;
}

/// Where a table stands among partitions, what a function takes, whose shard a foreign table is, …
QString objectDetail(const CatalogObject &object)
{
    QStringList details;
    if (object.partitioning && !object.partitioning->bounds.isEmpty())
        details.append(bounds(object));
    if (object.partitioning && !object.partitioning->key.isEmpty())
        details.append(tr("by %1").arg(object.partitioning->key));
    switch (object.kind) {
    case ObjectKind::ForeignTable: details.append(tr("on %1").arg(property(object, QLatin1StringView("server")))); break;
    case ObjectKind::Function:
    case ObjectKind::Procedure: details.append(object.signature); break;
    case ObjectKind::Type: details.append(object.kindName); break;
    case ObjectKind::Other: details.append(object.kindName); break;
    case ObjectKind::Extension: details.append(property(object, QLatin1StringView("version"))); break;
    case ObjectKind::Role:
        if (property(object, QLatin1StringView("superuser")) == QLatin1StringView("yes"))
            details.append(tr("superuser"));
        else if (property(object, QLatin1StringView("may log in")).isEmpty())
            details.append(tr("group"));
        break;
    default: break;
    }
    return details.join(QStringLiteral(" · "));
}

QString iconOfGroup(const TreeNode &group)
{
    if (group.children.empty())
        return QStringLiteral("folder");
    const TreeNode &child = *group.children.front();
    if (group.kind == TreeNode::Kind::PartGroup && child.kind == TreeNode::Kind::Object)
        return QStringLiteral("partition");
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
    if (!object.signature.isEmpty())
        lines.append(object.path.name + object.signature);
    if (object.partitioning && !object.partitioning->parent.name.isEmpty())
        lines.append(tr("Partition of %1 %2").arg(object.partitioning->parent.name, object.partitioning->bounds));
    if (object.partitioning && !object.partitioning->key.isEmpty())
        lines.append(tr("Partitioned by %1").arg(object.partitioning->key));
    const bool hasColumns = !object.columns.empty();
    for (const auto &[name, value] : object.properties) {
        if (!hasColumns || object.kind == ObjectKind::ForeignTable)
            lines.append(QStringLiteral("%1: %2").arg(name, value));
    }
    if (!object.owner.isEmpty())
        lines.append(tr("Owner: %1").arg(object.owner));
    if (object.rowEstimate)
        lines.append(tr("About %1 rows").arg(QLocale().toString(*object.rowEstimate)));
    if (!object.comment.isEmpty())
        lines.append(object.comment);
    return lines.join(u'\n');
}

QString componentsToolTip(const TreeComponents &components)
{
    const auto help = tr("What a file declares for this database, beside what is there.");
    return components.path.isEmpty() ? help : components.path + u'\n' + help;
}

look::Step stepOf(TreeMark mark)
{
    switch (mark) {
    case TreeMark::Applied: return look::Step::Applied;
    case TreeMark::Changed: return look::Step::Changed;
    case TreeMark::OutOfOrder: return look::Step::OutOfOrder;
    case TreeMark::Failed: return look::Step::Failed;
    case TreeMark::Missing: return look::Step::Missing;
    default: return look::Step::Pending;
    }
}

} // namespace

QIcon markIcon(const TreeComponents::Row &row)
{
    const auto palette = QGuiApplication::palette();
    if (row.mark == TreeMark::Problem)
        return look::icon(dumbo::FindingSeverity::Error, palette);
    if (row.mark == TreeMark::Different)
        return look::icon(dumbo::FindingSeverity::Warning, palette);
    const auto step = stepOf(row.mark);
    return look::icon(step, look::colour(step, palette));
}

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
    case TreeNode::Kind::Object: return dumbo::isCollection(*node.object) ? QStringLiteral("code-context") : iconOfKind(node.object->kind);
    case TreeNode::Kind::Column:
        if (column(node).primaryKeyPosition > 0)
            return QStringLiteral("key");
        return isForeignKey(*node.object, node.name) ? QStringLiteral("foreign-key") : QStringLiteral("column");
    case TreeNode::Kind::Index: return QStringLiteral("index");
    case TreeNode::Kind::ForeignKey: return QStringLiteral("foreign-key");
    case TreeNode::Kind::Trigger: return QStringLiteral("trigger");
    case TreeNode::Kind::Policy: return QStringLiteral("object-locked");
    case TreeNode::Kind::Components: return QStringLiteral("view-list-tree");
    case TreeNode::Kind::Component: return node.component->icon;
    }
    Q_UNREACHABLE_RETURN({});
}

QString detail(const TreeNode &node)
{
    switch (node.kind) {
    case TreeNode::Kind::Group:
    case TreeNode::Kind::PartGroup: return QLocale().toString(node.children.size());
    case TreeNode::Kind::Components: return node.components->file;
    case TreeNode::Kind::Component: return node.component->detail;
    case TreeNode::Kind::Object: return objectDetail(*node.object);
    case TreeNode::Kind::Column: return column(node).type;
    case TreeNode::Kind::Policy: {
        const dumbo::CatalogPolicy &policy = node.object->policies[std::size_t(node.part)];
        return tr("%1 to %2").arg(policy.command.toLower(), policy.roles.join(QStringLiteral(", ")));
    }
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
    } else if (node.kind == TreeNode::Kind::Component && node.component->mark != TreeMark::None) {
        all.append(markText(node.component->mark));
    } else if (node.kind == TreeNode::Kind::Components && !node.components->summary.isEmpty()) {
        all.append(node.components->summary);
    }
    return all;
}

QString toolTip(const TreeNode &node)
{
    switch (node.kind) {
    case TreeNode::Kind::Message: return node.name;
    case TreeNode::Kind::Components: return componentsToolTip(*node.components);
    case TreeNode::Kind::Component: return node.component->toolTip;
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
    case TreeNode::Kind::Policy: {
        const dumbo::CatalogPolicy &policy = node.object->policies[std::size_t(node.part)];
        QStringList lines { policy.permissive ? tr("Permits rows") : tr("Restricts what other policies permit") };
        if (!policy.usingExpression.isEmpty())
            lines.append(tr("Rows seen: %1").arg(policy.usingExpression));
        if (!policy.checkExpression.isEmpty())
            lines.append(tr("Rows written: %1").arg(policy.checkExpression));
        return lines.join(u'\n');
    }
    default: return {};
    }
}

} // namespace workbench::nodetext

namespace workbench {

QString markText(TreeMark mark)
{
    switch (mark) {
    case TreeMark::None: return {};
    case TreeMark::Missing: return nodetext::tr("missing");
    case TreeMark::Different: return nodetext::tr("differs");
    case TreeMark::Problem: return nodetext::tr("wrong");
    case TreeMark::Applied: return nodetext::tr("applied");
    case TreeMark::Pending: return nodetext::tr("pending");
    case TreeMark::Changed: return nodetext::tr("changed");
    case TreeMark::OutOfOrder: return nodetext::tr("out of order");
    case TreeMark::Failed: return nodetext::tr("failed");
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace workbench
