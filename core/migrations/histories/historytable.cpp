#include "core/migrations/histories/historytable.h"

using namespace Qt::StringLiterals;

namespace dumbo {

namespace {

using Means = StateRule::Means;

const QString schemaMigrations = u"schema_migrations"_s;

/// "schema_migrations" is several tools' table.
std::vector<HistoryDescriptor> schemaMigrationsTools()
{
    return {
        { .tool = u"golang-migrate"_s, .name = "golang-migrate", .table = schemaMigrations, .columns = { u"version"_s, u"dirty"_s },
            .version = u"version"_s, .states = { { u"dirty"_s, Means::Dirty } }, .isState = true },
        { .tool = u"ecto"_s, .name = "Ecto", .table = schemaMigrations, .columns = { u"version"_s, u"inserted_at"_s },
            .version = u"version"_s, .appliedAt = u"inserted_at"_s, .order = { u"inserted_at"_s, u"version"_s } },
        { .tool = u"rails"_s, .name = "Ruby on Rails", .table = schemaMigrations, .columns = { u"version"_s },
            .absent = { u"filename"_s, u"name"_s, u"checksum"_s }, .beside = u"ar_internal_metadata"_s, .version = u"version"_s,
            .order = { u"version"_s } },
        // dbmate limits the text (128, earlier 255); Rails before 5, which had no table beside, left that to the database.
        { .tool = u"dbmate"_s, .name = "dbmate", .table = schemaMigrations, .columns = { u"version"_s },
            .absent = { u"filename"_s, u"name"_s, u"checksum"_s }, .type = u".*\\((128|255)\\)"_s, .version = u"version"_s,
            .order = { u"version"_s } },
        { .tool = u"rails"_s, .name = "Ruby on Rails", .table = schemaMigrations, .columns = { u"version"_s },
            .absent = { u"filename"_s, u"name"_s, u"checksum"_s }, .type = u"(character varying|varchar|text).*"_s,
            .version = u"version"_s, .order = { u"version"_s } },
    };
}

HistoryDescriptor flyway(const QString &table)
{
    return { .tool = u"flyway"_s, .name = "Flyway", .table = table,
        .columns = { u"installed_rank"_s, u"version"_s, u"description"_s, u"type"_s, u"script"_s, u"success"_s },
        .version = u"version"_s, .title = u"script"_s, .appliedAt = u"installed_on"_s, .checksum = u"checksum"_s,
        .order = { u"installed_rank"_s },
        .states = { { u"success"_s, Means::Success }, { u"type"_s, Means::Word, {}, { u"UNDO_SQL"_s, u"UNDO_SCRIPT"_s, u"DELETE"_s } } } };
}

HistoryDescriptor liquibase()
{
    return { .tool = u"liquibase"_s, .name = "Liquibase", .table = u"DATABASECHANGELOG"_s,
        .columns = { u"ID"_s, u"AUTHOR"_s, u"FILENAME"_s, u"DATEEXECUTED"_s, u"ORDEREXECUTED"_s, u"EXECTYPE"_s },
        .version = u"ID"_s, .title = u"FILENAME::ID::AUTHOR"_s, .appliedAt = u"DATEEXECUTED"_s, .checksum = u"MD5SUM"_s,
        .order = { u"ORDEREXECUTED"_s }, .states = { { u"EXECTYPE"_s, Means::Word, { u"FAILED"_s } } } };
}

HistoryDescriptor prisma()
{
    return { .tool = u"prisma"_s, .name = "Prisma", .table = u"_prisma_migrations"_s,
        .columns = { u"id"_s, u"checksum"_s, u"finished_at"_s, u"migration_name"_s, u"rolled_back_at"_s, u"started_at"_s },
        .title = u"migration_name"_s, .appliedAt = u"finished_at|started_at"_s, .checksum = u"checksum"_s,
        .order = { u"started_at"_s, u"migration_name"_s },
        .states = { { u"rolled_back_at"_s, Means::NotNullIsUndone }, { u"finished_at"_s, Means::NullIsFailed } } };
}

HistoryDescriptor atlas()
{
    return { .tool = u"atlas"_s, .name = "Atlas", .table = u"atlas_schema_revisions"_s,
        .columns = { u"version"_s, u"description"_s, u"executed_at"_s, u"hash"_s }, .version = u"version"_s,
        .title = u"description"_s, .appliedAt = u"executed_at"_s, .checksum = u"hash"_s, .order = { u"version"_s },
        .states = { { u"error"_s, Means::NotEmptyIsFailed } }, .leftOut = u"\\..*"_s };
}

HistoryDescriptor drizzle()
{
    return { .tool = u"drizzle"_s, .name = "Drizzle", .table = u"__drizzle_migrations"_s,
        .columns = { u"id"_s, u"hash"_s, u"created_at"_s }, .version = u"created_at"_s, .title = u"name|hash"_s,
        .appliedAt = u"applied_at|created_at"_s, .checksum = u"hash"_s, .order = { u"id"_s } };
}

HistoryDescriptor goose()
{
    return { .tool = u"goose"_s, .name = "goose", .table = u"goose_db_version"_s,
        .columns = { u"version_id"_s, u"is_applied"_s, u"tstamp"_s }, .version = u"version_id"_s, .appliedAt = u"tstamp"_s,
        .order = { u"id"_s }, .states = { { u"is_applied"_s, Means::Applied } }, .leftOut = u"0"_s };
}

std::vector<HistoryDescriptor> otherTools()
{
    return {
        { .tool = u"dumbo"_s, .name = "Dumbo", .table = u"dmb_migrations"_s, .columns = { u"name"_s, u"application"_s, u"sql_hash"_s },
            .title = u"name"_s, .appliedAt = u"timestamp"_s, .checksum = u"sql_hash"_s, .order = { u"id"_s } },
        { .tool = u"alembic"_s, .name = "Alembic", .table = u"alembic_version"_s, .columns = { u"version_num"_s },
            .version = u"version_num"_s, .order = { u"version_num"_s }, .isState = true },
        { .tool = u"django"_s, .name = "Django", .table = u"django_migrations"_s, .columns = { u"app"_s, u"name"_s, u"applied"_s },
            .title = u"app.name"_s, .appliedAt = u"applied"_s, .order = { u"id"_s } },
        { .tool = u"sqlx"_s, .name = "SQLx", .table = u"_sqlx_migrations"_s, .columns = { u"version"_s, u"description"_s, u"success"_s, u"checksum"_s },
            .version = u"version"_s, .title = u"description"_s, .appliedAt = u"installed_on"_s, .checksum = u"checksum"_s,
            .order = { u"version"_s }, .states = { { u"success"_s, Means::Success } } },
        { .tool = u"diesel"_s, .name = "Diesel", .table = u"__diesel_schema_migrations"_s, .columns = { u"version"_s, u"run_on"_s },
            .version = u"version"_s, .appliedAt = u"run_on"_s, .order = { u"version"_s } },
        { .tool = u"knex"_s, .name = "Knex", .table = u"knex_migrations"_s, .columns = { u"name"_s, u"batch"_s, u"migration_time"_s },
            .title = u"name"_s, .appliedAt = u"migration_time"_s, .order = { u"id"_s } },
        { .tool = u"entity-framework"_s, .name = "Entity Framework", .table = u"__EFMigrationsHistory"_s,
            .columns = { u"MigrationId"_s, u"ProductVersion"_s }, .title = u"MigrationId"_s, .order = { u"MigrationId"_s } },
        { .tool = u"user-version"_s, .name = "PRAGMA user_version", .pragma = u"user_version"_s, .isState = true },
    };
}

} // namespace

const std::vector<HistoryDescriptor> &historyTable()
{
    static const std::vector<HistoryDescriptor> table = [] {
        std::vector<HistoryDescriptor> all { flyway(u"flyway_schema_history"_s), flyway(u"schema_version"_s), liquibase(), prisma(), atlas(), drizzle(), goose() };
        for (const auto &more : { schemaMigrationsTools(), otherTools() })
            all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return table;
}

} // namespace dumbo
