#include "ui/tree/treenode.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

namespace workbench {

using dumbo::CatalogObject;
using dumbo::ObjectKind;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ObjectTree", text);
}

struct GroupKind {
    const char *title;
    std::array<ObjectKind, 3> kinds;
};

constexpr std::array<GroupKind, 12> groups { {
    { QT_TRANSLATE_NOOP("ObjectTree", "Tables"), { ObjectKind::Table, ObjectKind::Table, ObjectKind::Table } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Foreign tables"),
        { ObjectKind::ForeignTable, ObjectKind::ForeignTable, ObjectKind::ForeignTable } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Virtual tables"),
        { ObjectKind::VirtualTable, ObjectKind::VirtualTable, ObjectKind::VirtualTable } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Views"), { ObjectKind::View, ObjectKind::View, ObjectKind::View } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Materialized views"),
        { ObjectKind::MaterializedView, ObjectKind::MaterializedView, ObjectKind::MaterializedView } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Functions"), { ObjectKind::Function, ObjectKind::Procedure, ObjectKind::Function } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Sequences"), { ObjectKind::Sequence, ObjectKind::Sequence, ObjectKind::Sequence } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Types"), { ObjectKind::Type, ObjectKind::Type, ObjectKind::Type } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Extensions"), { ObjectKind::Extension, ObjectKind::Extension, ObjectKind::Extension } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Other"), { ObjectKind::Other, ObjectKind::Index, ObjectKind::Trigger } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Roles"), { ObjectKind::Role, ObjectKind::Role, ObjectKind::Role } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Other databases"), { ObjectKind::Database, ObjectKind::Database, ObjectKind::Database } },
} };

bool matches(const CatalogObject &object, const QString &filter)
{
    if (filter.isEmpty() || object.path.name.contains(filter, Qt::CaseInsensitive)
        || (object.kind == ObjectKind::Database && object.path.database.contains(filter, Qt::CaseInsensitive)))
        return true;
    return std::ranges::any_of(object.columns,
        [&filter](const dumbo::CatalogColumn &column) { return column.name.contains(filter, Qt::CaseInsensitive); });
}

bool hasInsides(const CatalogObject &object)
{
    return !object.columns.empty() || !object.indexes.empty() || !object.triggers.empty() || !object.foreignKeys.empty()
        || !object.policies.empty();
}

void addObject(TreeNode &parent, const CatalogObject &object, const std::shared_ptr<const TreePartitions> &partitions)
{
    TreeNode *made = parent.append(
        TreeNode::Kind::Object, object.kind == ObjectKind::Database ? object.path.database : object.path.name);
    made->object = &object;
    made->signature = object.signature;
    made->partitions = partitions;
    made->fillable = hasInsides(object) || (partitions && partitions->contains(object.path));
}

void addObjects(TreeNode &parent, const std::vector<const CatalogObject *> &objects,
    const std::shared_ptr<const TreePartitions> &partitions)
{
    for (const GroupKind &group : groups) {
        TreeNode *node = nullptr;
        for (const CatalogObject *object : objects) {
            if (std::ranges::find(group.kinds, object->kind) == group.kinds.end())
                continue;
            if (!node)
                node = parent.append(TreeNode::Kind::Group, tr(group.title));
            addObject(*node, *object, partitions);
        }
    }
}

template <typename Parts>
void addParts(TreeNode &table, TreeNode::Kind kind, const QString &title, const Parts &parts)
{
    if (parts.empty())
        return;
    TreeNode *group = table.append(TreeNode::Kind::PartGroup, title);
    group->object = table.object;
    for (const auto &part : parts) {
        TreeNode *node = group->append(kind, part.name);
        node->object = table.object;
        node->part = int(group->children.size()) - 1;
    }
}

/// Belongs to the database or server as a whole, not to one of its schemas.
bool isAboveSchemas(const CatalogObject &object)
{
    switch (object.kind) {
    case ObjectKind::Extension:
    case ObjectKind::Role:
    case ObjectKind::Database: return true;
    case ObjectKind::Other: return object.path.schema.isEmpty();
    default: return false;
    }
}

