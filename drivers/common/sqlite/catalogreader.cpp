#include "drivers/common/sqlite/catalogreader.h"

#include "drivers/common/sqlite/createstatements.h"
#include "drivers/common/sqlite/tokens.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <tuple>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

QByteArray literal(const QString &text)
{
    return '\'' + text.toUtf8().replace('\'', "''") + '\'';
}

QByteArray keyOf(std::string_view schema, std::string_view name)
{
    // NOCASE of SQLite folds ASCII only, as names of tables do.
    return (QByteArray(schema) + '\0' + QByteArray(name)).toLower();
}

struct Schema
{
    QString name;
    QString file;
};

class CatalogReader
{
public:
    CatalogReader(const CatalogRequest &request, const CatalogQuery &query)
        : m_query(query)
    {
        m_part.request = request;
    }

    Result<CatalogPart> read();

private:
    using Step = Result<void> (CatalogReader::*)();

    [[nodiscard]] Result<void> readSchemas();
    [[nodiscard]] Result<void> readObjects();
    [[nodiscard]] Result<void> readTexts();
    [[nodiscard]] Result<void> readTableColumns();
    [[nodiscard]] Result<void> readViewColumns();
    [[nodiscard]] Result<void> readIndexes();
    [[nodiscard]] Result<void> readForeignKeys();
    [[nodiscard]] Result<void> readEstimates();
    [[nodiscard]] Result<void> readSizes();
    void readColumnsOneByOne(ObjectKind kind);
    void addObject(const CatalogRow &row);
    void addText(const CatalogRow &row);
    void addColumn(const CatalogRow &row);
    void addIndexColumn(const CatalogRow &row);
    void addForeignKeyColumn(const CatalogRow &row);
    void applyIndexTexts(CatalogObject &object);
    void addSchemaObjects();
    void applyTexts(std::size_t place);
    void applyKeys(CatalogObject &object, const TableText &text);
    void finish();

    [[nodiscard]] CatalogRequest &request() { return m_part.request; }
    [[nodiscard]] bool isFull() { return request().depth == CatalogDepth::Full; }
    [[nodiscard]] CatalogObject *find(std::string_view schema, std::string_view name);
    [[nodiscard]] QByteArray objectsQuery(const QByteArray &types);
    [[nodiscard]] Result<void> forEachSchema(const std::function<QByteArray(const QString &schema)> &select,
        const std::function<void(const CatalogRow &)> &onRow);

    const CatalogQuery &m_query;
    CatalogPart m_part;
    std::vector<Schema> m_schemas;
    QHash<QByteArray, std::size_t> m_places; ///< by keyOf()
    QByteArray m_lastKey; ///< rows of one object come together
    CatalogObject *m_lastObject = nullptr;
    std::vector<QByteArray> m_tableTexts; ///< beside m_part.objects
    std::vector<QByteArrayList> m_furtherTexts; ///< indexes and triggers, beside m_part.objects
    QHash<QByteArray, QByteArray> m_indexTexts; ///< by keyOf() of the index
};

Result<CatalogPart> CatalogReader::read()
{
    std::vector<Step> steps { &CatalogReader::readSchemas, &CatalogReader::readObjects,
        &CatalogReader::readTexts };
    if (request().depth != CatalogDepth::Names) {
        steps.push_back(&CatalogReader::readTableColumns);
        steps.push_back(&CatalogReader::readViewColumns);
    }
    if (isFull()) {
        steps.push_back(&CatalogReader::readIndexes);
        steps.push_back(&CatalogReader::readForeignKeys);
        steps.push_back(&CatalogReader::readEstimates);
    }
    if (request().includeSizes)
        steps.push_back(&CatalogReader::readSizes);
    for (const auto step : steps) {
        if (const auto done = (this->*step)(); !done)
            return fail(done.error());
    }
    finish();
    return std::move(m_part);
}

Result<void> CatalogReader::readSchemas()
{
    return m_query("SELECT name, file FROM pragma_database_list", [this](const CatalogRow &row) {
        const auto name = row.text(0);
        if (!request().scope.schema.isEmpty()
            && request().scope.schema.compare(name, Qt::CaseInsensitive) != 0)
            return;
        m_schemas.push_back({ name, row.text(1) });
    });
}

