#include "drivers/common/postgresql/advice/rules.h"

#include <QCoreApplication>

#include <array>

namespace dumbo::postgresql::advice {

namespace {

constexpr auto Info = FindingSeverity::Info;
constexpr auto Warning = FindingSeverity::Warning;
constexpr auto Error = FindingSeverity::Error;
constexpr bool shrinks = true;
constexpr bool stays = false;

#define DUMBO_TEXT(text) QT_TRANSLATE_NOOP("PostgreSQL", text)

/// In the order of Rule. Codes are for ever: a rule that goes leaves its number unused.
constexpr std::array rules {
    RuleFacts { "PG100", "syntax", Error, stays, DUMBO_TEXT("PostgreSQL's parser does not understand the statement.") },
    // locks that others wait for
    RuleFacts { "PG101", "index-not-concurrent", Error, shrinks,
        DUMBO_TEXT("CREATE INDEX holds a SHARE lock until the index is built and the transaction ends: nobody writes to the table meanwhile. "
                   "CREATE INDEX CONCURRENTLY reads the table twice, lets others write, and can't run in a transaction.") },
    RuleFacts { "PG102", "outside-transaction-only", Error, stays,
        DUMBO_TEXT("PostgreSQL refuses the statement inside a transaction. Put it into a migration of its own that runs without one.") },
    RuleFacts { "PG103", "drop-index-not-concurrent", Warning, stays,
        DUMBO_TEXT("DROP INDEX waits for everybody who uses the table, and whoever comes later waits behind it. DROP INDEX CONCURRENTLY lets them pass; "
                   "it can't run in a transaction, and not for the index of a constraint or of a partitioned table.") },
    RuleFacts { "PG104", "reindex-not-concurrent", Error, shrinks,
        DUMBO_TEXT("REINDEX blocks writes to the table, and reads that would use the index, until it is done. REINDEX CONCURRENTLY (PostgreSQL 12) "
                   "builds a new index beside the old one; it can't run in a transaction.") },
    RuleFacts { "PG105", "check-scans", Warning, shrinks,
        DUMBO_TEXT("A CHECK constraint is proven by reading the whole table under an ACCESS EXCLUSIVE lock. Added NOT VALID it holds for new rows at once; "
                   "VALIDATE CONSTRAINT in a later transaction proves the old ones while others read and write.") },
    RuleFacts { "PG106", "foreign-key-scans", Warning, shrinks,
        DUMBO_TEXT("A foreign key is proven by joining both tables while neither of them can be written. Added NOT VALID it holds for new rows at once; "
                   "VALIDATE CONSTRAINT in a later transaction proves the old ones while others read and write.") },
    RuleFacts { "PG107", "set-not-null-scans", Warning, shrinks,
        DUMBO_TEXT("SET NOT NULL reads the whole table under an ACCESS EXCLUSIVE lock, unless a validated CHECK (column IS NOT NULL) proves it "
                   "(PostgreSQL 12). Such a check is added NOT VALID and validated without stopping anybody.") },
    RuleFacts { "PG108", "unique-builds-index", Error, shrinks,
        DUMBO_TEXT("A unique constraint builds its index under an ACCESS EXCLUSIVE lock. Build a unique index CONCURRENTLY, then make it the constraint "
                   "with USING INDEX, which takes a moment.") },
    RuleFacts { "PG109", "primary-key-builds-index", Error, shrinks,
        DUMBO_TEXT("A primary key builds its index and makes its columns NOT NULL under an ACCESS EXCLUSIVE lock. Build a unique index CONCURRENTLY, "
                   "prove the columns by a CHECK, then add the key with USING INDEX.") },
    RuleFacts { "PG110", "exclusion-scans", Error, shrinks,
        DUMBO_TEXT("An exclusion constraint reads the whole table and builds its index under an ACCESS EXCLUSIVE lock; there is no other way to add one. "
                   "Choose a quiet hour, and set lock_timeout.") },
    RuleFacts { "PG111", "validates-under-lock", Warning, shrinks,
        DUMBO_TEXT("The constraint was added in the same transaction, whose strong lock is still held while the table is read: NOT VALID wins nothing. "
                   "Validate it in a transaction of its own.") },
    RuleFacts { "PG112", "refresh-blocks-reads", Warning, shrinks,
        DUMBO_TEXT("REFRESH MATERIALIZED VIEW keeps everybody from reading the view until it is filled. With CONCURRENTLY they read the old rows; it needs "
                   "a unique index over all rows of the view.") },
    RuleFacts { "PG113", "detach-blocks", Warning, stays,
        DUMBO_TEXT("DETACH PARTITION takes an ACCESS EXCLUSIVE lock on the partitioned table. DETACH PARTITION … CONCURRENTLY (PostgreSQL 14) does not; "
                   "it can't run in a transaction, and not where there is a default partition.") },
    RuleFacts { "PG114", "attach-scans", Warning, shrinks,
        DUMBO_TEXT("ATTACH PARTITION reads the whole new partition, and the default partition too, under a lock, unless a validated CHECK proves "
                   "that all rows fit. Add it NOT VALID, validate it, attach, and drop it.") },
    RuleFacts { "PG115", "partition-of-locks-parent", Warning, stays,
        DUMBO_TEXT("CREATE TABLE … PARTITION OF takes an ACCESS EXCLUSIVE lock on the partitioned table. A table of its own that is attached afterwards "
                   "needs a lock that lets others read and write.") },
    RuleFacts { "PG116", "domain-scans", Warning, stays,
        DUMBO_TEXT("A constraint of a domain is proven by reading every table with a column of it, while they can't be written. Add it NOT VALID, "
                   "validate it later.") },
    RuleFacts { "PG117", "index-on-partitioned", Error, shrinks,
        DUMBO_TEXT("An index on a partitioned table is built on all partitions while none of them can be written, and CONCURRENTLY is refused. Make it ON ONLY "
                   "the partitioned table, build one CONCURRENTLY on each partition, and attach them.") },
    RuleFacts { "PG118", "locks-table", Warning, stays,
        DUMBO_TEXT("LOCK TABLE keeps others out until the transaction ends.") },
    RuleFacts { "PG119", "no-lock-timeout", Warning, stays,
        DUMBO_TEXT("A statement that waits for a strong lock makes everybody who comes later wait behind it, readers too. With lock_timeout it gives up, and "
                   "can be tried again.") },
    RuleFacts { "PG120", "several-strong-locks", Warning, stays,
        DUMBO_TEXT("Strong locks on several tables in one transaction are kept together to its end, and can meet with others in a deadlock. "
                   "Use one migration for each table.") },
    RuleFacts { "PG121", "work-under-strong-lock", Warning, shrinks,
        DUMBO_TEXT("A table is read or written whole while the transaction still holds a strong lock from before: all that time others wait. "
                   "Put the long work into a migration of its own.") },
    RuleFacts { "PG122", "no-statement-timeout", Info, stays,
        DUMBO_TEXT("Without statement_timeout nothing ends a statement that holds a strong lock and takes longer than thought.") },
    RuleFacts { "PG123", "unfinished-index", Warning, stays,
        DUMBO_TEXT("A concurrent build that failed leaves an index that is not used but kept up to date. Drop it and build it again.") },
    // tables written anew
    RuleFacts { "PG201", "volatile-default", Error, shrinks,
        DUMBO_TEXT("A default that differs from row to row writes the whole table and its indexes anew under an ACCESS EXCLUSIVE lock. Add the column without it, set "
                   "the default, and fill old rows in small transactions.") },
    RuleFacts { "PG202", "generated-stored", Error, shrinks,
        DUMBO_TEXT("A stored generated column is computed for every row under an ACCESS EXCLUSIVE lock, and the whole table is written anew. A view, an expression "
                   "index, or a plain column kept by a trigger does without.") },
    RuleFacts { "PG203", "numbered-column", Error, shrinks,
        DUMBO_TEXT("A serial or identity column numbers every row: the whole table is written anew under an ACCESS EXCLUSIVE lock. Add a plain column, "
                   "give it a sequence as default, and number old rows in small transactions.") },
    RuleFacts { "PG204", "type-rewrites", Error, shrinks,
        DUMBO_TEXT("The new type is stored in another way: the whole table and its indexes are written anew under an ACCESS EXCLUSIVE lock. Add a column of the new "
                   "type, keep both equal by a trigger, fill old rows in small transactions, then change over.") },
    RuleFacts { "PG205", "vacuum-full", Error, shrinks,
        DUMBO_TEXT("VACUUM FULL writes the table anew under an ACCESS EXCLUSIVE lock. Plain VACUUM, or pg_repack where space must be given back, lets others work.") },
    RuleFacts { "PG206", "cluster", Error, shrinks,
        DUMBO_TEXT("CLUSTER writes the table anew in the order of an index under an ACCESS EXCLUSIVE lock. pg_repack does so beside the work of others.") },
    RuleFacts { "PG207", "moves-table", Error, shrinks,
        DUMBO_TEXT("SET TABLESPACE copies all of it to another place under an ACCESS EXCLUSIVE lock.") },
    RuleFacts { "PG208", "set-logged", Error, shrinks,
        DUMBO_TEXT("SET LOGGED and SET UNLOGGED write the table anew under an ACCESS EXCLUSIVE lock; an unlogged table is empty after a crash and not on replicas.") },
    RuleFacts { "PG209", "access-method", Error, shrinks,
        DUMBO_TEXT("SET ACCESS METHOD writes the table anew under an ACCESS EXCLUSIVE lock.") },
    RuleFacts { "PG210", "type-rebuilds", Warning, shrinks,
        DUMBO_TEXT("Rows stay as they are, but indexes or constraints of the column are built or proven again under an ACCESS EXCLUSIVE lock.") },
    RuleFacts { "PG211", "constrained-domain", Warning, shrinks,
        DUMBO_TEXT("A column of a domain with constraints is checked for every row: the whole table is written anew under an ACCESS EXCLUSIVE lock.") },
    RuleFacts { "PG212", "old-default", Error, shrinks,
        DUMBO_TEXT("Before PostgreSQL 11 a new column with a default writes the whole table anew under an ACCESS EXCLUSIVE lock.") },
    // what is lost, or breaks for others
    RuleFacts { "PG301", "drop-table", Warning, stays,
        DUMBO_TEXT("All rows go with the table, and programs that still use it fail. Stop using it first; keep a dump.") },
    RuleFacts { "PG302", "drop-column", Warning, stays,
        DUMBO_TEXT("Its values go with the column, and programs that still name it, or read * into a fixed shape, fail. Stop using it first. Indexes and constraints "
                   "with the column go too.") },
    RuleFacts { "PG303", "drop-schema", Warning, stays, DUMBO_TEXT("With CASCADE everything in the schema goes, rows included.") },
    RuleFacts { "PG304", "drop-constraint", Info, stays,
        DUMBO_TEXT("Rows may break the rule from now on, and adding it again has to prove them all. The lock of a foreign key is on both tables.") },
    RuleFacts { "PG305", "cascade", Warning, stays,
        DUMBO_TEXT("CASCADE also drops whatever depends on it, and only tells afterwards. Name the objects instead.") },
    RuleFacts { "PG306", "truncate", Warning, stays, DUMBO_TEXT("TRUNCATE removes all rows, under an ACCESS EXCLUSIVE lock, without DELETE triggers.") },
    RuleFacts { "PG307", "truncate-cascade", Error, stays,
        DUMBO_TEXT("TRUNCATE … CASCADE also empties every table with a foreign key to this one, and so on. Name the tables instead.") },
    RuleFacts { "PG308", "delete-all", Warning, stays, DUMBO_TEXT("DELETE without WHERE removes all rows.") },
    RuleFacts { "PG309", "update-all", Warning, shrinks,
        DUMBO_TEXT("UPDATE without WHERE writes every row a second time and locks all of them until the transaction ends. Update in small transactions.") },
    RuleFacts { "PG310", "rename-table", Warning, stays,
        DUMBO_TEXT("Programs that use the old name fail at once. Keep a view of the old name until nobody uses it.") },
    RuleFacts { "PG311", "rename-column", Warning, stays,
        DUMBO_TEXT("Programs that use the old name fail at once. Add a new column, keep both equal, and drop the old one when nobody uses it.") },
    RuleFacts { "PG312", "drop-not-null", Info, stays, DUMBO_TEXT("Programs may meet a missing value where there never was one.") },
    RuleFacts { "PG313", "drop-database", Error, stays, DUMBO_TEXT("A migration hardly wants to drop a whole database.") },
    RuleFacts { "PG314", "type-loses", Warning, stays, DUMBO_TEXT("The new type can't keep all that the old one holds: values are cut, rounded, or make the statement fail.") },
    RuleFacts { "PG315", "drop-view", Info, stays, DUMBO_TEXT("Programs that still read it fail.") },
    RuleFacts { "PG316", "drop-other", Info, stays, DUMBO_TEXT("What still uses the object fails, now or when it is called next.") },
    RuleFacts { "PG317", "disable-trigger", Warning, stays,
        DUMBO_TEXT("Meanwhile everybody's changes pass without the trigger, not only those of the migration; ALL or a system trigger also stops foreign keys.") },
    RuleFacts { "PG318", "rename-other", Info, stays, DUMBO_TEXT("Programs that use the old name fail at once.") },
    RuleFacts { "PG319", "deletes-rows", Info, stays, DUMBO_TEXT("Rows are removed. Deleting many in one transaction locks them to its end; do it in parts.") },
    RuleFacts { "PG320", "drop-owned", Error, stays, DUMBO_TEXT("DROP OWNED drops everything a role owns in this database.") },
    RuleFacts { "PG321", "disable-row-security", Warning, stays, DUMBO_TEXT("Without row security everybody who may read the table reads all rows.") },
    RuleFacts { "PG322", "changes-type", Info, stays, DUMBO_TEXT("Programs that hold prepared statements or expect the old type may fail once or for good.") },
    RuleFacts { "PG323", "drop-default", Info, stays, DUMBO_TEXT("Programs that leave the column out insert NULL from now on, or fail where it must have a value.") },
    // what fails
    RuleFacts { "PG401", "not-null-without-default", Error, stays,
        DUMBO_TEXT("A column that must have a value and has no default can't be added to a table with rows. Give it a default, or add it nullable, fill it, and make it "
                   "NOT NULL afterwards.") },
    RuleFacts { "PG402", "enum-value-used", Error, stays,
        DUMBO_TEXT("A value that ALTER TYPE … ADD VALUE adds can't be used before its transaction has ended. Add it in a migration before.") },
    RuleFacts { "PG403", "enum-in-transaction", Error, stays, DUMBO_TEXT("Before PostgreSQL 12 ALTER TYPE … ADD VALUE can't run in a transaction.") },
    RuleFacts { "PG404", "name-too-long", Warning, stays, DUMBO_TEXT("Names have 63 bytes at most; PostgreSQL cuts off the rest without an error.") },
    RuleFacts { "PG405", "newer-server", Error, stays, DUMBO_TEXT("The server is too old for it.") },
    RuleFacts { "PG406", "unknown-object", Error, stays, DUMBO_TEXT("The database has no such object, and no statement before makes one.") },
    RuleFacts { "PG407", "exists-already", Error, stays, DUMBO_TEXT("The database has an object of that name.") },
    RuleFacts { "PG408", "no-automatic-cast", Error, stays,
        DUMBO_TEXT("PostgreSQL does not turn the old values into the new type by itself. Say how with USING.") },
    RuleFacts { "PG409", "unique-needs-proof", Info, stays,
        DUMBO_TEXT("A unique index can't be built while rows are equal; a concurrent build then leaves an index that nobody can use.") },
    // how a migration is written
    RuleFacts { "PG501", "transaction-control", Error, stays,
        DUMBO_TEXT("Who runs the migration begins and ends the transaction. A COMMIT in it ends that one, and a failure afterwards leaves half of the migration.") },
    RuleFacts { "PG502", "mixes-data", Warning, stays,
        DUMBO_TEXT("Changing rows takes long, and the strong locks of schema changes are held meanwhile. Use one migration for the schema, another one for the data.") },
    RuleFacts { "PG503", "backfill-in-transaction", Warning, shrinks,
        DUMBO_TEXT("Many rows are written in the transaction that changed their table, which stays locked until the end. Fill rows in a later migration, in small parts.") },
    RuleFacts { "PG504", "if-not-exists", Info, stays,
        DUMBO_TEXT("IF NOT EXISTS passes over an object of that name whatever it looks like: the migration counts as run, and the schema may differ.") },
    RuleFacts { "PG505", "concurrently-if-not-exists", Warning, stays,
        DUMBO_TEXT("A concurrent build that failed leaves an index that nobody can use; run again, IF NOT EXISTS passes over it. Drop the index IF EXISTS first.") },
    RuleFacts { "PG506", "opaque", Info, stays, DUMBO_TEXT("What the code does can't be told from here: neither locks nor lost data are forecast. Try it in a dry run.") },
    RuleFacts { "PG507", "table-from-query", Info, stays,
        DUMBO_TEXT("A table made from a query has its columns and rows, but no constraints, defaults or indexes.") },
    RuleFacts { "PG508", "session-setting", Info, stays,
        DUMBO_TEXT("SET outlives the transaction and reaches the next migration. SET LOCAL ends with the transaction.") },
    RuleFacts { "PG509", "security-definer", Warning, stays,
        DUMBO_TEXT("A SECURITY DEFINER function without a search_path of its own can be made to call what its caller put in the way. Add SET search_path.") },
    RuleFacts { "PG510", "row-security-without-policy", Warning, stays,
        DUMBO_TEXT("With row security and no policy nobody but the owner reads or writes a row. Create policies in the same transaction.") },
    RuleFacts { "PG511", "grants-to-public", Warning, stays, DUMBO_TEXT("PUBLIC is everybody, also roles that will be made later.") },
    RuleFacts { "PG512", "rewriting-rule", Info, stays, DUMBO_TEXT("Rules rewrite queries in ways that surprise; a trigger or a view does most of it.") },
    RuleFacts { "PG513", "changes-search-path", Info, stays, DUMBO_TEXT("Bare names mean other objects from now on. Write schema.name.") },
    // what one may regret
    RuleFacts { "PG601", "char-type", Info, stays, DUMBO_TEXT("char(n) is filled with blanks and saves nothing; use text, with a CHECK where length matters.") },
    RuleFacts { "PG602", "timestamp-without-zone", Info, stays, DUMBO_TEXT("timestamp has no time zone: it is not a moment. Use timestamptz.") },
    RuleFacts { "PG603", "json-type", Info, stays, DUMBO_TEXT("json has no equality, so DISTINCT, UNION and GROUP BY over it fail, and no index. Use jsonb.") },
    RuleFacts { "PG604", "small-key", Info, stays, DUMBO_TEXT("A 32-bit key ends at 2,147,483,647, and changing it later rewrites the table. Use bigint.") },
    RuleFacts { "PG605", "serial", Info, stays, DUMBO_TEXT("serial leaves permissions and ownership of its sequence apart from the table. Use GENERATED … AS IDENTITY.") },
    RuleFacts { "PG606", "money-type", Info, stays, DUMBO_TEXT("money depends on the setting lc_monetary of whoever reads it. Use numeric.") },
    RuleFacts { "PG607", "time-with-zone", Info, stays, DUMBO_TEXT("timetz has a time zone but no day, so nobody knows the offset of summer. Use timestamptz.") },
    RuleFacts { "PG608", "no-primary-key", Info, stays, DUMBO_TEXT("Rows can't be named one by one; logical replication refuses to update or delete them.") },
    RuleFacts { "PG609", "foreign-key-without-index", Info, stays,
        DUMBO_TEXT("Deleting or changing a row of the referenced table searches this one for it; without an index it reads it whole each time.") },
    RuleFacts { "PG610", "duplicate-index", Warning, stays, DUMBO_TEXT("Another index answers the same questions; each one costs writes and space.") },
    RuleFacts { "PG611", "odd-name", Info, stays, DUMBO_TEXT("The name must be written in quotes everywhere.") },
    RuleFacts { "PG612", "wide-index", Info, stays, DUMBO_TEXT("An index of more than three columns is large and seldom used in full.") },
    RuleFacts { "PG613", "limited-text", Info, stays, DUMBO_TEXT("varchar(n) saves nothing over text, and making it shorter has to prove all rows. Use text with a CHECK.") },
    RuleFacts { "PG614", "hash-index", Info, stays, DUMBO_TEXT("A hash index answers equality only, and can't be unique.") },
    RuleFacts { "PG615", "unlogged-table", Info, stays, DUMBO_TEXT("An unlogged table is empty after a crash, and not on replicas.") },
};
static_assert(rules.size() == std::size_t(Rule::UnloggedTable) + 1);

} // namespace

const RuleFacts &factsOf(Rule rule)
{
    return rules[std::size_t(rule)];
}

std::span<const RuleFacts> allRules()
{
    return rules;
}

QString translated(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

} // namespace dumbo::postgresql::advice
