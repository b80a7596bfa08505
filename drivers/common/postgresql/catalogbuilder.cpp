#include "drivers/common/postgresql/catalogbuilder.h"

#include "drivers/common/postgresql/ddlreader.h"
#include "drivers/common/postgresql/servertext.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

namespace dumbo::postgresql {

namespace {

using Oid = CatalogBuilder::Oid;

quint64 keyOf(CatalogClass type, Oid oid)
{
    return quint64(type) << 32 | oid;
}

quint64 columnKey(Oid relation, int number)
{
    return quint64(relation) << 16 | quint16(number);
}

Oid oidAt(const TextRows &rows, qsizetype row, int column)
{
    return Oid(rows.integer(row, column));
}

char charAt(const TextRows &rows, qsizetype row, int column)
{
    const auto text = rows.bytes(row, column);
    return text.empty() ? '\0' : text.front();
}

void addProperty(CatalogObject &object, const QString &name, const QString &value)
{
    if (!value.isEmpty())
        object.properties.emplace_back(name, value);
}

const auto yes = QStringLiteral("yes");

/// PostgreSQL's letter, https://www.postgresql.org/docs/current/catalog-pg-class.html
ObjectKind relationKind(char letter)
{
    switch (letter) {
    case 'v':
        return ObjectKind::View;
    case 'm':
        return ObjectKind::MaterializedView;
    case 'f':
        return ObjectKind::ForeignTable;
    case 'S':
        return ObjectKind::Sequence;
    default:
        return ObjectKind::Table;
    }
}

QString actionText(char letter)
{
    switch (letter) {
    case 'c':
        return QStringLiteral("CASCADE");
    case 'n':
        return QStringLiteral("SET NULL");
    case 'd':
        return QStringLiteral("SET DEFAULT");
    case 'r':
        return QStringLiteral("RESTRICT");
    default:
        return {};
    }
}

} // namespace

CatalogBuilder::CatalogBuilder(const CatalogRequest &request)
    : m_request(request)
{
}

CatalogObject &CatalogBuilder::add(
    CatalogClass type, Oid oid, ObjectKind kind, const ObjectPath &path, Oid owner)
{
    m_places.insert(keyOf(type, oid), m_objects.size());
    auto &object = m_objects.emplace_back();
    object.kind = kind;
    object.path = path;
    object.system = path.schema.startsWith(QLatin1StringView("pg_"))
        || path.schema == QLatin1StringView("information_schema");
    m_beside.push_back({ type, oid, owner, {}, {}, {} });
    return object;
}

CatalogObject *CatalogBuilder::find(CatalogClass type, Oid oid)
{
    const auto found = m_places.constFind(keyOf(type, oid));
    return found == m_places.constEnd() ? nullptr : &m_objects[*found];
}

CatalogBuilder::Beside &CatalogBuilder::beside(const CatalogObject &object)
{
    return m_beside[std::size_t(&object - m_objects.data())];
}

QString CatalogBuilder::intern(std::string_view utf8)
{
    // Most columns share their names with others.
    const auto key = QByteArray::fromRawData(utf8.data(), qsizetype(utf8.size()));
    if (const auto found = m_names.constFind(key); found != m_names.constEnd())
        return *found;
    const auto text = QString::fromUtf8(key);
    m_names.insert(QByteArray(utf8.data(), qsizetype(utf8.size())), text);
    return text;
}

QString CatalogBuilder::roleName(Oid oid) const
{
    return oid == 0 ? QStringLiteral("public") : m_roles.value(oid);
}

ObjectPath CatalogBuilder::pathOf(Oid relation) const
{
    const auto found = m_places.constFind(keyOf(CatalogClass::Relation, relation));
    return found == m_places.constEnd() ? m_otherRelations.value(relation) : m_objects[*found].path;
}

CatalogColumn *CatalogBuilder::column(Oid relation, int number)
{
    auto *object = this->relation(relation);
    if (!object && m_rowTypes.contains(relation))
        object = find(CatalogClass::Type, m_rowTypes.value(relation));
    if (!object)
        return nullptr;
    const auto &attributes = beside(*object).numbers;
    const auto found = std::ranges::find(attributes, qint16(number));
    return found == attributes.end() ? nullptr : &object->columns[std::size_t(found - attributes.begin())];
}

QString CatalogBuilder::columnName(Oid relation, int number) const
{
    auto *known = const_cast<CatalogBuilder *>(this)->column(relation, number);
    return known ? known->name : m_otherColumns.value(columnKey(relation, number));
}

QStringList CatalogBuilder::columnNames(Oid relation, std::string_view numberArray) const
{
    QStringList names;
    for (const auto number : numbers(numberArray))
        names.append(columnName(relation, int(number)));
    return names;
}

void CatalogBuilder::takeSchemas(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto name = rows.text(row, 1);
        m_schemas.insert(oidAt(rows, row, 0), name);
        if (m_request.scope.name.isEmpty())
            add(CatalogClass::Schema, oidAt(rows, row, 0), ObjectKind::Schema, { {}, name, {} }, oidAt(rows, row, 2));
    }
}

