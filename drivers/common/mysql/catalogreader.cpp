#include "drivers/common/mysql/catalogreader.h"

#include "drivers/common/mysql/queryrows.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <tuple>

namespace dumbo::mysql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MySQL", text);
}

constexpr auto systemSchemas = "('information_schema', 'performance_schema', 'mysql', 'sys')";

bool isSystemSchema(const QString &name)
{
    static const QStringList names { QStringLiteral("information_schema"), QStringLiteral("performance_schema"),
        QStringLiteral("mysql"), QStringLiteral("sys") };
    return names.contains(name.toLower());
}

/// "NO ACTION" and "RESTRICT" are the same here and the default.
QString action(const QString &rule)
{
    return rule == u"NO ACTION" || rule == u"RESTRICT" ? QString() : rule;
}

ObjectKind kindOf(const QString &tableType)
{
    if (tableType.endsWith(u"VIEW"))
        return ObjectKind::View;
    return tableType == u"SEQUENCE" ? ObjectKind::Sequence : ObjectKind::Table;
}

class CatalogReading
{
public:
    CatalogReading(Connection &connection, const CatalogRequest &request, const QString &currentDatabase)
        : m_connection(connection)
        , m_request(request)
        , m_schema(request.scope.schema.isEmpty() ? currentDatabase : request.scope.schema)
    {
        m_part.request = request;
    }

    Result<CatalogPart> read();

private:
    using OnRow = std::function<void(const QueryRow &)>;

    [[nodiscard]] QByteArray inScope(const char *schemaColumn, const char *nameColumn) const;
    [[nodiscard]] QByteArray schemaScope(const char *schemaColumn) const;
    /// A failing query is a warning that says what is missing.
    void tryQuery(const QString &what, const QByteArray &sql, const OnRow &onRow);
    CatalogObject *table(const QString &schema, const QString &name);

    void readSchemas();
    Result<void> readTables();
    void addTable(const QueryRow &row);
    void readColumns();
    void addColumn(const QueryRow &row);
    void readIndexes();
    void addIndexColumn(const QueryRow &row);
    void readForeignKeys();
    void readChecks();
    void readTriggers();
    void readRoutines();
    void readEvents();
    void readServer();
    void readDdl();
    void readDdl(CatalogObject &object);
    void order();

    Connection &m_connection;
    const CatalogRequest &m_request;
    QString m_schema; ///< empty: all
    CatalogPart m_part;
    QHash<std::pair<QString, QString>, std::size_t> m_tables;
};

QByteArray CatalogReading::schemaScope(const char *schemaColumn) const
{
    if (!m_schema.isEmpty())
        return QByteArray(schemaColumn) + " = " + literal(m_schema);
    return m_request.includeSystem ? QByteArray("TRUE")
                                   : QByteArray(schemaColumn) + " NOT IN " + systemSchemas;
}

QByteArray CatalogReading::inScope(const char *schemaColumn, const char *nameColumn) const
{
    auto scope = schemaScope(schemaColumn);
    if (!m_request.scope.name.isEmpty())
        scope += QByteArray(" AND ") + nameColumn + " = " + literal(m_request.scope.name);
    return scope;
}

void CatalogReading::tryQuery(const QString &what, const QByteArray &sql, const OnRow &onRow)
{
    if (const auto read = forEachRow(m_connection, sql, onRow); !read)
        m_part.warnings.append(tr("%1 could not be read: %2").arg(what, read.error().message()));
}

CatalogObject *CatalogReading::table(const QString &schema, const QString &name)
{
    const auto found = m_tables.constFind({ schema, name });
    return found == m_tables.constEnd() ? nullptr : &m_part.objects[*found];
}

Result<CatalogPart> CatalogReading::read()
{
    if (m_request.scope.name.isEmpty())
        readSchemas();
    if (const auto tables = readTables(); !tables)
        return fail(tables.error());
    if (m_request.depth != CatalogDepth::Names)
        readColumns();
    if (m_request.depth == CatalogDepth::Full) {
        readIndexes();
        readForeignKeys();
        readChecks();
        readTriggers();
    }
    readRoutines();
    readEvents();
    if (m_request.includeServer)
        readServer();
    if (m_request.includeDdl)
        readDdl();
    order();
    return std::move(m_part);
}

