#include "drivers/common/postgresql/catalogsql.h"

#include "drivers/common/postgresql/catalogsource.h"

namespace dumbo::postgresql {

namespace {

const QByteArray allKinds = "'r', 'p', 'v', 'm', 'f', 'S', 'c'";
const QByteArray tableKinds = "'r', 'p', 'f'";

} // namespace

CatalogSql::CatalogSql(const CatalogRequest &request, const ServerFlavour &server)
    : m_request(request)
    , m_server(server)
{
}

bool CatalogSql::isScoped() const
{
    return !m_request.scope.schema.isEmpty() || !m_request.scope.name.isEmpty();
}

QByteArray CatalogSql::since(int number, const QByteArray &column, const QByteArray &constant) const
{
    return hasVersion(number) ? column : constant;
}

QByteArray CatalogSql::schemaOids() const
{
    QByteArray sql = "SELECT oid FROM pg_catalog.pg_namespace WHERE ";
    if (!m_request.scope.schema.isEmpty())
        return sql + "nspname = " + literal(m_request.scope.schema);
    // Other sessions' temporary tables are nobody's business.
    if (m_request.includeSystem)
        return sql + "nspname NOT LIKE 'pg!_toast%' ESCAPE '!' AND nspname NOT LIKE 'pg!_temp!_%' ESCAPE '!'";
    return sql + "nspname NOT LIKE 'pg!_%' ESCAPE '!' AND nspname <> 'information_schema'";
}

QByteArray CatalogSql::named(const QByteArray &column) const
{
    return m_request.scope.name.isEmpty() ? QByteArray()
                                          : " AND " + column + " = " + literal(m_request.scope.name);
}

QByteArray CatalogSql::relationOids(const QByteArray &kinds) const
{
    return "SELECT oid FROM pg_catalog.pg_class WHERE relkind IN (" + (kinds.isEmpty() ? allKinds : kinds)
        + ") AND relnamespace IN (" + schemaOids() + ')' + named("relname");
}

QByteArray CatalogSql::ofRelations(const QByteArray &column, const QByteArray &kinds) const
{
    // What the database is born with has smaller numbers, FirstNormalObjectId in access/transam.h.
    const auto isSimple = !isScoped() && !m_request.includeSystem && m_server.isPostgreSql();
    return isSimple ? column + " >= 16384" : column + " IN (" + relationOids(kinds) + ')';
}

QByteArray CatalogSql::schemas() const
{
    return "SELECT oid, nspname, nspowner FROM pg_catalog.pg_namespace WHERE oid IN (" + schemaOids() + ')';
}

QByteArray CatalogSql::roles() const
{
    // pg_authid is for superusers only.
    return "SELECT oid, rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, "
           "rolbypassrls, rolconnlimit, rolvaliduntil FROM pg_catalog.pg_roles";
}

QByteArray CatalogSql::relations() const
{
    return "SELECT oid, relname, relnamespace, relkind, relowner, reltuples::bigint, relpages, relpersistence, "
           "relrowsecurity, relforcerowsecurity, "
        + since(100000, "relispartition", "false") + " FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'v', "
        "'m', 'f', 'S') AND relnamespace IN ("
        + schemaOids() + ')' + named("relname");
}

QByteArray CatalogSql::referencedRelations() const
{
    const auto within = relationOids();
    return "SELECT c.oid, c.relname, n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = "
           "c.relnamespace WHERE c.oid IN (SELECT inhparent FROM pg_catalog.pg_inherits WHERE inhrelid IN ("
        + within + ") UNION SELECT confrelid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conrelid IN ("
        + within + ") UNION SELECT refobjid FROM pg_catalog.pg_depend WHERE classid = 1259 AND refclassid = 1259 AND "
        "deptype IN ('a', 'i') AND objid IN ("
        + relationOids("'S'") + "))";
}

QByteArray CatalogSql::inheritance() const
{
    const auto bounds = since(100000, "pg_catalog.pg_get_expr(c.relpartbound, c.oid)", "NULL");
    const auto pending = since(140000, "i.inhdetachpending", "false");
    return "SELECT i.inhrelid, i.inhparent, " + bounds + ", " + pending
        + " FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid WHERE c.relkind IN ("
        + tableKinds + ") AND c.relnamespace IN (" + schemaOids() + ')' + named("c.relname")
        + " ORDER BY i.inhrelid, i.inhseqno";
}

QByteArray CatalogSql::partitionKeys() const
{
    return "SELECT partrelid, pg_catalog.pg_get_partkeydef(partrelid) FROM pg_catalog.pg_partitioned_table WHERE "
           "partrelid IN ("
        + relationOids("'p'") + ')';
}

QByteArray CatalogSql::foreignTables() const
{
    return "SELECT f.ftrelid, s.srvname, f.ftoptions FROM pg_catalog.pg_foreign_table f JOIN "
           "pg_catalog.pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid IN ("
        + relationOids("'f'") + ')';
}

QByteArray CatalogSql::functions() const
{
    const auto kind = since(110000, "p.prokind", "CASE WHEN p.proisagg THEN 'a' WHEN p.proiswindow THEN 'w' ELSE 'f' END");
    return "SELECT p.oid, p.proname, p.pronamespace, " + kind
        + ", p.proowner, pg_catalog.pg_get_function_arguments(p.oid), pg_catalog.pg_get_function_result(p.oid), "
          "l.lanname, p.provolatile, p.prosecdef FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = "
          "p.prolang WHERE p.pronamespace IN ("
        // A range type makes its constructors itself.
        + schemaOids()
        + ") AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 1255 AND d.objid = p.oid AND "
          "d.deptype = 'i')"
        + named("p.proname");
}

QByteArray CatalogSql::types() const
{
    // Row types of tables and types of arrays and multiranges come with something else.
    return "SELECT t.oid, t.typname, t.typnamespace, t.typtype, t.typowner, t.typrelid, CASE WHEN t.typtype = 'd' THEN "
           "pg_catalog.format_type(t.typbasetype, t.typtypmod) END, t.typnotnull, t.typdefault, CASE WHEN t.typtype = 'r' "
           "THEN (SELECT pg_catalog.format_type(r.rngsubtype, NULL) FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid) "
           "END FROM pg_catalog.pg_type t WHERE (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'b' AND t.typelem = 0) OR "
           "(t.typtype = 'c' AND t.typrelid IN (SELECT oid FROM pg_catalog.pg_class WHERE relkind = 'c'))) AND "
           "t.typnamespace IN ("
        + schemaOids() + ')' + named("t.typname");
}

QByteArray CatalogSql::extensions() const
{
    auto sql = QByteArray("SELECT e.oid, e.extname, e.extversion, n.nspname, e.extowner FROM pg_catalog.pg_extension e "
                          "JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE true");
    if (!m_request.scope.schema.isEmpty())
        sql += " AND false";
    return sql + named("e.extname");
}

QByteArray CatalogSql::servers() const
{
    auto sql = QByteArray("SELECT s.oid, s.srvname, s.srvowner, w.fdwname, s.srvtype, s.srvversion, s.srvoptions FROM "
                          "pg_catalog.pg_foreign_server s JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw "
                          "WHERE true");
    if (!m_request.scope.schema.isEmpty())
        sql += " AND false";
    return sql + named("s.srvname");
}

QByteArray CatalogSql::comments() const
{
    QByteArray sql = "SELECT classoid, objoid, objsubid, description FROM pg_catalog.pg_description WHERE classoid IN "
                     "(1259, 1255, 1247, 2615, 3079, 1417)";
    if (m_request.depth == CatalogDepth::Names)
        sql += " AND objsubid = 0";
    if (!m_request.scope.name.isEmpty())
        return sql + " AND objoid IN (" + relationOids() + " UNION ALL SELECT oid FROM pg_catalog.pg_proc WHERE proname = "
            + literal(m_request.scope.name) + " UNION ALL SELECT oid FROM pg_catalog.pg_type WHERE typname = "
            + literal(m_request.scope.name) + " UNION ALL SELECT oid FROM pg_catalog.pg_extension WHERE extname = "
            + literal(m_request.scope.name) + ')';
    // What the database is born with has smaller numbers; 2200 is the schema public.
    if (!m_request.includeSystem)
        sql += " AND (objoid >= 16384 OR objoid = 2200)";
    return sql;
}

QByteArray CatalogSql::members() const
{
    return "SELECT d.classid, d.objid, e.extname FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = "
           "d.refobjid WHERE d.refclassid = 3079 AND d.deptype = 'e' AND d.classid IN (1259, 1255, 1247, 2615)";
}

QByteArray CatalogSql::columns() const
{
    // Narrow and by number: joined in the client, which costs a quarter of joining on the server.
    return "SELECT attrelid, attnum, attname, atttypid, atttypmod, attnotnull, "
        + since(100000, "attidentity", "''") + ", " + since(120000, "attgenerated", "''")
        + " FROM pg_catalog.pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid IN ("
        + relationOids("'r', 'p', 'v', 'm', 'f', 'c'") + ')';
}

QByteArray CatalogSql::referencedColumns() const
{
    return "SELECT attrelid, attnum, attname FROM pg_catalog.pg_attribute WHERE attnum > 0 AND attrelid IN (SELECT "
           "confrelid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conrelid IN ("
        + relationOids(tableKinds) + "))";
}

QByteArray CatalogSql::defaults() const
{
    return "SELECT adrelid, adnum, pg_catalog.pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attrdef WHERE "
        + ofRelations("adrelid");
}

QByteArray CatalogSql::collations() const
{
    // Only those that are not their type's own; 100 is the database's.
    return "SELECT a.attrelid, a.attnum, c.collname FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = "
           "a.atttypid JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation WHERE a.attcollation NOT IN (0, 100) AND "
           "a.attcollation <> t.typcollation AND a.attnum > 0 AND "
        + ofRelations("a.attrelid", "'r', 'p', 'v', 'm', 'f', 'c'");
}

QByteArray CatalogSql::primaryKeys() const
{
    return "SELECT indrelid, indkey FROM pg_catalog.pg_index WHERE indisprimary AND " + ofRelations("indrelid", tableKinds);
}

QByteArray CatalogSql::constraints() const
{
    // The keys of partitions name the partition itself as well as its parent's.
    return "SELECT conrelid, conname, contype, conkey, confrelid, confkey, confupdtype, confdeltype, condeferrable, "
           "condeferred, convalidated, conindid, contypid, CASE WHEN contype = 'c' THEN pg_catalog.pg_get_expr(conbin, "
           "conrelid, true) WHEN contype = 'x' THEN pg_catalog.pg_get_constraintdef(oid, true) END FROM "
           "pg_catalog.pg_constraint WHERE "
        + ofRelations("conrelid", tableKinds)
        + " OR contypid IN (SELECT oid FROM pg_catalog.pg_type WHERE typtype = 'd' AND typnamespace IN (" + schemaOids() + ')'
        + named("typname") + ')';
}

QByteArray CatalogSql::indexes() const
{
    // 99 is pg_toast, where every second index is.
    const auto keyCount = since(110000, "i.indnkeyatts", "i.indnatts");
    const auto wantsText = m_request.includeDdl || !m_request.scope.name.isEmpty();
    return "SELECT i.indrelid, i.indexrelid, c.relname, i.indisunique, i.indkey, " + keyCount
        + ", CASE WHEN i.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid, true) END, a.amname, "
        + (wantsText ? "pg_catalog.pg_get_indexdef(i.indexrelid)" : "NULL")
        + ", i.indisvalid FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_am a ON a.oid "
          "= c.relam WHERE c.relnamespace <> 99 AND "
        + ofRelations("i.indrelid", "'r', 'p', 'm'");
}

QByteArray CatalogSql::indexExpressions() const
{
    const auto keyCount = since(110000, "i.indnkeyatts", "i.indnatts");
    return "SELECT i.indexrelid, k, pg_catalog.pg_get_indexdef(i.indexrelid, k, true) FROM pg_catalog.pg_index i, "
           "pg_catalog.generate_series(1, 32) AS k WHERE i.indexprs IS NOT NULL AND k <= "
        + keyCount + " AND i.indkey[k - 1] = 0 AND " + ofRelations("i.indrelid", "'r', 'p', 'm'");
}

QByteArray CatalogSql::triggers() const
{
    const auto wantsText = m_request.includeDdl || !m_request.scope.name.isEmpty();
    return QByteArray("SELECT tgrelid, tgname, tgtype, tgenabled, ")
        + (wantsText ? "pg_catalog.pg_get_triggerdef(oid)" : "NULL")
        + " FROM pg_catalog.pg_trigger WHERE NOT tgisinternal AND " + ofRelations("tgrelid")
        + " ORDER BY tgrelid, tgname";
}

QByteArray CatalogSql::policies() const
{
    return "SELECT polrelid, polname, polcmd, " + since(100000, "polpermissive", "true")
        + ", polroles, pg_catalog.pg_get_expr(polqual, polrelid, true), pg_catalog.pg_get_expr(polwithcheck, "
          "polrelid, true) FROM pg_catalog.pg_policy WHERE "
        + ofRelations("polrelid", "'r', 'p'") + " ORDER BY polrelid, polname";
}

QByteArray CatalogSql::enumLabels() const
{
    return "SELECT enumtypid, enumlabel FROM pg_catalog.pg_enum WHERE enumtypid IN (SELECT oid FROM pg_catalog.pg_type "
           "WHERE typnamespace IN ("
        + schemaOids() + ')' + named("typname") + ") ORDER BY enumtypid, enumsortorder";
}

QByteArray CatalogSql::sequences() const
{
    return "SELECT s.seqrelid, pg_catalog.format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, "
           "s.seqcache, s.seqcycle, d.refobjid, a.attname, d.deptype FROM pg_catalog.pg_sequence s LEFT JOIN "
           "pg_catalog.pg_depend d ON d.classid = 1259 AND d.objid = s.seqrelid AND d.refclassid = 1259 AND d.refobjsubid "
           "> 0 AND d.deptype IN ('a', 'i') LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = "
           "d.refobjsubid WHERE s.seqrelid IN ("
        + relationOids("'S'") + ')';
}

QByteArray CatalogSql::sizes() const
{
    return "SELECT oid, pg_catalog.pg_total_relation_size(oid) FROM pg_catalog.pg_class WHERE oid IN ("
        + relationOids("'r', 'm', 'S'") + ')';
}

QByteArray CatalogSql::databases() const
{
    const auto size = m_request.includeSizes
        ? "CASE WHEN pg_catalog.has_database_privilege(oid, 'CONNECT') THEN pg_catalog.pg_database_size(oid) END"
        : "NULL";
    return QByteArray("SELECT oid, datname, datdba, pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype, "
                      "pg_catalog.shobj_description(oid, 'pg_database'), ")
        + size + " FROM pg_catalog.pg_database WHERE datallowconn AND datname <> pg_catalog.current_database()";
}

QByteArray CatalogSql::memberships() const
{
    return "SELECT member, roleid FROM pg_catalog.pg_auth_members";
}

} // namespace dumbo::postgresql