void CatalogBuilder::takeRoles(const TextRows &rows)
{
    static const std::array attributes { QStringLiteral("superuser"), QStringLiteral("inherits"),
        QStringLiteral("creates roles"), QStringLiteral("creates databases"), QStringLiteral("may log in"),
        QStringLiteral("replication"), QStringLiteral("bypasses row security") };
    const auto wantsRoles = m_request.includeServer && m_request.scope.schema.isEmpty();
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto name = rows.text(row, 1);
        m_roles.insert(oidAt(rows, row, 0), name);
        const auto isSystem = name.startsWith(QLatin1StringView("pg_"));
        const auto isNamed = m_request.scope.name.isEmpty() || m_request.scope.name == name;
        if (!wantsRoles || !isNamed || (isSystem && !m_request.includeSystem))
            continue;
        auto &role = add(CatalogClass::Role, oidAt(rows, row, 0), ObjectKind::Role, { {}, {}, name });
        role.system = isSystem;
        for (std::size_t i = 0; i < attributes.size(); ++i) {
            if (rows.boolean(row, int(i) + 2))
                addProperty(role, attributes[i], yes);
        }
        if (rows.integer(row, 9) >= 0)
            addProperty(role, QStringLiteral("connections at most"), rows.text(row, 9));
        addProperty(role, QStringLiteral("valid until"), rows.text(row, 10));
    }
}

void CatalogBuilder::takeRelations(const TextRows &rows)
{
    m_objects.reserve(m_objects.size() + std::size_t(rows.rowCount()));
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto schema = m_schemas.constFind(oidAt(rows, row, 2));
        if (schema == m_schemas.constEnd())
            continue;
        const auto letter = charAt(rows, row, 3);
        auto &object = add(CatalogClass::Relation, oidAt(rows, row, 0), relationKind(letter),
            { {}, *schema, rows.text(row, 1) }, oidAt(rows, row, 4));
        const auto holdsRows = letter == 'r' || letter == 'm' || letter == 'f' || letter == 'p';
        // Before 14 a table that was never analysed says 0 rows on 0 pages, since then -1.
        if (const auto estimate = rows.integer(row, 5);
            holdsRows && estimate >= 0 && (estimate > 0 || rows.integer(row, 6) > 0))
            object.rowEstimate = estimate;
        if (letter == 'p')
            object.kindName = QStringLiteral("partitioned table");
        if (rows.boolean(row, 10))
            object.partitioning.emplace();
        if (m_request.depth != CatalogDepth::Full)
            continue;
        if (charAt(rows, row, 7) == 'u')
            addProperty(object, QStringLiteral("unlogged"), yes);
        if (rows.boolean(row, 8))
            addProperty(object, QStringLiteral("row security"),
                rows.boolean(row, 9) ? QStringLiteral("forced") : QStringLiteral("enabled"));
    }
}

void CatalogBuilder::takeTypes(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto schema = m_schemas.constFind(oidAt(rows, row, 2));
        if (schema == m_schemas.constEnd())
            continue;
        auto &type = add(CatalogClass::Type, oidAt(rows, row, 0), ObjectKind::Type, { {}, *schema, rows.text(row, 1) },
            oidAt(rows, row, 4));
        switch (charAt(rows, row, 3)) {
        case 'e':
            type.kindName = QStringLiteral("enum");
            break;
        case 'd':
            type.kindName = QStringLiteral("domain");
            addProperty(type, QStringLiteral("base type"), rows.text(row, 6));
            if (rows.boolean(row, 7))
                addProperty(type, QStringLiteral("not null"), yes);
            addProperty(type, QStringLiteral("default"), rows.text(row, 8));
            break;
        case 'r':
            type.kindName = QStringLiteral("range");
            addProperty(type, QStringLiteral("subtype"), rows.text(row, 9));
            break;
        case 'c':
            type.kindName = QStringLiteral("composite type");
            m_rowTypes.insert(oidAt(rows, row, 5), oidAt(rows, row, 0));
            break;
        default:
            type.kindName = QStringLiteral("base type");
        }
    }
}