void CatalogReading::readSchemas()
{
    tryQuery(tr("The databases"),
        "SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA "
        "WHERE "
            + schemaScope("SCHEMA_NAME"),
        [this](const QueryRow &row) {
            CatalogObject schema;
            schema.kind = ObjectKind::Schema;
            schema.path.schema = row.text(0);
            schema.system = isSystemSchema(row.text(0));
            schema.properties = { { QStringLiteral("character set"), row.text(1) },
                { QStringLiteral("collation"), row.text(2) } };
            m_part.objects.push_back(std::move(schema));
        });
}

Result<void> CatalogReading::readTables()
{
    return forEachRow(m_connection,
        "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, TABLE_ROWS, DATA_LENGTH + "
        "INDEX_LENGTH, TABLE_COMMENT FROM information_schema.TABLES WHERE "
            + inScope("TABLE_SCHEMA", "TABLE_NAME"),
        [this](const QueryRow &row) { addTable(row); });
}

void CatalogReading::addTable(const QueryRow &row)
{
    CatalogObject object;
    object.path = { {}, row.text(0), row.text(1) };
    object.kind = kindOf(row.text(2));
    object.system = isSystemSchema(object.path.schema);
    if (row.text(2) == u"SYSTEM VERSIONED")
        object.kindName = QStringLiteral("system-versioned table");
    // A view's comment is only the word VIEW.
    if (object.kind != ObjectKind::View)
        object.comment = row.text(7);
    if (object.kind == ObjectKind::Table && !row.isNull(5))
        object.rowEstimate = row.integer(5);
    if (m_request.includeSizes && !row.isNull(6))
        object.sizeBytes = row.integer(6);
    if (m_request.depth == CatalogDepth::Full && object.kind == ObjectKind::Table) {
        object.properties = { { QStringLiteral("engine"), row.text(3) },
            { QStringLiteral("collation"), row.text(4) } };
    }
    m_tables.insert({ object.path.schema, object.path.name }, m_part.objects.size());
    m_part.objects.push_back(std::move(object));
}

void CatalogReading::readColumns()
{
    tryQuery(tr("The columns"),
        "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, "
        "COLLATION_NAME, COLUMN_COMMENT, GENERATION_EXPRESSION FROM information_schema.COLUMNS WHERE "
            + inScope("TABLE_SCHEMA", "TABLE_NAME") + " ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION",
        [this](const QueryRow &row) { addColumn(row); });
    tryQuery(tr("The primary keys"),
        "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, ORDINAL_POSITION FROM "
        "information_schema.KEY_COLUMN_USAGE WHERE CONSTRAINT_NAME = 'PRIMARY' AND "
            + inScope("TABLE_SCHEMA", "TABLE_NAME"),
        [this](const QueryRow &row) {
            auto *object = table(row.text(0), row.text(1));
            if (!object)
                return;
            const auto column = std::ranges::find(object->columns, row.text(2), &CatalogColumn::name);
            if (column != object->columns.end())
                column->primaryKeyPosition = int(row.integer(3));
        });
}

void CatalogReading::addColumn(const QueryRow &row)
{
    auto *object = table(row.text(0), row.text(1));
    if (!object)
        return;
    CatalogColumn column;
    column.name = row.text(2);
    column.type = row.text(3);
    column.nullable = row.isYes(4);
    column.defaultExpression = row.text(5);
    if (column.nullable && column.defaultExpression == u"NULL")
        column.defaultExpression.clear();
    const auto extra = row.text(6).toUpper();
    if (extra.contains(u"AUTO_INCREMENT"))
        column.identity = IdentityKind::ByDefault;
    if (extra.contains(u"STORED GENERATED") || extra.contains(u"PERSISTENT"))
        column.generated = GeneratedKind::Stored;
    else if (extra.contains(u"VIRTUAL GENERATED"))
        column.generated = GeneratedKind::Virtual;
    column.hidden = extra.contains(u"INVISIBLE");
    column.collation = row.text(7);
    column.comment = row.text(8);
    column.generatedExpression = row.text(9);
    object->columns.push_back(std::move(column));
}

void CatalogReading::readIndexes()
{
    tryQuery(tr("The indexes"),
        "SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, INDEX_TYPE FROM "
        "information_schema.STATISTICS WHERE "
            + inScope("TABLE_SCHEMA", "TABLE_NAME")
            + " ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX",
        [this](const QueryRow &row) { addIndexColumn(row); });
}