QByteArray CatalogReader::objectsQuery(const QByteArray &types)
{
    QByteArray sql = "SELECT schema, name, type, wr, strict FROM pragma_table_list";
    if (!request().scope.name.isEmpty())
        sql += '(' + literal(request().scope.name) + ')';
    sql += " WHERE type IN (" + types + ')';
    if (!request().scope.schema.isEmpty())
        sql += " AND schema = " + literal(request().scope.schema) + " COLLATE NOCASE";
    return sql;
}

Result<void> CatalogReader::readObjects()
{
    const auto read = m_query(objectsQuery("'table', 'view', 'virtual', 'shadow'"),
        [this](const CatalogRow &row) { addObject(row); });
    m_tableTexts.resize(m_part.objects.size());
    m_furtherTexts.resize(m_part.objects.size());
    return read;
}

void CatalogReader::addObject(const CatalogRow &row)
{
    CatalogObject object;
    const auto type = row.bytes(2);
    object.path = { {}, row.text(0), row.text(1) };
    object.kind = type == "view" ? ObjectKind::View
                                 : (type == "virtual" ? ObjectKind::VirtualTable : ObjectKind::Table);
    object.system
        = type == "shadow" || object.path.name.startsWith(QLatin1StringView("sqlite_"), Qt::CaseInsensitive);
    if (object.system && !request().includeSystem)
        return;
    if (type == "shadow")
        object.kindName = QStringLiteral("shadow table");
    if (isFull() && row.integer(4))
        object.properties.emplace_back(QStringLiteral("STRICT"), QStringLiteral("yes"));
    if (isFull() && row.integer(3))
        object.properties.emplace_back(QStringLiteral("WITHOUT ROWID"), QStringLiteral("yes"));
    m_places.insert(keyOf(row.bytes(0), row.bytes(1)), m_part.objects.size());
    m_part.objects.push_back(std::move(object));
}

CatalogObject *CatalogReader::find(std::string_view schema, std::string_view name)
{
    const auto key = keyOf(schema, name);
    if (key != m_lastKey) {
        const auto found = m_places.constFind(key);
        m_lastObject = found == m_places.constEnd() ? nullptr : &m_part.objects[*found];
        m_lastKey = key;
    }
    return m_lastObject;
}

Result<void> CatalogReader::forEachSchema(const std::function<QByteArray(const QString &schema)> &select,
    const std::function<void(const CatalogRow &)> &onRow)
{
    QByteArrayList selects;
    for (const auto &schema : m_schemas) {
        if (const auto sql = select(schema.name); !sql.isEmpty())
            selects.append(sql);
    }
    return selects.isEmpty() ? Result<void>() : m_query(selects.join(" UNION ALL "), onRow);
}

Result<void> CatalogReader::readTexts()
{
    QByteArray condition = " WHERE sql IS NOT NULL";
    if (!request().scope.name.isEmpty())
        condition += " AND tbl_name = " + literal(request().scope.name) + " COLLATE NOCASE";
    // Which module a virtual table has is all that the smaller depths need, and the text of generated
    // columns.
    if (request().depth == CatalogDepth::Names && !request().includeDdl)
        condition += " AND sql LIKE 'CREATE VIRTUAL%'";
    else if (!isFull() && !request().includeDdl)
        condition += " AND (sql LIKE 'CREATE VIRTUAL%' OR (type = 'table' AND (sql LIKE '%AS%(%' OR sql LIKE "
                     "'%COLLATE%')))";
    return forEachSchema(
        [&](const QString &schema) {
            return "SELECT " + literal(schema) + ", type, name, tbl_name, sql FROM " + quoted(schema)
                + ".sqlite_master" + condition;
        },
        [this](const CatalogRow &row) { addText(row); });
}