void CatalogBuilder::takeFunctions(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto schema = m_schemas.constFind(oidAt(rows, row, 2));
        if (schema == m_schemas.constEnd())
            continue;
        const auto letter = charAt(rows, row, 3);
        auto &function = add(CatalogClass::Function, oidAt(rows, row, 0),
            letter == 'p' ? ObjectKind::Procedure : ObjectKind::Function, { {}, *schema, rows.text(row, 1) },
            oidAt(rows, row, 4));
        if (letter == 'a')
            function.kindName = QStringLiteral("aggregate");
        if (letter == 'w')
            function.kindName = QStringLiteral("window function");
        function.signature = u'(' + rows.text(row, 5) + u')';
        if (!rows.isNull(row, 6))
            function.signature += QStringLiteral(" → ") + rows.text(row, 6);
        if (m_request.depth != CatalogDepth::Full)
            continue;
        addProperty(function, QStringLiteral("language"), rows.text(row, 7));
        const auto volatility = charAt(rows, row, 8);
        addProperty(function, QStringLiteral("volatility"),
            volatility == 'i'       ? QStringLiteral("immutable")
                : volatility == 's' ? QStringLiteral("stable")
                                    : QStringLiteral("volatile"));
        if (rows.boolean(row, 9))
            addProperty(function, QStringLiteral("security definer"), yes);
    }
}

void CatalogBuilder::takeExtensions(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto &extension = add(CatalogClass::Extension, oidAt(rows, row, 0), ObjectKind::Extension,
            { {}, {}, rows.text(row, 1) }, oidAt(rows, row, 4));
        addProperty(extension, QStringLiteral("version"), rows.text(row, 2));
        addProperty(extension, QStringLiteral("schema"), rows.text(row, 3));
    }
}

void CatalogBuilder::takeServers(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto &server = add(CatalogClass::Server, oidAt(rows, row, 0), ObjectKind::Other, { {}, {}, rows.text(row, 1) },
            oidAt(rows, row, 2));
        server.kindName = QStringLiteral("foreign server");
        addProperty(server, QStringLiteral("foreign-data wrapper"), rows.text(row, 3));
        addProperty(server, QStringLiteral("type"), rows.text(row, 4));
        addProperty(server, QStringLiteral("version"), rows.text(row, 5));
        addProperty(server, QStringLiteral("options"), optionList(arrayElements(rows.bytes(row, 6))));
    }
}

void CatalogBuilder::takeReferencedRelations(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        m_otherRelations.insert(oidAt(rows, row, 0), { {}, rows.text(row, 2), rows.text(row, 1) });
}

void CatalogBuilder::takeInheritance(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto *child = relation(oidAt(rows, row, 0));
        if (!child)
            continue;
        const auto parent = pathOf(oidAt(rows, row, 1));
        if (!child->partitioning) {
            addProperty(*child, QStringLiteral("inherits"), parent.schema + u'.' + parent.name);
            continue;
        }
        child->partitioning->parent = parent;
        child->partitioning->bounds = rows.text(row, 2);
        if (child->kind == ObjectKind::Table && child->kindName.isEmpty())
            child->kindName = QStringLiteral("partition");
        if (rows.boolean(row, 3))
            addProperty(*child, QStringLiteral("detach pending"), yes);
        if (auto *known = relation(oidAt(rows, row, 1)))
            beside(*known).children.push_back(oidAt(rows, row, 0));
    }
}

void CatalogBuilder::takePartitionKeys(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto *table = relation(oidAt(rows, row, 0));
        if (!table)
            continue;
        if (!table->partitioning)
            table->partitioning.emplace();
        table->partitioning->key = rows.text(row, 1);
    }
}

void CatalogBuilder::takeForeignTables(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        if (auto *table = relation(oidAt(rows, row, 0))) {
            addProperty(*table, QStringLiteral("server"), rows.text(row, 1));
            addProperty(*table, QStringLiteral("options"), optionList(arrayElements(rows.bytes(row, 2))));
        }
    }
}

