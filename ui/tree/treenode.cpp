#include "ui/tree/treenode.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

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

constexpr std::array<GroupKind, 9> groups { {
    { QT_TRANSLATE_NOOP("ObjectTree", "Tables"), { ObjectKind::Table, ObjectKind::ForeignTable, ObjectKind::Table } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Virtual tables"),
        { ObjectKind::VirtualTable, ObjectKind::VirtualTable, ObjectKind::VirtualTable } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Views"), { ObjectKind::View, ObjectKind::MaterializedView, ObjectKind::View } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Functions"), { ObjectKind::Function, ObjectKind::Procedure, ObjectKind::Function } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Sequences"), { ObjectKind::Sequence, ObjectKind::Sequence, ObjectKind::Sequence } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Types"), { ObjectKind::Type, ObjectKind::Type, ObjectKind::Type } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Extensions"), { ObjectKind::Extension, ObjectKind::Extension, ObjectKind::Extension } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Roles"), { ObjectKind::Role, ObjectKind::Role, ObjectKind::Role } },
    { QT_TRANSLATE_NOOP("ObjectTree", "Other"), { ObjectKind::Other, ObjectKind::Index, ObjectKind::Trigger } },
} };

bool matches(const CatalogObject &object, const QString &filter)
{
    if (filter.isEmpty() || object.path.name.contains(filter, Qt::CaseInsensitive))
        return true;
    return std::ranges::any_of(object.columns,
        [&filter](const dumbo::CatalogColumn &column) { return column.name.contains(filter, Qt::CaseInsensitive); });
}

bool hasInsides(const CatalogObject &object)
{
    return !object.columns.empty() || !object.indexes.empty() || !object.triggers.empty() || !object.foreignKeys.empty();
}

void addObjects(TreeNode &parent, const std::vector<const CatalogObject *> &objects)
{
    for (const GroupKind &group : groups) {
        TreeNode *node = nullptr;
        for (const CatalogObject *object : objects) {
            if (std::ranges::find(group.kinds, object->kind) == group.kinds.end())
                continue;
            if (!node)
                node = parent.append(TreeNode::Kind::Group, tr(group.title));
            TreeNode *made = node->append(TreeNode::Kind::Object, object->path.name);
            made->object = object;
            made->fillable = hasInsides(*object);
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

/// Schemas in their order, each with the objects that the filter lets through.
std::vector<std::pair<QString, std::vector<const CatalogObject *>>> bySchema(
    const std::vector<CatalogObject> &objects, const QString &filter)
{
    std::vector<std::pair<QString, std::vector<const CatalogObject *>>> schemas;
    for (const CatalogObject &object : objects) {
        const bool isContainer = object.kind == ObjectKind::Schema || object.kind == ObjectKind::Database;
        if (isContainer || !matches(object, filter))
            continue;
        auto found = std::ranges::find(schemas, object.path.schema, [](const auto &entry) { return entry.first; });
        if (found == schemas.end())
            found = schemas.insert(schemas.end(), { object.path.schema, {} });
        found->second.push_back(&object);
    }
    return schemas;
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
}

QString TreeNode::key() const
{
    if (!parent)
        return {};
    if (kind == Kind::Connection)
        return QChar(0x1f) + QString::number(int(kind)) + name;
    const bool unnamed = kind == Kind::ForeignKey || kind == Kind::Index;
    return parent->key() + QChar(0x1f) + QString::number(int(kind)) + (unnamed ? QString::number(part) : name);
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
        connection.append(TreeNode::Kind::Action, source.actions[i].text)->part = int(i);
    if (!source.objects)
        return;
    const auto schemas = bySchema(*source.objects, filter);
    if (schemas.empty() && source.message.isEmpty()) {
        connection.append(TreeNode::Kind::Message,
            filter.isEmpty() ? tr("Nothing in here yet. Create a table in a query tab.")
                             : tr("Nothing is called “%1”.").arg(filter));
    }
    for (const auto &[name, objects] : schemas) {
        TreeNode &parent = schemas.size() == 1 ? connection : *connection.append(TreeNode::Kind::Schema, name);
        addObjects(parent, objects);
    }
}

} // namespace workbench
