#include "drivers/common/postgresql/ddlsql.h"

namespace dumbo::postgresql {

namespace {

/// True, and search_path is empty for the rest of the transaction. The condition has no columns in it, so the planner
/// checks it once, before it looks at any row.
const QByteArray gate = " WHERE (SELECT pg_catalog.set_config('search_path', '', true)) IS NOT NULL AND ";

QByteArray qualified(const QByteArray &schema, const QByteArray &name)
{
    return "pg_catalog.quote_ident(" + schema + ") || '.' || pg_catalog.quote_ident(" + name + ')';
}

} // namespace

QByteArray DdlSql::relations() const
{
    // Before 12 every table is a heap.
    const auto method = m_sql.since(120000, "CASE WHEN c.relkind IN ('r', 'm', 'p') AND am.amname <> 'heap' THEN am.amname END", "NULL");
    return "SELECT c.oid, c.relkind, " + qualified("n.nspname", "c.relname")
        + ", c.relpersistence, c.reloptions, t.reloptions, c.relrowsecurity, c.relforcerowsecurity, "
        + m_sql.since(100000, "c.relispartition", "false")
        + ", CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END, " + method + ", ts.spcname, "
        + m_sql.since(100000, "CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END", "NULL") + ", "
        + m_sql.since(100000, "pg_catalog.pg_get_expr(c.relpartbound, c.oid)", "NULL")
        + ", CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END, "
          "pg_catalog.obj_description(c.oid, 'pg_class'), c.relispopulated, s.srvname, f.ftoptions, c.relreplident "
          "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN "
          "pg_catalog.pg_class t ON t.oid = c.reltoastrelid LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam LEFT JOIN "
          "pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace LEFT JOIN pg_catalog.pg_foreign_table f ON f.ftrelid "
          "= c.oid LEFT JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver"
        + gate + "c.oid IN (" + m_sql.relationOids("'r', 'p', 'v', 'm', 'f'") + ')';
}

QByteArray DdlSql::parents() const
{
    return "SELECT i.inhrelid, " + qualified("n.nspname", "c.relname")
        + " FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhparent JOIN "
          "pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE i.inhrelid IN ("
        + m_sql.relationOids("'r', 'p', 'f'") + ") ORDER BY i.inhrelid, i.inhseqno";
}

QByteArray DdlSql::columns() const
{
    return "SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, "
        + m_sql.since(100000, "a.attidentity", "''") + ", " + m_sql.since(120000, "a.attgenerated", "''")
        + ", pg_catalog.pg_get_expr(d.adbin, d.adrelid), CASE WHEN a.attcollation <> t.typcollation THEN "
        + qualified("cn.nspname", "co.collname")
        + " END, a.attislocal, CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END, "
        + m_sql.since(140000, "a.attcompression", "''")
        + ", a.attstattarget, a.attoptions, a.attfdwoptions, pg_catalog.col_description(a.attrelid, a.attnum) FROM "
          "pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid LEFT JOIN pg_catalog.pg_attrdef d ON "
          "d.adrelid = a.attrelid AND d.adnum = a.attnum LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation "
          "LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace"
        + gate + "a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN ("
        + m_sql.relationOids("'r', 'p', 'v', 'm', 'f', 'c'") + ") ORDER BY a.attrelid, a.attnum";
}

QByteArray DdlSql::constraints() const
{
    return "SELECT conrelid, contypid, conname, contype, pg_catalog.pg_get_constraintdef(oid), conislocal, "
        + m_sql.since(110000, "conparentid <> 0", "false")
        + ", convalidated, pg_catalog.obj_description(oid, 'pg_constraint') FROM pg_catalog.pg_constraint" + gate
        + "contype IN ('p', 'u', 'c', 'f', 'x') AND (conrelid IN (" + m_sql.relationOids("'r', 'p', 'f'")
        + ") OR contypid IN (SELECT oid FROM pg_catalog.pg_type WHERE typtype = 'd' AND typnamespace IN ("
        + m_sql.schemaOids() + ')' + m_sql.named("typname")
        + ")) ORDER BY conrelid, pg_catalog.strpos('pucxf', contype::text), conname";
}

QByteArray DdlSql::indexes() const
{
    return "SELECT i.indrelid, pg_catalog.pg_get_indexdef(i.indexrelid), " + qualified("n.nspname", "c.relname")
        + ", c.relname, con.oid IS NOT NULL, i.indisclustered, i.indisreplident, pg_catalog.obj_description(c.oid, "
          "'pg_class'), ts.spcname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN "
          "pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_constraint con ON con.conindid = "
          "i.indexrelid AND con.contype IN ('p', 'u', 'x') LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace"
        + gate + "i.indrelid IN (" + m_sql.relationOids("'r', 'p', 'm'") + ") ORDER BY i.indrelid, c.relname";
}

QByteArray DdlSql::triggers() const
{
    return "SELECT tgrelid, pg_catalog.pg_get_triggerdef(oid), tgname, tgenabled, pg_catalog.obj_description(oid, "
           "'pg_trigger') FROM pg_catalog.pg_trigger"
        + gate + "NOT tgisinternal AND " + m_sql.since(130000, "tgparentid = 0", "true") + " AND tgrelid IN ("
        + m_sql.relationOids() + ") ORDER BY tgrelid, tgname";
}

QByteArray DdlSql::policies() const
{
    return "SELECT p.polrelid, p.polname, p.polcmd, " + m_sql.since(100000, "p.polpermissive", "true")
        + ", ARRAY(SELECT CASE WHEN r = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r)) "
          "END FROM pg_catalog.unnest(p.polroles) AS r), pg_catalog.pg_get_expr(p.polqual, p.polrelid), "
          "pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), pg_catalog.obj_description(p.oid, 'pg_policy') FROM "
          "pg_catalog.pg_policy p"
        + gate + "p.polrelid IN (" + m_sql.relationOids("'r', 'p'") + ") ORDER BY p.polrelid, p.polname";
}

QByteArray DdlSql::rules() const
{
    return "SELECT ev_class, pg_catalog.pg_get_ruledef(oid), rulename, ev_enabled FROM pg_catalog.pg_rewrite" + gate
        + "rulename <> '_RETURN' AND ev_class IN (" + m_sql.relationOids() + ") ORDER BY ev_class, rulename";
}

QByteArray DdlSql::statistics() const
{
    return "SELECT stxrelid, pg_catalog.pg_get_statisticsobjdef(oid) FROM pg_catalog.pg_statistic_ext" + gate
        + "stxrelid IN (" + m_sql.relationOids("'r', 'p', 'm', 'f'") + ") ORDER BY stxrelid, stxname";
}

QByteArray DdlSql::sequences() const
{
    // With those that belong to a table within the scope: its defaults need them.
    return "SELECT s.seqrelid, " + qualified("n.nspname", "c.relname")
        + ", c.relpersistence, pg_catalog.format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, "
          "s.seqcache, s.seqcycle, d.deptype, d.refobjid, d.refobjsubid, "
        + qualified("tn.nspname", "tc.relname") + " || '.' || pg_catalog.quote_ident(ta.attname)"
        + ", pg_catalog.obj_description(s.seqrelid, 'pg_class') FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c "
          "ON c.oid = s.seqrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_depend d "
          "ON d.classid = 1259 AND d.objid = s.seqrelid AND d.refclassid = 1259 AND d.refobjsubid > 0 AND d.deptype IN "
          "('a', 'i') LEFT JOIN pg_catalog.pg_class tc ON tc.oid = d.refobjid LEFT JOIN pg_catalog.pg_namespace tn ON "
          "tn.oid = tc.relnamespace LEFT JOIN pg_catalog.pg_attribute ta ON ta.attrelid = d.refobjid AND ta.attnum = "
          "d.refobjsubid"
        + gate + "(s.seqrelid IN (" + m_sql.relationOids("'S'") + ") OR d.refobjid IN ("
        + m_sql.relationOids("'r', 'p', 'f'") + "))";
}

QByteArray DdlSql::functions() const
{
    const auto kind = m_sql.since(110000, "p.prokind", "CASE WHEN p.proisagg THEN 'a' WHEN p.proiswindow THEN 'w' ELSE 'f' END");
    return "SELECT x.oid, x.kind, x.name, CASE WHEN x.kind <> 'a' THEN pg_catalog.pg_get_functiondef(x.oid) END, "
           "pg_catalog.pg_get_function_identity_arguments(x.oid), pg_catalog.obj_description(x.oid, 'pg_proc') FROM "
           "(SELECT p.oid, "
        + kind + " AS kind, " + qualified("n.nspname", "p.proname")
        + " AS name FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE "
          "p.pronamespace IN ("
        + m_sql.schemaOids()
        + ") AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 1255 AND d.objid = p.oid AND "
          "d.deptype = 'i')"
        + m_sql.named("p.proname") + ") AS x" + gate + "true";
}

QByteArray DdlSql::aggregates() const
{
    const auto modify = m_sql.since(110000, "a.aggfinalmodify", "NULL");
    return "SELECT p.oid, pg_catalog.pg_get_function_arguments(p.oid), a.aggkind, a.aggtransfn, "
           "pg_catalog.format_type(a.aggtranstype, NULL), a.aggtransspace, a.aggfinalfn, a.aggfinalextra, a.aggcombinefn, "
           "a.aggserialfn, a.aggdeserialfn, a.agginitval, a.aggmtransfn, a.aggminvtransfn, CASE WHEN a.aggmtranstype <> 0 "
           "THEN pg_catalog.format_type(a.aggmtranstype, NULL) END, a.aggmfinalfn, a.aggminitval, a.aggsortop::regoper, "
           "p.proparallel, "
        + modify + " FROM pg_catalog.pg_aggregate a JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid" + gate
        + "p.pronamespace IN (" + m_sql.schemaOids() + ')' + m_sql.named("p.proname");
}

QByteArray DdlSql::types() const
{
    const auto multirange = m_sql.since(140000, "(SELECT " + qualified("mn.nspname", "mt.typname")
            + " FROM pg_catalog.pg_type mt JOIN pg_catalog.pg_namespace mn ON mn.oid = mt.typnamespace WHERE mt.oid = "
              "r.rngmultitypid)",
        "NULL");
    return "SELECT t.oid, t.typtype, " + qualified("n.nspname", "t.typname")
        + ", t.typrelid, CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END, "
          "t.typnotnull, pg_catalog.pg_get_expr(t.typdefaultbin, 0), CASE WHEN t.typtype = 'd' AND t.typcollation <> "
          "b.typcollation THEN "
        + qualified("cn.nspname", "co.collname")
        + " END, ARRAY(SELECT enumlabel FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY enumsortorder), "
          "pg_catalog.format_type(r.rngsubtype, NULL), r.rngcanonical, r.rngsubdiff, "
        + multirange
        + ", pg_catalog.obj_description(t.oid, 'pg_type') FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid "
          "= t.typnamespace LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid LEFT JOIN pg_catalog.pg_type b ON b.oid = "
          "t.typbasetype LEFT JOIN pg_catalog.pg_collation co ON co.oid = t.typcollation LEFT JOIN pg_catalog.pg_namespace "
          "cn ON cn.oid = co.collnamespace LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid"
        + gate + "(t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c')) AND t.typnamespace IN ("
        + m_sql.schemaOids() + ')' + m_sql.named("t.typname");
}

QByteArray DdlSql::schemas() const
{
    return "SELECT oid, nspname, pg_catalog.obj_description(oid, 'pg_namespace') FROM pg_catalog.pg_namespace WHERE oid "
           "IN ("
        + m_sql.schemaOids() + ')';
}

QByteArray DdlSql::userMappings() const
{
    return "SELECT srvid, CASE WHEN umuser = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(usename) END, srvname, umoptions "
           "FROM pg_catalog.pg_user_mappings ORDER BY srvname, usename";
}

QByteArray DdlSql::grants() const
{
    const QByteArray role
        = "CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END";
    const QByteArray fields = ", x.privilege_type, x.is_grantable, " + role + ", false";
    return "SELECT 1259, c.oid, CASE WHEN c.relkind = 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || "
        + qualified("n.nspname", "c.relname") + ", NULL" + fields
        + " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace, LATERAL "
          "pg_catalog.aclexplode(c.relacl) AS x WHERE x.grantee <> c.relowner AND c.oid IN ("
        + m_sql.relationOids() + ") UNION ALL SELECT 1259, c.oid, 'TABLE ' || " + qualified("n.nspname", "c.relname")
        + ", pg_catalog.quote_ident(a.attname)" + fields
        + " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n "
          "ON n.oid = c.relnamespace, LATERAL pg_catalog.aclexplode(a.attacl) AS x WHERE x.grantee <> c.relowner AND c.oid "
          "IN ("
        + m_sql.relationOids() + ") UNION ALL SELECT 2615, s.oid, 'SCHEMA ' || pg_catalog.quote_ident(s.nspname), NULL"
        + fields + " FROM pg_catalog.pg_namespace s, LATERAL pg_catalog.aclexplode(s.nspacl) AS x WHERE x.grantee <> "
          "s.nspowner AND s.oid IN ("
        + m_sql.schemaOids() + ") UNION ALL SELECT 1255, p.oid, " + m_sql.since(110000, "CASE WHEN p.prokind = 'p' THEN "
          "'PROCEDURE ' ELSE 'FUNCTION ' END", "'FUNCTION '") + " || "
        + qualified("n.nspname", "p.proname")
        + " || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', NULL, x.privilege_type, x.is_grantable, " + role + ", x.grantee = p.proowner"
        + " FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace, LATERAL "
          "pg_catalog.aclexplode(p.proacl) AS x"
        + gate + "p.pronamespace IN (" + m_sql.schemaOids() + ')' + m_sql.named("p.proname") + " ORDER BY 1, 2, 4, 7, 6, 5";
}

} // namespace dumbo::postgresql