/// Every unique index is a unique constraint here, and the primary key is one.
void CatalogReading::addIndexColumn(const QueryRow &row)
{
    auto *object = table(row.text(0), row.text(1));
    if (!object)
        return;
    const auto name = row.text(2);
    const auto isUnique = row.integer(3) == 0;
    if (object->indexes.empty() || object->indexes.back().name != name) {
        CatalogIndex index;
        index.name = name;
        index.unique = isUnique;
        index.implicit = isUnique;
        index.method = row.text(5).toLower();
        object->indexes.push_back(std::move(index));
        if (isUnique)
            object->keys.push_back({ name, name == u"PRIMARY", {} });
    }
    object->indexes.back().columns.append(row.text(4));
    if (isUnique)
        object->keys.back().columns.append(row.text(4));
}

void CatalogReading::readForeignKeys()
{
    tryQuery(tr("The foreign keys"),
        "SELECT k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_SCHEMA, "
        "k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.UPDATE_RULE, r.DELETE_RULE FROM "
        "information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON "
        "r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME AND r.CONSTRAINT_NAME = "
        "k.CONSTRAINT_NAME WHERE k.REFERENCED_TABLE_NAME IS NOT NULL AND "
            + inScope("k.TABLE_SCHEMA", "k.TABLE_NAME")
            + " ORDER BY k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION",
        [this](const QueryRow &row) {
            auto *object = table(row.text(0), row.text(1));
            if (!object)
                return;
            auto &keys = object->foreignKeys;
            if (keys.empty() || keys.back().name != row.text(2)) {
                CatalogForeignKey key;
                key.name = row.text(2);
                key.target = { {}, row.text(4), row.text(5) };
                key.onUpdate = action(row.text(7));
                key.onDelete = action(row.text(8));
                keys.push_back(std::move(key));
            }
            keys.back().columns.append(row.text(3));
            keys.back().targetColumns.append(row.text(6));
        });
}

void CatalogReading::readChecks()
{
    // MySQL's view of checks names no table; MariaDB's does.
    const auto isMariaDb = m_connection.server().product == u"MariaDB";
    const auto sql = isMariaDb
        ? "SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE FROM "
          "information_schema.CHECK_CONSTRAINTS WHERE "
            + inScope("CONSTRAINT_SCHEMA", "TABLE_NAME")
        : "SELECT t.TABLE_SCHEMA, t.TABLE_NAME, c.CONSTRAINT_NAME, c.CHECK_CLAUSE FROM "
          "information_schema.CHECK_CONSTRAINTS c JOIN information_schema.TABLE_CONSTRAINTS t ON "
          "t.CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME = c.CONSTRAINT_NAME WHERE "
            + inScope("t.TABLE_SCHEMA", "t.TABLE_NAME");
    tryQuery(tr("The checks"), sql, [this](const QueryRow &row) {
        if (auto *object = table(row.text(0), row.text(1)))
            object->checks.push_back({ row.text(2), row.text(3) });
    });
}

void CatalogReading::readTriggers()
{
    tryQuery(tr("The triggers"),
        "SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, "
        "ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE "
            + inScope("EVENT_OBJECT_SCHEMA", "EVENT_OBJECT_TABLE") + " ORDER BY ACTION_ORDER",
        [this](const QueryRow &row) {
            auto *object = table(row.text(0), row.text(1));
            if (!object)
                return;
            CatalogTrigger trigger;
            trigger.name = row.text(2);
            trigger.timing = row.text(3);
            trigger.events = { row.text(4) };
            trigger.ddl = QStringLiteral("CREATE TRIGGER %1 %2 %3 ON %4.%5 FOR EACH ROW %6")
                              .arg(QString::fromUtf8(quotedName(trigger.name)), trigger.timing, row.text(4),
                                  QString::fromUtf8(quotedName(row.text(0))),
                                  QString::fromUtf8(quotedName(row.text(1))), row.text(5));
            object->triggers.push_back(std::move(trigger));
        });
}