void CatalogBuilder::takeMembers(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        if (auto *member = find(CatalogClass(oidAt(rows, row, 0)), oidAt(rows, row, 1)))
            addProperty(*member, QStringLiteral("extension"), rows.text(row, 2));
    }
}

namespace {

/// How many rows from here on are of the same relation.
std::size_t columnsFrom(const TextRows &rows, qsizetype row)
{
    const auto relation = rows.bytes(row, 0);
    auto end = row + 1;
    while (end < rows.rowCount() && rows.bytes(end, 0) == relation)
        ++end;
    return std::size_t(end - row);
}

} // namespace

void CatalogBuilder::reserveColumns(CatalogObject &object, std::size_t more)
{
    auto &extra = beside(object);
    object.columns.reserve(object.columns.size() + more);
    extra.numbers.reserve(extra.numbers.size() + more);
    extra.types.reserve(extra.types.size() + more);
}

void CatalogBuilder::takeColumns(const TextRows &rows)
{
    CatalogObject *object = nullptr;
    Oid last = 0;
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto oid = oidAt(rows, row, 0);
        if (oid != last) {
            object = relation(oid);
            if (const auto type = m_rowTypes.constFind(oid); !object && type != m_rowTypes.constEnd())
                object = find(CatalogClass::Type, *type);
            last = oid;
            if (object)
                reserveColumns(*object, columnsFrom(rows, row));
        }
        if (!object)
            continue;
        auto &extra = beside(*object);
        const auto number = qint16(rows.integer(row, 1));
        // Rows come as the table has them, which mostly is the order of the columns.
        const auto at = std::ranges::upper_bound(extra.numbers, number) - extra.numbers.begin();
        extra.numbers.insert(extra.numbers.begin() + at, number);
        auto &column = *object->columns.emplace(object->columns.begin() + at);
        column.name = intern(rows.bytes(row, 2));
        const TypeKey type { oidAt(rows, row, 3), int(rows.integer(row, 4)) };
        auto place = m_typePlaces.constFind(type);
        if (place == m_typePlaces.constEnd()) {
            place = m_typePlaces.insert(type, qint32(m_types.size()));
            m_types.emplace_back(type, QString());
        }
        extra.types.insert(extra.types.begin() + at, *place);
        column.nullable = !rows.boolean(row, 5);
        if (const auto letter = charAt(rows, row, 6); letter != '\0')
            column.identity = letter == 'a' ? IdentityKind::Always : IdentityKind::ByDefault;
        if (const auto letter = charAt(rows, row, 7); letter != '\0')
            column.generated = letter == 's' ? GeneratedKind::Stored : GeneratedKind::Virtual;
    }
}

void CatalogBuilder::takeReferencedColumns(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        m_otherColumns.insert(columnKey(oidAt(rows, row, 0), int(rows.integer(row, 1))), rows.text(row, 2));
}

void CatalogBuilder::takePrimaryKeys(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        int position = 0;
        for (const auto number : numbers(rows.bytes(row, 1))) {
            ++position;
            if (auto *part = column(oidAt(rows, row, 0), int(number)))
                part->primaryKeyPosition = position;
        }
    }
}

void CatalogBuilder::addKey(CatalogObject &object, const TextRows &rows, qsizetype row)
{
    const auto primary = charAt(rows, row, 2) == 'p';
    object.keys.push_back({ rows.text(row, 1), primary, columnNames(oidAt(rows, row, 0), rows.bytes(row, 3)) });
}

void CatalogBuilder::addForeignKey(CatalogObject &object, const TextRows &rows, qsizetype row)
{
    auto &key = object.foreignKeys.emplace_back();
    const auto target = oidAt(rows, row, 4);
    key.name = rows.text(row, 1);
    key.columns = columnNames(oidAt(rows, row, 0), rows.bytes(row, 3));
    key.target = pathOf(target);
    key.targetColumns = columnNames(target, rows.bytes(row, 5));
    key.onUpdate = actionText(charAt(rows, row, 6));
    key.onDelete = actionText(charAt(rows, row, 7));
    key.deferrable = rows.boolean(row, 8);
    key.initiallyDeferred = rows.boolean(row, 9);
    key.validated = rows.boolean(row, 10);
}

void CatalogBuilder::addDomainCheck(const TextRows &rows, qsizetype row)
{
    if (auto *domain = find(CatalogClass::Type, oidAt(rows, row, 12)); domain && charAt(rows, row, 2) == 'c')
        domain->checks.push_back({ rows.text(row, 1), rows.text(row, 13), rows.boolean(row, 10) });
}