void CatalogReader::addText(const CatalogRow &row)
{
    const auto found = m_places.constFind(keyOf(row.bytes(0), row.bytes(3)));
    if (found == m_places.constEnd())
        return;
    auto &object = m_part.objects[*found];
    const QByteArray sql(row.bytes(4));
    const auto type = row.bytes(1);
    if (type == "table" || type == "view") {
        m_tableTexts[*found] = sql;
        if (const auto module = object.kind == ObjectKind::VirtualTable ? virtualTableModule(sql) : QString();
            !module.isEmpty()) {
            object.kindName = tr("%1 table").arg(module.toUpper());
            object.properties.emplace_back(QStringLiteral("module"), module);
        }
        return;
    }
    m_furtherTexts[*found].append(sql);
    if (type == "index" && isFull())
        m_indexTexts.insert(keyOf(row.bytes(0), row.bytes(2)), sql);
    if (type == "trigger" && isFull()) {
        const auto text = readCreateTrigger(sql);
        object.triggers.push_back(
            { row.text(2), text.timing, { text.event }, true, QString::fromUtf8(sql) + u';' });
    }
}

constexpr auto columnFields = "x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden";

Result<void> CatalogReader::readTableColumns()
{
    return m_query(QByteArray("SELECT t.schema, t.name, ") + columnFields + " FROM ("
            + objectsQuery("'table', 'shadow'") + ") AS t JOIN pragma_table_xinfo(t.name, t.schema) AS x",
        [this](const CatalogRow &row) { addColumn(row); });
}

Result<void> CatalogReader::readViewColumns()
{
    const auto read = m_query(QByteArray("SELECT t.schema, t.name, ") + columnFields + " FROM ("
            + objectsQuery("'view', 'virtual'") + ") AS t JOIN pragma_table_xinfo(t.name, t.schema) AS x",
        [this](const CatalogRow &row) { addColumn(row); });
    if (read || read.error().isCancelled())
        return read;
    readColumnsOneByOne(ObjectKind::View);
    readColumnsOneByOne(ObjectKind::VirtualTable);
    return {};
}

void CatalogReader::readColumnsOneByOne(ObjectKind kind)
{
    for (auto &object : m_part.objects) {
        if (object.kind != kind)
            continue;
        object.columns.clear();
        m_lastKey.clear();
        const auto schema = literal(object.path.schema);
        const auto name = literal(object.path.name);
        const auto read = m_query("SELECT " + schema + ", " + name + ", " + columnFields
                + " FROM pragma_table_xinfo(" + name + ", " + schema + ") AS x",
            [this](const CatalogRow &row) { addColumn(row); });
        if (!read)
            m_part.warnings.append(tr("The columns of \"%1\" could not be read: %2")
                                       .arg(object.path.name, read.error().message()));
    }
}

void CatalogReader::addColumn(const CatalogRow &row)
{
    auto *object = find(row.bytes(0), row.bytes(1));
    if (!object)
        return;
    auto &column = object->columns.emplace_back();
    column.name = row.text(2);
    column.type = row.text(3);
    column.nullable = row.integer(4) == 0;
    column.defaultExpression = row.text(5);
    column.primaryKeyPosition = int(row.integer(6));
    // https://www.sqlite.org/pragma.html#pragma_table_xinfo: 1 hidden, 2 generated and virtual, 3 generated
    // and stored
    const auto hidden = row.integer(7);
    column.hidden = hidden == 1;
    column.generated
        = hidden == 2 ? GeneratedKind::Virtual : (hidden == 3 ? GeneratedKind::Stored : GeneratedKind::None);
}

Result<void> CatalogReader::readIndexes()
{
    return m_query("SELECT t.schema, t.name, i.name, i.\"unique\", i.origin, x.name FROM ("
            + objectsQuery("'table', 'shadow'")
            + ") AS t JOIN pragma_index_list(t.name, t.schema) AS i JOIN pragma_index_xinfo(i.name, "
              "t.schema) AS x ON x.key = 1",
        [this](const CatalogRow &row) { addIndexColumn(row); });
}

void CatalogReader::addIndexColumn(const CatalogRow &row)
{
    auto *object = find(row.bytes(0), row.bytes(1));
    if (!object)
        return;
    const auto name = row.text(2);
    if (object->indexes.empty() || object->indexes.back().name != name) {
        auto &index = object->indexes.emplace_back();
        index.name = name;
        index.unique = row.integer(3) != 0;
        index.implicit = row.bytes(4) != "c";
        index.method = QStringLiteral("btree");
        if (row.bytes(4) == "u")
            object->keys.push_back({});
    }
    object->indexes.back().columns.append(row.text(5));
    if (row.bytes(4) == "u")
        object->keys.back().columns.append(row.text(5));
}