void CatalogReading::readRoutines()
{
    tryQuery(tr("The routines"),
        "SELECT r.ROUTINE_SCHEMA, r.ROUTINE_NAME, r.ROUTINE_TYPE, r.DTD_IDENTIFIER, r.ROUTINE_COMMENT, (SELECT "
        "GROUP_CONCAT(CONCAT_WS(' ', p.PARAMETER_MODE, p.PARAMETER_NAME, p.DTD_IDENTIFIER) ORDER BY "
        "p.ORDINAL_POSITION SEPARATOR ', ') FROM information_schema.PARAMETERS p WHERE p.SPECIFIC_SCHEMA = "
        "r.ROUTINE_SCHEMA AND p.SPECIFIC_NAME = r.SPECIFIC_NAME AND p.ROUTINE_TYPE = r.ROUTINE_TYPE AND "
        "p.ORDINAL_POSITION > 0) FROM information_schema.ROUTINES r WHERE r.ROUTINE_TYPE IN ('FUNCTION', "
        "'PROCEDURE') AND "
            + inScope("r.ROUTINE_SCHEMA", "r.ROUTINE_NAME"),
        [this](const QueryRow &row) {
            CatalogObject object;
            object.path = { {}, row.text(0), row.text(1) };
            object.system = isSystemSchema(object.path.schema);
            object.kind = row.text(2) == u"FUNCTION" ? ObjectKind::Function : ObjectKind::Procedure;
            object.comment = row.text(4);
            object.signature = QLatin1Char('(') + row.text(5) + QLatin1Char(')');
            if (!row.text(3).isEmpty())
                object.signature += QStringLiteral(" returns ") + row.text(3);
            m_part.objects.push_back(std::move(object));
        });
}

void CatalogReading::readEvents()
{
    tryQuery(tr("The events"),
        "SELECT EVENT_SCHEMA, EVENT_NAME, STATUS, EVENT_COMMENT FROM information_schema.EVENTS WHERE "
            + inScope("EVENT_SCHEMA", "EVENT_NAME"),
        [this](const QueryRow &row) {
            CatalogObject object;
            object.path = { {}, row.text(0), row.text(1) };
            object.kindName = QStringLiteral("event");
            object.comment = row.text(3);
            object.properties = { { QStringLiteral("status"), row.text(2).toLower() } };
            m_part.objects.push_back(std::move(object));
        });
}

void CatalogReading::readServer()
{
    tryQuery(tr("The server's databases"), "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA",
        [this](const QueryRow &row) {
            const auto system = isSystemSchema(row.text(0));
            if (system && !m_request.includeSystem)
                return;
            CatalogObject object;
            object.kind = ObjectKind::Database;
            object.path.database = row.text(0);
            object.system = system;
            m_part.objects.push_back(std::move(object));
        });
    tryQuery(tr("The roles"),
        "SELECT DISTINCT GRANTEE FROM information_schema.USER_PRIVILEGES", [this](const QueryRow &row) {
            CatalogObject object;
            object.kind = ObjectKind::Role;
            object.path.name = row.text(0);
            m_part.objects.push_back(std::move(object));
        });
}

void CatalogReading::readDdl()
{
    for (auto &object : m_part.objects)
        readDdl(object);
}

void CatalogReading::readDdl(CatalogObject &object)
{
    struct Words
    {
        ObjectKind kind;
        const char *object;
        int column; ///< of the result, with the text
    };
    static constexpr std::array words { Words { ObjectKind::Table, "TABLE", 1 },
        Words { ObjectKind::View, "VIEW", 1 }, Words { ObjectKind::Sequence, "SEQUENCE", 1 },
        Words { ObjectKind::Function, "FUNCTION", 2 }, Words { ObjectKind::Procedure, "PROCEDURE", 2 },
        Words { ObjectKind::Other, "EVENT", 3 } };
    const auto found = std::ranges::find(words, object.kind, &Words::kind);
    if (found == words.end() || object.path.name.isEmpty())
        return;
    const auto path = quotedName(object.path.schema) + '.' + quotedName(object.path.name);
    tryQuery(tr("The definition of %1").arg(object.path.name), QByteArray("SHOW CREATE ") + found->object + ' ' + path,
        [&](const QueryRow &row) { object.ddl = row.text(found->column); });
}

void CatalogReading::order()
{
    std::ranges::stable_sort(m_part.objects, [](const CatalogObject &left, const CatalogObject &right) {
        return std::tie(left.path.database, left.path.schema, left.kind, left.path.name)
            < std::tie(right.path.database, right.path.schema, right.kind, right.path.name);
    });
}

} // namespace

Result<CatalogPart> readCatalog(
    Connection &connection, const CatalogRequest &request, const QString &currentDatabase)
{
    return CatalogReading(connection, request, currentDatabase).read();
}

} // namespace dumbo::mysql
