#include "ui/table/structuremodel.h"

#include "ui/shell/theme.h"

#include <QFont>
#include <QIcon>
#include <QLocale>

namespace workbench {

using dumbo::CatalogColumn;
using dumbo::CatalogObject;

namespace {

QString columnDetail(const CatalogColumn &column)
{
    QStringList details;
    if (column.identity != dumbo::IdentityKind::None)
        details.append(StructureModel::tr("identity"));
    if (column.generated != dumbo::GeneratedKind::None) {
        details.append((column.generated == dumbo::GeneratedKind::Stored ? StructureModel::tr("generated, stored: %1")
                                                                         : StructureModel::tr("generated: %1"))
                           .arg(column.generatedExpression));
    }
    if (!column.collation.isEmpty())
        details.append(StructureModel::tr("collation %1").arg(column.collation));
    if (column.hidden)
        details.append(StructureModel::tr("hidden"));
    if (!column.comment.isEmpty())
        details.append(column.comment);
    return details.join(QStringLiteral(" · "));
}

bool isForeign(const CatalogObject &object, const QString &column)
{
    return std::ranges::any_of(object.foreignKeys, [&](const auto &key) { return key.columns.contains(column); });
}

} // namespace

StructureModel::StructureModel(QObject *parent)
    : QStandardItemModel(0, ColumnCount, parent)
{
}

void StructureModel::setObject(const CatalogObject &object, const std::vector<CatalogObject> &partitions)
{
    clear();
    setColumnCount(ColumnCount);
    setHorizontalHeaderLabels({ tr("Name"), tr("Type"), tr("NULL"), tr("Default"), tr("Details") });
    addColumns(object);
    addKeys(object);
    addForeignKeys(object);
    addIndexes(object);
    addPartitioning(object, partitions);
    addPolicies(object);
    addRest(object);
}

QStandardItem *StructureModel::addGroup(const QString &title, std::size_t count)
{
    auto *group = new QStandardItem(tr("%1 (%2)").arg(title).arg(count));
    auto font = group->font();
    font.setBold(true);
    group->setFont(font);
    group->setEditable(false);
    appendRow(group);
    return group;
}

QStandardItem *StructureModel::addRow(QStandardItem *group, const QString &icon, const QStringList &texts)
{
    QList<QStandardItem *> items;
    for (const auto &text : texts) {
        auto *item = new QStandardItem(text);
        item->setEditable(false);
        item->setToolTip(text);
        items.append(item);
    }
    items.front()->setIcon(theme::icon(icon));
    group->appendRow(items);
    return items.front();
}

void StructureModel::addColumns(const CatalogObject &object)
{
    if (object.columns.empty())
        return;
    auto *group = addGroup(tr("Columns"), object.columns.size());
    for (const auto &column : object.columns) {
        const auto icon = column.primaryKeyPosition > 0 ? QStringLiteral("key")
            : isForeign(object, column.name)            ? QStringLiteral("foreign-key")
                                                        : QStringLiteral("column");
        addRow(group, icon,
            { column.name, column.type, column.nullable ? tr("yes") : tr("no"), column.defaultExpression, columnDetail(column) });
    }
}

void StructureModel::addKeys(const CatalogObject &object)
{
    if (object.keys.empty())
        return;
    auto *group = addGroup(tr("Keys"), object.keys.size());
    for (const auto &key : object.keys) {
        const auto kind = key.primary ? tr("primary key") : tr("unique");
        addRow(group, QStringLiteral("key"),
            { key.name.isEmpty() ? kind : key.name, kind, {}, {}, key.columns.join(QStringLiteral(", ")) });
    }
}

void StructureModel::addForeignKeys(const CatalogObject &object)
{
    if (object.foreignKeys.empty())
        return;
    auto *group = addGroup(tr("Foreign Keys"), object.foreignKeys.size());
    for (const auto &key : object.foreignKeys) {
        const auto columns = key.columns.join(QStringLiteral(", "));
        auto detail = tr("(%1) → %2").arg(columns, key.target.name);
        if (!key.targetColumns.isEmpty())
            detail += QStringLiteral(" (") + key.targetColumns.join(QStringLiteral(", ")) + u')';
        if (!key.onDelete.isEmpty())
            detail += QStringLiteral(" · ") + tr("on delete %1").arg(key.onDelete.toLower());
        if (!key.onUpdate.isEmpty())
            detail += QStringLiteral(" · ") + tr("on update %1").arg(key.onUpdate.toLower());
        if (key.deferrable)
            detail += QStringLiteral(" · ") + (key.initiallyDeferred ? tr("deferred") : tr("deferrable"));
        auto *item = addRow(group, QStringLiteral("foreign-key"),
            { key.name.isEmpty() ? columns : key.name, tr("foreign key"), {}, {}, detail });
        item->setData(QStringList { key.target.database, key.target.schema, key.target.name }, targetRole);
    }
}

void StructureModel::addIndexes(const CatalogObject &object)
{
    if (object.indexes.empty())
        return;
    auto *group = addGroup(tr("Indexes"), object.indexes.size());
    for (const auto &index : object.indexes) {
        QStringList columns;
        for (const auto &column : index.columns)
            columns.append(column.isEmpty() ? tr("an expression") : column);
        auto detail = columns.join(QStringLiteral(", "));
        if (!index.predicate.isEmpty())
            detail += QStringLiteral(" · ") + tr("where %1").arg(index.predicate);
        if (index.implicit)
            detail += QStringLiteral(" · ") + tr("made by a key");
        const auto kind = index.unique ? tr("unique index") : tr("index");
        addRow(group, QStringLiteral("index"),
            { index.name, index.method.isEmpty() ? kind : kind + QStringLiteral(", ") + index.method, {}, {}, detail });
    }
}

void StructureModel::addPartitioning(const CatalogObject &object, const std::vector<CatalogObject> &partitions)
{
    const auto point = [](QStandardItem *item, const dumbo::ObjectPath &path) {
        item->setData(QStringList { path.database, path.schema, path.name }, targetRole);
    };
    if (object.partitioning) {
        auto *group = addGroup(tr("Partitioning"), 1);
        group->setText(tr("Partitioning"));
        const auto &facts = *object.partitioning;
        if (!facts.parent.name.isEmpty())
            point(addRow(group, QStringLiteral("partition"), { facts.parent.name, tr("partition of"), {}, {}, facts.bounds }),
                facts.parent);
        if (!facts.key.isEmpty())
            addRow(group, QStringLiteral("partition"), { facts.key, tr("partitioned by"), {}, {}, {} });
    }
    if (partitions.empty())
        return;
    auto *group = addGroup(tr("Partitions"), partitions.size());
    for (const auto &partition : partitions) {
        QStringList details;
        if (partition.partitioning && !partition.partitioning->key.isEmpty())
            details.append(tr("partitioned by %1").arg(partition.partitioning->key));
        for (const auto &[name, value] : partition.properties) {
            if (name == QLatin1StringView("server"))
                details.append(tr("on %1").arg(value));
        }
        if (partition.rowEstimate)
            details.append(tr("about %1 rows").arg(QLocale().toString(*partition.rowEstimate)));
        const auto icon = partition.kind == dumbo::ObjectKind::ForeignTable ? QStringLiteral("foreign-table") : QStringLiteral("partition");
        point(addRow(group, icon,
                  { partition.path.name, partition.partitioning ? partition.partitioning->bounds : QString(), {}, {},
                      details.join(QStringLiteral(" · ")) }),
            partition.path);
    }
}

void StructureModel::addPolicies(const CatalogObject &object)
{
    if (object.policies.empty())
        return;
    auto *group = addGroup(tr("Policies"), object.policies.size());
    for (const auto &policy : object.policies) {
        QStringList details { tr("to %1").arg(policy.roles.join(QStringLiteral(", "))) };
        if (!policy.usingExpression.isEmpty())
            details.append(tr("using %1").arg(policy.usingExpression));
        if (!policy.checkExpression.isEmpty())
            details.append(tr("with check %1").arg(policy.checkExpression));
        const auto kind = policy.permissive ? tr("permits %1") : tr("restricts %1");
        addRow(group, QStringLiteral("object-locked"),
            { policy.name, kind.arg(policy.command.toLower()), {}, {}, details.join(QStringLiteral(" · ")) });
    }
}

void StructureModel::addRest(const CatalogObject &object)
{
    if (!object.triggers.empty()) {
        auto *group = addGroup(tr("Triggers"), object.triggers.size());
        for (const auto &trigger : object.triggers) {
            const auto when = trigger.timing.toLower() + u' ' + trigger.events.join(QStringLiteral(", ")).toLower();
            addRow(group, QStringLiteral("trigger"),
                { trigger.name, when.trimmed(), {}, {}, trigger.enabled ? QString() : tr("disabled") });
        }
    }
    if (!object.checks.empty()) {
        auto *group = addGroup(tr("Checks"), object.checks.size());
        for (const auto &check : object.checks)
            addRow(group, QStringLiteral("checkmark"), { check.name.isEmpty() ? tr("check") : check.name, {}, {}, {}, check.expression });
    }
    if (!object.properties.empty()) {
        auto *group = addGroup(tr("Properties"), object.properties.size());
        for (const auto &[name, value] : object.properties)
            addRow(group, QStringLiteral("documentinfo"), { name, {}, {}, {}, value });
    }
}

} // namespace workbench
