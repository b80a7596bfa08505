#include "drivers/common/outline/knowncatalog.h"

#include <algorithm>
#include <utility>

namespace dumbo::outline {

namespace {

bool isSame(const QString &left, const QString &right)
{
    return left.compare(right, Qt::CaseInsensitive) == 0;
}

CatalogColumn columnOf(const ColumnOutline &outline)
{
    CatalogColumn column;
    column.name = outline.name;
    column.type = outline.type;
    column.nullable = !outline.notNull && !outline.primaryKey;
    column.defaultExpression = QString::fromUtf8(outline.defaultText.value_or(QByteArray()));
    column.primaryKeyPosition = outline.primaryKey ? 1 : 0;
    column.generated = !outline.generated ? GeneratedKind::None : (outline.stored ? GeneratedKind::Stored : GeneratedKind::Virtual);
    return column;
}

CatalogForeignKey foreignKeyOf(const ForeignKeyOutline &outline)
{
    CatalogForeignKey key;
    key.name = outline.name;
    key.columns = outline.columns;
    key.target = outline.target.path;
    key.targetColumns = outline.targetColumns;
    key.onDelete = QString::fromLatin1(outline.onDelete);
    return key;
}

void addConstraint(CatalogObject &object, const ConstraintOutline &outline)
{
    using Kind = ConstraintOutline::Kind;
    if (outline.kind == Kind::PrimaryKey || outline.kind == Kind::Unique)
        object.keys.push_back({ outline.name, outline.kind == Kind::PrimaryKey, outline.columns });
    if (outline.kind == Kind::PrimaryKey) {
        for (auto &column : object.columns) {
            column.primaryKeyPosition = int(outline.columns.indexOf(column.name)) + 1;
            column.nullable = column.nullable && column.primaryKeyPosition == 0;
        }
    }
    if (outline.reference)
        object.foreignKeys.push_back(foreignKeyOf(*outline.reference));
    if (outline.kind == Kind::Index || outline.kind == Kind::Unique) {
        CatalogIndex index;
        index.name = outline.name;
        index.unique = outline.kind == Kind::Unique;
        index.columns = outline.columns;
        object.indexes.push_back(std::move(index));
    }
}

void addColumn(CatalogObject &object, const ColumnOutline &outline)
{
    object.columns.push_back(columnOf(outline));
    if (outline.reference)
        object.foreignKeys.push_back(foreignKeyOf(*outline.reference));
    if (outline.primaryKey || outline.unique)
        object.keys.push_back({ {}, outline.primaryKey, { outline.name } });
}

CatalogObject tableOf(const StatementOutline &statement)
{
    CatalogObject object;
    object.kind = ObjectKind::Table;
    object.path = statement.objects.front().path;
    for (const auto &column : statement.columns)
        addColumn(object, column);
    for (const auto &constraint : statement.constraints)
        addConstraint(object, constraint);
    for (const auto &setting : statement.settings)
        object.properties.emplace_back(QString::fromLatin1(setting.name).toLower(), QString::fromUtf8(setting.value));
    return object;
}

void alterColumns(CatalogObject &object, const AlterAction &action)
{
    using Kind = AlterAction::Kind;
    const auto found = std::ranges::find_if(object.columns, [&](const CatalogColumn &column) { return isSame(column.name, action.name); });
    if (action.kind == Kind::AddColumn && found == object.columns.end())
        addColumn(object, *action.column);
    else if (action.kind == Kind::DropColumn && found != object.columns.end())
        object.columns.erase(found);
    else if (action.kind == Kind::RenameColumn && found != object.columns.end())
        found->name = action.newName;
    else if (action.kind == Kind::ModifyColumn && found != object.columns.end())
        *found = columnOf(*action.column);
}

} // namespace

KnownCatalog::KnownCatalog(const AdviceRequest &request, const QString &schema, Qt::CaseSensitivity names)
    : m_catalog(request.catalog)
    , m_changedBefore(request.changedBefore)
    , m_schema(schema)
    , m_names(names)
{
    if (!m_catalog)
        return;
    m_index.reserve(qsizetype(m_catalog->objects.size()));
    for (std::size_t i = 0; i < m_catalog->objects.size(); ++i)
        m_index[m_catalog->objects[i].path.name.toLower()].push_back(i);
}

QString KnownCatalog::key(const ObjectPath &path) const
{
    const auto schema = path.schema.isEmpty() ? m_schema : path.schema;
    const auto whole = schema + u'.' + path.name;
    return m_names == Qt::CaseSensitive ? whole : whole.toLower();
}

bool KnownCatalog::isMeant(const ObjectPath &candidate, const ObjectPath &path) const
{
    const auto schema = path.schema.isEmpty() ? m_schema : path.schema;
    return candidate.name.compare(path.name, m_names) == 0
        && (schema.isEmpty() || candidate.schema.isEmpty() || candidate.schema.compare(schema, m_names) == 0);
}

KnownCatalog::Answer KnownCatalog::find(const ObjectPath &path) const
{
    if (const auto found = m_overlay.constFind(key(path)); found != m_overlay.cend())
        return *found;
    if (!m_catalog || std::ranges::any_of(m_changedBefore, [&](const ObjectPath &changed) { return isMeant(changed, path); }))
        return {};
    for (const auto place : m_index.value(path.name.toLower())) {
        const auto &object = m_catalog->objects[place];
        if (isMeant(object.path, path))
            return { State::Exists, std::shared_ptr<const CatalogObject>(m_catalog, &object), false };
    }
    return { State::Missing, {}, false };
}

KnownCatalog::Answer KnownCatalog::findTableOf(const QString &part) const
{
    const auto has = [&](const auto &parts) {
        return std::ranges::any_of(parts, [&](const auto &candidate) { return isSame(candidate.name, part); });
    };
    for (const auto &answer : m_overlay) {
        if (answer.object && (has(answer.object->indexes) || has(answer.object->triggers)))
            return answer;
    }
    if (!m_catalog)
        return {};
    for (const auto &object : m_catalog->objects) {
        if (!m_overlay.contains(key(object.path)) && (has(object.indexes) || has(object.triggers)))
            return find(object.path);
    }
    return m_changedBefore.empty() ? Answer { State::Missing, {}, false } : Answer();
}

std::vector<std::shared_ptr<const CatalogObject>> KnownCatalog::objects() const
{
    std::vector<std::shared_ptr<const CatalogObject>> found;
    for (const auto &answer : m_overlay) {
        if (answer.state == State::Exists && answer.object)
            found.push_back(answer.object);
    }
    for (std::size_t i = 0; m_catalog && i < m_catalog->objects.size(); ++i) {
        const auto &object = m_catalog->objects[i];
        if (!m_overlay.contains(key(object.path)))
            found.push_back(std::shared_ptr<const CatalogObject>(m_catalog, &object));
    }
    return found;
}

CatalogObject *KnownCatalog::change(const ObjectPath &path)
{
    auto answer = find(path);
    if (!answer.object)
        return nullptr;
    auto copy = std::make_shared<CatalogObject>(*answer.object);
    auto *object = copy.get();
    answer.object = std::move(copy);
    m_overlay.insert(key(path), answer);
    return object;
}

void KnownCatalog::apply(const StatementOutline &statement)
{
    switch (statement.verb) {
    case Verb::CreateTable:
    case Verb::CreateVirtualTable:
    case Verb::CreateView:
    case Verb::CreateIndex:
        return create(statement);
    case Verb::AlterTable:
        return alter(statement);
    case Verb::DropTable:
    case Verb::DropView:
        for (const auto &object : statement.objects)
            m_overlay.insert(key(object.path), { State::Missing, {}, false });
        return;
    case Verb::DropIndex:
        if (const auto table = findTableOf(statement.name.path.name); table.object) {
            std::erase_if(change(table.object->path)->indexes,
                [&](const CatalogIndex &index) { return isSame(index.name, statement.name.path.name); });
        }
        return;
    case Verb::RenameTable:
        for (std::size_t i = 0; i < statement.newNames.size(); ++i)
            move(statement.objects[i].path, statement.newNames[i].path);
        return;
    case Verb::Call:
    case Verb::Load:
    case Verb::Unknown:
        m_catalog.reset();
        m_overlay.clear();
        return;
    default:
        return;
    }
}

void KnownCatalog::create(const StatementOutline &statement)
{
    const auto &path = statement.verb == Verb::CreateTable || statement.verb == Verb::CreateIndex ? statement.objects.front().path
                                                                                                  : statement.name.path;
    if (statement.verb == Verb::CreateIndex) {
        if (auto *table = change(path)) {
            CatalogIndex index;
            index.name = statement.name.path.name;
            index.unique = statement.unique;
            index.columns = statement.indexColumns;
            index.predicate = QString::fromUtf8(statement.where);
            table->indexes.push_back(std::move(index));
        }
        return;
    }
    const auto before = find(path);
    if (statement.ifExists && before.state != State::Missing && !statement.orReplace) {
        if (before.state == State::Unknown)
            m_overlay.insert(key(path), { State::Exists, {}, false });
        return;
    }
    Answer made { State::Exists, {}, true };
    if (statement.verb == Verb::CreateTable && !statement.isQuery)
        made.object = std::make_shared<const CatalogObject>(tableOf(statement));
    m_overlay.insert(key(path), made);
}

void KnownCatalog::alter(const StatementOutline &statement)
{
    const auto &path = statement.objects.front().path;
    if (auto *object = change(path)) {
        for (const auto &action : statement.actions) {
            alterColumns(*object, action);
            if (action.kind == AlterAction::Kind::AddConstraint)
                addConstraint(*object, *action.constraint);
        }
    }
    for (const auto &action : statement.actions) {
        if (action.kind == AlterAction::Kind::RenameTable)
            move(path, action.newTable.path);
    }
}

void KnownCatalog::move(const ObjectPath &from, const ObjectPath &to)
{
    auto moved = find(from);
    if (moved.object) {
        auto copy = std::make_shared<CatalogObject>(*moved.object);
        copy->path.name = to.name;
        moved.object = std::move(copy);
    }
    moved.state = State::Exists;
    m_overlay.insert(key(to), moved);
    m_overlay.insert(key(from), { State::Missing, {}, false });
}

const CatalogColumn *findColumn(const CatalogObject *object, const QString &name)
{
    if (!object)
        return nullptr;
    const auto found = std::ranges::find_if(object->columns, [&](const CatalogColumn &column) { return isSame(column.name, name); });
    return found == object->columns.end() ? nullptr : &*found;
}

} // namespace dumbo::outline