void CatalogBuilder::takeConstraints(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto *object = relation(oidAt(rows, row, 0));
        if (!object) {
            addDomainCheck(rows, row);
            continue;
        }
        const auto letter = charAt(rows, row, 2);
        if (letter == 'p' || letter == 'u' || letter == 'x')
            m_keyIndexes.insert(oidAt(rows, row, 11), true);
        if (letter == 'p' || letter == 'u')
            addKey(*object, rows, row);
        else if (letter == 'f')
            addForeignKey(*object, rows, row);
        else if (letter == 'c' || letter == 'x')
            object->checks.push_back({ rows.text(row, 1), rows.text(row, 13), rows.boolean(row, 10) });
    }
}

void CatalogBuilder::takeDefaults(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto *owner = column(oidAt(rows, row, 0), int(rows.integer(row, 1)));
        if (!owner)
            continue;
        const auto expression = intern(rows.bytes(row, 2));
        (owner->generated == GeneratedKind::None ? owner->defaultExpression : owner->generatedExpression) = expression;
    }
}

void CatalogBuilder::takeCollations(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        if (auto *owner = column(oidAt(rows, row, 0), int(rows.integer(row, 1))))
            owner->collation = rows.text(row, 2);
    }
}

void CatalogBuilder::takeIndexes(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto table = oidAt(rows, row, 0);
        auto *object = relation(table);
        if (!object)
            continue;
        const auto oid = oidAt(rows, row, 1);
        m_indexes.insert(oid, { std::size_t(object - m_objects.data()), object->indexes.size() });
        auto &index = object->indexes.emplace_back();
        index.name = rows.text(row, 2);
        index.unique = rows.boolean(row, 3);
        index.implicit = m_keyIndexes.contains(oid);
        const auto keys = numbers(rows.bytes(row, 4));
        const auto count = std::min(keys.size(), std::size_t(std::max<qint64>(rows.integer(row, 5), 0)));
        for (std::size_t i = 0; i < count; ++i)
            index.columns.append(keys[i] == 0 ? QString() : columnName(table, int(keys[i])));
        index.predicate = rows.text(row, 6);
        index.method = intern(rows.bytes(row, 7));
        if (!index.implicit && !rows.isNull(row, 8))
            index.ddl = rows.text(row, 8) + u';';
        index.valid = rows.boolean(row, 9);
    }
}

void CatalogBuilder::takeIndexExpressions(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto found = m_indexes.constFind(oidAt(rows, row, 0));
        if (found == m_indexes.constEnd())
            continue;
        auto &columns = m_objects[found->object].indexes[found->part].columns;
        if (const auto place = rows.integer(row, 1) - 1; place >= 0 && place < columns.size())
            columns[place] = rows.text(row, 2);
    }
}

void CatalogBuilder::takeTriggers(const TextRows &rows)
{
    // https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_trigger.h, TRIGGER_TYPE_…
    static const std::array<std::pair<int, QString>, 4> events { { { 4, QStringLiteral("INSERT") },
        { 8, QStringLiteral("DELETE") }, { 16, QStringLiteral("UPDATE") }, { 32, QStringLiteral("TRUNCATE") } } };
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto *object = relation(oidAt(rows, row, 0));
        if (!object)
            continue;
        auto &trigger = object->triggers.emplace_back();
        trigger.name = rows.text(row, 1);
        const auto type = rows.integer(row, 2);
        trigger.timing = type & 64 ? QStringLiteral("INSTEAD OF")
            : type & 2             ? QStringLiteral("BEFORE")
                                   : QStringLiteral("AFTER");
        for (const auto &[bit, event] : events) {
            if (type & bit)
                trigger.events.append(event);
        }
        trigger.enabled = charAt(rows, row, 3) != 'D';
        if (!rows.isNull(row, 4))
            trigger.ddl = rows.text(row, 4) + u';';
    }
}

void CatalogBuilder::takePolicies(const TextRows &rows)
{
    static const QHash<char, QString> commands { { 'r', QStringLiteral("SELECT") }, { 'a', QStringLiteral("INSERT") },
        { 'w', QStringLiteral("UPDATE") }, { 'd', QStringLiteral("DELETE") } };
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto *object = relation(oidAt(rows, row, 0));
        if (!object)
            continue;
        auto &policy = object->policies.emplace_back();
        policy.name = rows.text(row, 1);
        policy.command = commands.value(charAt(rows, row, 2), QStringLiteral("ALL"));
        policy.permissive = rows.boolean(row, 3);
        for (const auto role : numbers(rows.bytes(row, 4)))
            policy.roles.append(roleName(Oid(role)));
        policy.usingExpression = rows.text(row, 5);
        policy.checkExpression = rows.text(row, 6);
    }
}