/// A function or type that an extension brought: hundreds of them would hide a person's own.
bool isExtensionsOwn(const CatalogObject &object)
{
    const bool mayBeMany = object.kind == ObjectKind::Function || object.kind == ObjectKind::Procedure || object.kind == ObjectKind::Type;
    return mayBeMany
        && std::ranges::contains(object.properties, QStringLiteral("extension"), [](const auto &property) { return property.first; });
}

std::shared_ptr<const TreePartitions> partitionsOf(const std::vector<CatalogObject> &objects)
{
    std::set<dumbo::ObjectPath> parents;
    for (const CatalogObject &object : objects) {
        if (object.partitioning && !object.partitioning->key.isEmpty())
            parents.insert(object.path);
    }
    if (parents.empty())
        return {};
    auto partitions = std::make_shared<TreePartitions>();
    for (const CatalogObject &object : objects) {
        if (object.partitioning && parents.contains(object.partitioning->parent))
            (*partitions)[object.partitioning->parent].push_back(&object);
    }
    return partitions;
}

/// What a connection shows at its top level.
struct Shown {
    std::vector<std::pair<QString, std::vector<const CatalogObject *>>> schemas; ///< in their order
    std::vector<const CatalogObject *> above;
    bool isEmpty = true; ///< no schema has anything
};

Shown shownObjects(const std::vector<CatalogObject> &objects, const QString &filter, const TreePartitions *partitions)
{
    // A partition is within its table, if that is to be seen.
    std::set<dumbo::ObjectPath> tables;
    for (const CatalogObject &object : objects) {
        if (partitions && partitions->contains(object.path) && matches(object, filter))
            tables.insert(object.path);
    }
    Shown shown;
    for (const CatalogObject &object : objects) {
        if (isAboveSchemas(object)) {
            if (matches(object, filter))
                shown.above.push_back(&object);
            continue;
        }
        const bool isSchema = object.kind == ObjectKind::Schema;
        if ((isSchema && !filter.isEmpty()) || !matches(object, filter))
            continue;
        if (object.partitioning && tables.contains(object.partitioning->parent))
            continue;
        if (filter.isEmpty() && isExtensionsOwn(object))
            continue;
        auto found = std::ranges::find(shown.schemas, object.path.schema, [](const auto &entry) { return entry.first; });
        if (found == shown.schemas.end())
            found = shown.schemas.insert(shown.schemas.end(), { object.path.schema, {} });
        if (isSchema)
            continue;
        found->second.push_back(&object);
        shown.isEmpty = false;
    }
    return shown;
}

void buildObjects(TreeNode &connection, const TreeConnection &source, const QString &filter)
{
    const auto partitions = partitionsOf(*source.objects);
    const Shown shown = shownObjects(*source.objects, filter, partitions.get());
    if (shown.isEmpty && source.message.isEmpty() && (filter.isEmpty() || shown.above.empty())) {
        connection.append(TreeNode::Kind::Message,
            filter.isEmpty() ? tr("Nothing in here yet. Create a table in a query tab.")
                             : tr("Nothing is called “%1”.").arg(filter));
    }
    const bool isFlat = shown.schemas.size() == 1 || shown.isEmpty;
    for (const auto &[name, objects] : shown.schemas) {
        if (isFlat && objects.empty())
            continue;
        TreeNode &parent = isFlat ? connection : *connection.append(TreeNode::Kind::Schema, name);
        addObjects(parent, objects, partitions);
    }
    addObjects(connection, shown.above, partitions);
}

/// Whether the row, or one below it, is called so.
std::vector<bool> shownRows(const TreeComponents &components, const QString &filter)
{
    std::vector<bool> shown(components.rows.size());
    for (auto i = components.rows.size(); i-- > 0;) {
        const auto &row = components.rows[i];
        shown[i] = shown[i] || row.name.contains(filter, Qt::CaseInsensitive);
        if (shown[i] && row.parent >= 0)
            shown[std::size_t(row.parent)] = true;
    }
    return shown;
}