Result<void> CatalogReader::readForeignKeys()
{
    return m_query("SELECT t.schema, t.name, f.id, f.seq, f.\"table\", f.\"from\", f.\"to\", f.on_update, "
                   "f.on_delete FROM ("
            + objectsQuery("'table'") + ") AS t JOIN pragma_foreign_key_list(t.name, t.schema) AS f",
        [this](const CatalogRow &row) { addForeignKeyColumn(row); });
}

void CatalogReader::addForeignKeyColumn(const CatalogRow &row)
{
    auto *object = find(row.bytes(0), row.bytes(1));
    if (!object)
        return;
    const auto action
        = [](const QString &text) { return text == QLatin1StringView("NO ACTION") ? QString() : text; };
    if (row.integer(3) == 0) {
        auto &key = object->foreignKeys.emplace_back();
        key.target = { {}, object->path.schema, row.text(4) };
        key.onUpdate = action(row.text(7));
        key.onDelete = action(row.text(8));
    }
    auto &key = object->foreignKeys.back();
    key.columns.append(row.text(5));
    if (!row.bytes(6).empty())
        key.targetColumns.append(row.text(6));
}

Result<void> CatalogReader::readEstimates()
{
    // Where ANALYZE never ran there is no such table; asking the list costs nothing for the others.
    QByteArrayList analyzed;
    const auto listed = m_query("SELECT schema FROM pragma_table_list('sqlite_stat1')",
        [&](const CatalogRow &row) { analyzed.append(QByteArray(row.bytes(0))); });
    if (!listed)
        return listed;
    return forEachSchema(
        [&](const QString &schema) {
            return analyzed.contains(schema.toUtf8())
                ? "SELECT " + literal(schema) + ", tbl, max(CAST(stat AS INTEGER)) FROM " + quoted(schema)
                    + ".sqlite_stat1 GROUP BY tbl"
                : QByteArray();
        },
        [this](const CatalogRow &row) {
            if (auto *object = find(row.bytes(0), row.bytes(1)))
                object->rowEstimate = row.integer(2);
        });
}

Result<void> CatalogReader::readSizes()
{
    const auto read = forEachSchema(
        [](const QString &schema) {
            return "SELECT " + literal(schema) + ", m.tbl_name, sum(s.pgsize) FROM dbstat AS s JOIN "
                + quoted(schema) + ".sqlite_master AS m ON m.name = s.name WHERE s.schema = "
                + literal(schema) + " AND s.aggregate = TRUE GROUP BY m.tbl_name";
        },
        [this](const CatalogRow &row) {
            if (auto *object = find(row.bytes(0), row.bytes(1)))
                object->sizeBytes = row.integer(2);
        });
    if (!read && read.error().isCancelled())
        return read;
    if (!read)
        m_part.warnings.append(tr("Sizes could not be read: %1").arg(read.error().message()));
    return {};
}

void CatalogReader::applyTexts(std::size_t place)
{
    auto &object = m_part.objects[place];
    const auto &sql = m_tableTexts[place];
    if (request().includeDdl && !sql.isEmpty()) {
        object.ddl = QString::fromUtf8(sql) + u';';
        for (const auto &further : m_furtherTexts[place])
            object.ddl += QStringLiteral("\n") + QString::fromUtf8(further) + u';';
    }
    if (object.kind != ObjectKind::Table || sql.isEmpty() || request().depth == CatalogDepth::Names)
        return;
    const auto text = readCreateTable(sql);
    for (auto &column : object.columns) {
        const auto found = std::ranges::find_if(text.columns,
            [&](const auto &entry) { return entry.name.compare(column.name, Qt::CaseInsensitive) == 0; });
        if (found == text.columns.end())
            continue;
        column.collation = found->collation;
        if (column.generated != GeneratedKind::None)
            column.generatedExpression = found->generatedExpression;
    }
    if (!isFull())
        return;
    object.checks = text.checks;
    if (text.autoincrement)
        object.properties.emplace_back(QStringLiteral("AUTOINCREMENT"), QStringLiteral("yes"));
    applyKeys(object, text);
}