void CatalogBuilder::takeEnumLabels(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto *type = find(CatalogClass::Type, oidAt(rows, row, 0));
        if (!type)
            continue;
        const auto label = rows.text(row, 1);
        const auto known = std::ranges::find(
            type->properties, QStringLiteral("labels"), [](const auto &property) { return property.first; });
        if (known == type->properties.end())
            addProperty(*type, QStringLiteral("labels"), label);
        else
            known->second += QStringLiteral(", ") + label;
    }
}

void CatalogBuilder::takeSequences(const TextRows &rows)
{
    static const std::array names { QStringLiteral("type"), QStringLiteral("start"), QStringLiteral("increment"),
        QStringLiteral("minimum"), QStringLiteral("maximum"), QStringLiteral("cache") };
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto *sequence = relation(oidAt(rows, row, 0));
        if (!sequence)
            continue;
        for (std::size_t i = 0; i < names.size(); ++i)
            addProperty(*sequence, names[i], rows.text(row, int(i) + 1));
        if (rows.boolean(row, 7))
            addProperty(*sequence, QStringLiteral("cycle"), yes);
        if (rows.isNull(row, 8))
            continue;
        const auto owner = pathOf(oidAt(rows, row, 8));
        addProperty(*sequence,
            charAt(rows, row, 10) == 'i' ? QStringLiteral("identity of") : QStringLiteral("owned by"),
            owner.schema + u'.' + owner.name + u'.' + rows.text(row, 9));
    }
}

void CatalogBuilder::takeComments(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto type = CatalogClass(oidAt(rows, row, 0));
        const auto number = int(rows.integer(row, 2));
        const auto text = rows.text(row, 3);
        if (type == CatalogClass::Relation && number > 0) {
            if (auto *owner = column(oidAt(rows, row, 1), number))
                owner->comment = text;
        } else if (auto *object = find(type, oidAt(rows, row, 1))) {
            object->comment = text;
        }
    }
}

void CatalogBuilder::takeSizes(const TextRows &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        if (auto *object = relation(oidAt(rows, row, 0)); object && !rows.isNull(row, 1))
            object->sizeBytes = rows.integer(row, 1);
    }
}

void CatalogBuilder::takeDatabases(const TextRows &rows)
{
    if (!m_request.scope.schema.isEmpty() || !m_request.scope.name.isEmpty())
        return;
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        auto &database = add(CatalogClass::Database, oidAt(rows, row, 0), ObjectKind::Database,
            { rows.text(row, 1), {}, {} }, oidAt(rows, row, 2));
        addProperty(database, QStringLiteral("encoding"), rows.text(row, 3));
        addProperty(database, QStringLiteral("collation"), rows.text(row, 4));
        addProperty(database, QStringLiteral("character type"), rows.text(row, 5));
        database.comment = rows.text(row, 6);
        if (!rows.isNull(row, 7))
            database.sizeBytes = rows.integer(row, 7);
    }
}

void CatalogBuilder::takeMemberships(const TextRows &rows)
{
    QHash<Oid, QStringList> groups;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        groups[oidAt(rows, row, 0)].append(roleName(oidAt(rows, row, 1)));
    for (auto [member, names] : groups.asKeyValueRange()) {
        names.sort();
        names.removeDuplicates();
        if (auto *role = find(CatalogClass::Role, member))
            addProperty(*role, QStringLiteral("member of"), names.join(QStringLiteral(", ")));
    }
}

std::vector<CatalogBuilder::TypeKey> CatalogBuilder::unnamedTypes() const
{
    std::vector<TypeKey> keys;
    for (const auto &[key, text] : m_types)
        keys.push_back(key);
    return keys;
}

void CatalogBuilder::takeTypeNames(const TextRows &rows)
{
    QHash<TypeKey, QString> names;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        names.insert({ oidAt(rows, row, 0), int(rows.integer(row, 1)) }, rows.text(row, 2));
    for (auto &[key, text] : m_types)
        text = names.value(key, names.value({ key.first, -1 }));
}