void buildComponents(TreeNode &connection, const TreeComponents &components, const QString &filter)
{
    const auto shown = shownRows(components, filter);
    if (!filter.isEmpty() && std::ranges::none_of(shown, std::identity()))
        return;
    TreeNode *branch = connection.append(TreeNode::Kind::Components, tr("Components"));
    branch->components = &components;
    const auto addAction = [branch](const QString &text, const char *id) {
        branch->append(TreeNode::Kind::Action, text)->action = QLatin1StringView(id);
    };
    switch (components.state) {
    case TreeComponents::State::None:
        branch->append(TreeNode::Kind::Message, tr("A file can declare what belongs in here."));
        addAction(tr("Choose Component File…"), "components.choose");
        addAction(tr("New Component File…"), "components.new");
        break;
    case TreeComponents::State::Reading: branch->append(TreeNode::Kind::Message, tr("Reading %1…").arg(components.file)); break;
    case TreeComponents::State::Failed:
        branch->append(TreeNode::Kind::Message, components.message);
        addAction(tr("Read Again"), "components.read");
        addAction(tr("Choose Component File…"), "components.choose");
        break;
    case TreeComponents::State::Ready:
        if (components.rows.empty())
            branch->append(TreeNode::Kind::Message, tr("%1 declares nothing yet.").arg(components.file));
        break;
    }
    std::vector<TreeNode *> nodes;
    for (std::size_t i = 0; i < components.rows.size(); ++i) {
        const auto &row = components.rows[i];
        TreeNode *parent = row.parent < 0 ? branch : nodes[std::size_t(row.parent)];
        nodes.push_back(shown[i] ? parent->append(TreeNode::Kind::Component, row.name) : nullptr);
        if (!shown[i])
            continue;
        nodes.back()->component = &row;
        if (row.isMigration)
            nodes.back()->action = QStringLiteral("components.migrations");
    }
}

} // namespace

TreeNode *TreeNode::append(Kind childKind, const QString &childName)
{
    auto &child = children.emplace_back(std::make_unique<TreeNode>());
    child->kind = childKind;
    child->name = childName;
    child->parent = this;
    child->row = int(children.size()) - 1;
    child->connection = connection;
    return child.get();
}

void TreeNode::fill()
{
    fillable = false;
    for (const dumbo::CatalogColumn &column : object->columns) {
        TreeNode *node = append(Kind::Column, column.name);
        node->object = object;
        node->part = int(children.size()) - 1;
    }
    addParts(*this, Kind::ForeignKey, tr("Foreign keys"), object->foreignKeys);
    addParts(*this, Kind::Index, tr("Indexes"), object->indexes);
    addParts(*this, Kind::Trigger, tr("Triggers"), object->triggers);
    addParts(*this, Kind::Policy, tr("Policies"), object->policies);
    if (!partitions || !partitions->contains(object->path))
        return;
    TreeNode *group = append(Kind::PartGroup, tr("Partitions"));
    group->object = object;
    for (const CatalogObject *partition : partitions->at(object->path))
        addObject(*group, *partition, partitions);
}

QString TreeNode::key() const
{
    if (!parent)
        return {};
    if (kind == Kind::Connection)
        return QChar(0x1f) + QString::number(int(kind)) + name;
    const bool unnamed = kind == Kind::ForeignKey || kind == Kind::Index;
    const QString own = unnamed ? QString::number(part) : name;
    return parent->key() + QChar(0x1f) + QString::number(int(kind)) + own + signature;
}

QString TreeNode::folderPath() const
{
    const QString above = parent && parent->kind == Kind::Folder ? parent->folderPath() + u'/' : QString();
    return above + name;
}

void buildConnection(TreeNode &connection, const TreeConnection &source, const QString &filter)
{
    connection.children.clear();
    if (!source.message.isEmpty())
        connection.append(TreeNode::Kind::Message, source.message);
    for (std::size_t i = 0; i < source.actions.size(); ++i)
        connection.append(TreeNode::Kind::Action, source.actions[i].text)->action = source.actions[i].id;
    if (!source.objects)
        return;
    buildObjects(connection, source, filter);
    if (source.components)
        buildComponents(connection, *source.components, filter);
}

} // namespace workbench