void CatalogReader::applyKeys(CatalogObject &object, const TableText &text)
{
    for (const auto &named : text.keys) {
        const auto found = std::ranges::find_if(object.keys, [&](const CatalogKey &key) {
            return key.primary == named.primary && key.columns == named.columns;
        });
        if (found != object.keys.end())
            found->name = named.name;
    }
    std::vector<bool> used(text.foreignKeys.size());
    for (auto &key : object.foreignKeys) {
        for (std::size_t i = 0; i < text.foreignKeys.size(); ++i) {
            if (used[i] || text.foreignKeys[i].columns != key.columns)
                continue;
            used[i] = true;
            key.name = text.foreignKeys[i].name;
            key.deferrable = text.foreignKeys[i].deferrable;
            key.initiallyDeferred = text.foreignKeys[i].initiallyDeferred;
            break;
        }
    }
}

/// The primary key from its columns, which have their positions; a rowid table's INTEGER PRIMARY KEY gives
/// itself its values.
void addPrimaryKey(CatalogObject &object)
{
    std::vector<const CatalogColumn *> parts;
    for (const auto &column : object.columns) {
        if (column.primaryKeyPosition > 0)
            parts.push_back(&column);
    }
    if (parts.empty())
        return;
    std::ranges::sort(parts, {}, &CatalogColumn::primaryKeyPosition);
    CatalogKey key { {}, true, {} };
    for (const auto *part : parts)
        key.columns.append(part->name);
    object.keys.insert(object.keys.begin(), key);
}

void markIdentity(CatalogObject &object)
{
    CatalogColumn *only = nullptr;
    for (auto &column : object.columns) {
        if (column.primaryKeyPosition == 0)
            continue;
        if (only)
            return;
        only = &column;
    }
    const auto isRowid = only && only->type.compare(QLatin1StringView("INTEGER"), Qt::CaseInsensitive) == 0
        && !std::ranges::contains(object.properties, QStringLiteral("WITHOUT ROWID"),
            [](const auto &property) { return property.first; });
    if (isRowid)
        only->identity = IdentityKind::ByDefault;
}

void CatalogReader::applyIndexTexts(CatalogObject &object)
{
    for (auto &index : object.indexes) {
        const auto sql
            = m_indexTexts.value(keyOf(object.path.schema.toStdString(), index.name.toStdString()));
        if (sql.isEmpty())
            continue;
        index.ddl = QString::fromUtf8(sql) + u';';
        const auto text = readCreateIndex(sql);
        index.predicate = text.predicate;
        for (qsizetype i = 0; i < index.columns.size() && i < text.entries.size(); ++i) {
            if (index.columns[i].isEmpty())
                index.columns[i] = text.entries[i];
        }
    }
    std::ranges::sort(object.indexes, {}, &CatalogIndex::name);
}

void CatalogReader::addSchemaObjects()
{
    const auto count = m_part.objects.size();
    for (const auto &schema : m_schemas) {
        // SQLite makes "temp" whenever it wants one; without objects nobody wants to see it.
        const auto isIn = [&](const CatalogObject &entry) { return entry.path.schema == schema.name; };
        if (schema.name == QLatin1StringView("temp")
            && std::none_of(m_part.objects.begin(), m_part.objects.begin() + std::ptrdiff_t(count), isIn))
            continue;
        CatalogObject object;
        object.kind = ObjectKind::Schema;
        object.path.schema = schema.name;
        if (!schema.file.isEmpty())
            object.properties.emplace_back(QStringLiteral("file"), schema.file);
        m_part.objects.push_back(std::move(object));
    }
}

void CatalogReader::finish()
{
    for (std::size_t place = 0; place < m_part.objects.size(); ++place) {
        auto &object = m_part.objects[place];
        if (isFull() && object.kind == ObjectKind::Table) {
            addPrimaryKey(object);
            markIdentity(object);
        }
        applyTexts(place);
        applyIndexTexts(object);
    }
    if (request().scope.name.isEmpty())
        addSchemaObjects();
    std::ranges::sort(m_part.objects, {}, [](const CatalogObject &object) {
        return std::tie(object.path.database, object.path.schema, object.kind, object.path.name);
    });
}

} // namespace

Result<CatalogPart> readCatalog(const CatalogRequest &request, const CatalogQuery &query)
{
    return CatalogReader(request, query).read();
}

} // namespace dumbo::sqlite