void CatalogBuilder::takeStandardTables(const TextRows &rows)
{
    m_objects.clear();
    m_beside.clear();
    m_places.clear();
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto type = rows.text(row, 2);
        const auto kind = type == QLatin1StringView("VIEW") ? ObjectKind::View
            : type.startsWith(QLatin1StringView("FOREIGN")) ? ObjectKind::ForeignTable
                                                            : ObjectKind::Table;
        add(CatalogClass::Relation, Oid(row) + 1, kind, { {}, rows.text(row, 0), rows.text(row, 1) });
    }
}

void CatalogBuilder::takeStandardColumns(const TextRows &rows)
{
    QHash<QString, std::size_t> places;
    for (std::size_t i = 0; i < m_objects.size(); ++i)
        places.insert(m_objects[i].path.schema + QChar(0) + m_objects[i].path.name, i);
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const auto place = places.constFind(rows.text(row, 0) + QChar(0) + rows.text(row, 1));
        if (place == places.constEnd())
            continue;
        auto &column = m_objects[*place].columns.emplace_back();
        column.name = rows.text(row, 2);
        column.type = rows.text(row, 3);
        column.nullable = rows.text(row, 4) != QLatin1StringView("NO");
    }
}

void CatalogBuilder::takeDdl(const DdlReader &reader)
{
    for (std::size_t i = 0; i < m_objects.size(); ++i)
        m_objects[i].ddl = reader.ddl(m_beside[i].type, m_beside[i].oid);
}

/// A partitioned table holds nothing itself: rows and size are its partitions', where all of them are known.
void CatalogBuilder::sumUp(std::size_t place, int depth)
{
    const auto children = m_beside[place].children;
    if (children.empty() || depth > 64)
        return;
    std::optional<qint64> rows = 0;
    std::optional<qint64> bytes = 0;
    for (const auto child : children) {
        const auto found = m_places.value(keyOf(CatalogClass::Relation, child));
        sumUp(found, depth + 1);
        const auto &object = m_objects[found];
        rows = rows && object.rowEstimate ? std::optional(*rows + *object.rowEstimate) : std::nullopt;
        // What lies on another server has no size here.
        if (object.kind != ObjectKind::ForeignTable)
            bytes = bytes && object.sizeBytes ? std::optional(*bytes + *object.sizeBytes) : std::nullopt;
    }
    if (rows)
        m_objects[place].rowEstimate = rows;
    if (m_request.includeSizes && bytes)
        m_objects[place].sizeBytes = bytes;
}

void CatalogBuilder::sumUpPartitions()
{
    for (std::size_t place = 0; place < m_objects.size(); ++place) {
        const auto isTop = !m_objects[place].partitioning || m_objects[place].partitioning->parent.name.isEmpty();
        if (isTop)
            sumUp(place, 0);
    }
}

void CatalogBuilder::nameOwners()
{
    for (std::size_t i = 0; i < m_objects.size(); ++i) {
        if (m_beside[i].owner != 0)
            m_objects[i].owner = m_roles.value(m_beside[i].owner);
    }
}

std::vector<CatalogObject> CatalogBuilder::finish()
{
    for (std::size_t i = 0; i < m_objects.size(); ++i) {
        const auto &types = m_beside[i].types;
        for (std::size_t column = 0; column < types.size(); ++column)
            m_objects[i].columns[column].type = m_types[std::size_t(types[column])].second;
        auto &object = m_objects[i];
        std::ranges::sort(object.indexes, {}, &CatalogIndex::name);
        std::ranges::sort(object.foreignKeys, {}, &CatalogForeignKey::name);
        std::ranges::sort(object.checks, {}, &CatalogCheck::name);
        std::ranges::sort(object.keys, {}, [](const CatalogKey &key) { return std::tuple(!key.primary, key.name); });
    }
    sumUpPartitions();
    nameOwners();
    std::vector<std::size_t> order(m_objects.size());
    std::ranges::iota(order, std::size_t(0));
    std::ranges::sort(order, {}, [&](std::size_t i) {
        const auto &object = m_objects[i];
        return std::tie(object.path.database, object.path.schema, object.kind, object.path.name, object.signature);
    });
    std::vector<CatalogObject> objects;
    objects.reserve(order.size());
    for (const auto place : order)
        objects.push_back(std::move(m_objects[place]));
    m_objects.clear();
    return objects;
}

} // namespace dumbo::postgresql
