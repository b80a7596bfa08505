#include "core/migrations/sources/layout.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

using Meaning = Annotation::Meaning;
using Place = Annotation::Place;

QRegularExpression whole(const QString &pattern, QRegularExpression::PatternOptions options = {})
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern), options);
}

QRegularExpression line(const QString &pattern)
{
    return whole(QStringLiteral("\\s*") + pattern + QStringLiteral("\\s*"), QRegularExpression::CaseInsensitiveOption);
}

/// <number>_<title><suffix>
QRegularExpression numbered(const QString &suffix)
{
    return whole(QStringLiteral("(?<name>(?<version>[0-9]+)_(?<title>[^/]*))") + suffix);
}

LayoutDescriptor drizzle()
{
    LayoutDescriptor layout { .id = QStringLiteral("drizzle"), .name = "Drizzle" };
    layout.evidence.files = { whole(QStringLiteral("meta/_journal\\.json")), whole(QStringLiteral("[^/]+/snapshot\\.json")) };
    layout.files = { { numbered(QStringLiteral("/migration\\.sql")) }, { numbered(QStringLiteral("\\.sql")) },
        { whole(QStringLiteral("(?<name>[^/]+)\\.sql")) } };
    layout.journal = QStringLiteral("meta/_journal.json");
    layout.annotations = { { line(QStringLiteral(".*(?<mark>-->\\s*statement-breakpoint)")), Meaning::Break } };
    layout.created = { .up = QStringLiteral("{version}_{title}.sql"), .numbering = NewFiles::Numbering::Sequence,
        .between = "--> statement-breakpoint\n" };
    return layout;
}

LayoutDescriptor prisma()
{
    LayoutDescriptor layout { .id = QStringLiteral("prisma"), .name = "Prisma" };
    layout.evidence.files = { whole(QStringLiteral("migration_lock\\.toml")), whole(QStringLiteral("[^/]+/migration\\.sql")) };
    layout.files = { { numbered(QStringLiteral("/migration\\.sql")) }, { whole(QStringLiteral("(?<name>[^/]+)/migration\\.sql")) },
        { whole(QStringLiteral("(?<name>[^/]+)/down\\.sql")), FileRole::Down } };
    layout.created = { .up = QStringLiteral("{version}_{title}/migration.sql"), .down = QStringLiteral("{version}_{title}/down.sql") };
    return layout;
}

LayoutDescriptor goose()
{
    LayoutDescriptor layout { .id = QStringLiteral("goose"), .name = "goose" };
    const auto up = line(QStringLiteral("--\\s*\\+goose\\s+up"));
    layout.evidence.lines = { up };
    layout.files = { { numbered(QStringLiteral("\\.sql")) }, { whole(QStringLiteral("[^/]*_test\\.go")), FileRole::Ignored },
        { numbered(QStringLiteral("\\.go")), FileRole::Unsupported,
            QT_TRANSLATE_NOOP("MigrationSource", "%1 is a program in Go, which can't be run from here. Run it by goose, or write it as SQL."), true } };
    layout.order = VersionOrder::Number;
    layout.pairsByVersion = layout.refusesDuplicates = layout.countsUp = layout.needsUpSection = true;
    layout.annotations = { { up, Meaning::Up }, { line(QStringLiteral("--\\s*\\+goose\\s+down")), Meaning::Down },
        { line(QStringLiteral("--\\s*\\+goose\\s+StatementBegin")), Meaning::StatementBegin },
        { line(QStringLiteral("--\\s*\\+goose\\s+StatementEnd")), Meaning::StatementEnd },
        { line(QStringLiteral("--\\s*\\+goose\\s+NO\\s+TRANSACTION")), Meaning::NoTransaction },
        { line(QStringLiteral("--\\s*\\+goose\\s+ENVSUB\\s+ON")), Meaning::Unsupported, Place::Anywhere,
            QT_TRANSLATE_NOOP("MigrationSource",
                "goose would put values of the environment into this script; that isn't done here. Write the values, and take the line away.") } };
    layout.created = { .up = QStringLiteral("{version}_{title}.sql"), .header = "-- +goose Up\n", .downHeader = "\n-- +goose Down\n",
        .noTransaction = "-- +goose NO TRANSACTION\n", .wholeBegin = "-- +goose StatementBegin\n", .wholeEnd = "-- +goose StatementEnd\n" };
    return layout;
}

LayoutDescriptor dbmate()
{
    LayoutDescriptor layout { .id = QStringLiteral("dbmate"), .name = "dbmate" };
    const auto up = line(QStringLiteral("--\\s*migrate:up(?<options>\\s.*)?"));
    layout.evidence.lines = { up };
    layout.files = { { numbered(QStringLiteral("\\.sql")) } };
    layout.pairsByVersion = layout.refusesDuplicates = layout.needsUpSection = true;
    layout.annotations = { { up, Meaning::Up }, { line(QStringLiteral("--\\s*migrate:down(?<options>\\s.*)?")), Meaning::Down } };
    layout.created = { .up = QStringLiteral("{version}_{title}.sql"), .header = "-- migrate:up\n", .downHeader = "\n-- migrate:down\n" };
    return layout;
}

LayoutDescriptor flyway()
{
    LayoutDescriptor layout { .id = QStringLiteral("flyway"), .name = "Flyway" };
    const auto versioned = QStringLiteral("(?:[^/]+/)*(?<name>%1(?<version>[0-9]+(?:[._][0-9]+)*)__(?<title>[^/]+))\\.sql");
    const auto repeatable = whole(QStringLiteral("(?:[^/]+/)*(?<name>R__(?<title>[^/]+))\\.sql"));
    layout.evidence.files = { whole(versioned.arg(QStringLiteral("V"))), repeatable };
    layout.files = { { whole(versioned.arg(QStringLiteral("V"))) }, { whole(versioned.arg(QStringLiteral("U"))), FileRole::Down },
        { repeatable, FileRole::Repeatable },
        { whole(versioned.arg(QStringLiteral("B"))), FileRole::Unsupported,
            QT_TRANSLATE_NOOP("MigrationSource",
                "%1 is a baseline: in an empty database Flyway runs it instead of all before it. Here those before it are run.") },
        { whole(QStringLiteral("(?:[^/]+/)*(?:before|after|create)[A-Z][A-Za-z]*(?:__[^/]*)?\\.sql")), FileRole::Unsupported,
            QT_TRANSLATE_NOOP("MigrationSource", "%1 is a callback: Flyway runs it around migrations. It isn't run here.") },
        { whole(QStringLiteral("(?:[^/]+/)*[VUR][^/]*__[^/]*\\.(?:java|kt|py|ps1|sh|bash|cmd|bat)")), FileRole::Unsupported,
            QT_TRANSLATE_NOOP("MigrationSource", "%1 is a program, which can't be run from here. Run it by Flyway, or write it as SQL."), true } };
    layout.order = VersionOrder::Dotted;
    layout.pairsByVersion = layout.refusesDuplicates = layout.isRecursive = true;
    layout.sidecar = { QStringLiteral(".conf"), line(QStringLiteral("executeInTransaction\\s*=\\s*false")),
        line(QStringLiteral("placeholderReplacement\\s*=\\s*false")) };
    layout.placeholder = QRegularExpression(QStringLiteral("\\$\\{[A-Za-z_][A-Za-z0-9_.:-]*\\}"));
    layout.created = { .up = QStringLiteral("V{version}__{title}.sql"), .down = QStringLiteral("U{version}__{title}.sql"),
        .numbering = NewFiles::Numbering::Sequence, .digits = 1 };
    return layout;
}

LayoutDescriptor atlas()
{
    LayoutDescriptor layout { .id = QStringLiteral("atlas"), .name = "Atlas" };
    layout.evidence.files = { whole(QStringLiteral("atlas\\.sum")) };
    layout.evidence.lines = { line(QStringLiteral("--\\s*atlas:(?:txmode|delimiter|checkpoint|import)\\b.*")) };
    layout.files = { { whole(QStringLiteral("(?<name>(?<version>[^/_]+)_(?<title>[^/]+))\\.sql")) },
        { whole(QStringLiteral("(?<name>(?<version>[^/_]+))\\.sql")) } };
    layout.pairsByVersion = layout.refusesDuplicates = true;
    layout.annotations = { { line(QStringLiteral("--\\s*atlas:txmode\\s+none")), Meaning::NoTransaction, Place::Header },
        { line(QStringLiteral("--\\s*atlas:delimiter\\s+(?<delimiter>.*\\S)")), Meaning::Delimiter, Place::Header },
        { line(QStringLiteral("--\\s*atlas:checkpoint.*")), Meaning::Unsupported, Place::Header,
            QT_TRANSLATE_NOOP("MigrationSource",
                "This is a checkpoint, which Atlas runs only in an empty database. Run it by Atlas, or move the file elsewhere.") },
        { line(QStringLiteral("--\\s*atlas:txtar.*")), Meaning::Unsupported, Place::Header,
            QT_TRANSLATE_NOOP("MigrationSource",
                "This file is an archive of scripts with checks, which only Atlas reads. Keep the migration's statements alone.") } };
    layout.created = { .up = QStringLiteral("{version}_{title}.sql"), .noTransaction = "-- atlas:txmode none\n\n" };
    return layout;
}

LayoutDescriptor diesel()
{
    LayoutDescriptor layout { .id = QStringLiteral("diesel"), .name = "Diesel" };
    const auto file = QStringLiteral("(?<name>(?<version>[0-9][0-9-]*)_(?<title>[^/]*))/%1\\.sql");
    layout.evidence.files = { whole(file.arg(QStringLiteral("up"))) };
    layout.files = { { whole(file.arg(QStringLiteral("up"))) }, { whole(file.arg(QStringLiteral("down"))), FileRole::Down } };
    layout.pairsByVersion = layout.refusesDuplicates = layout.wantsDown = true;
    layout.sidecar = { QStringLiteral("/metadata.toml"), line(QStringLiteral("run_in_transaction\\s*=\\s*false(?:\\s*#.*)?")), {} };
    layout.created = { .up = QStringLiteral("{dashed}_{title}/up.sql"), .down = QStringLiteral("{dashed}_{title}/down.sql"), .alwaysDown = true };
    return layout;
}

LayoutDescriptor sqlx()
{
    LayoutDescriptor layout { .id = QStringLiteral("sqlx"), .name = "SQLx" };
    layout.evidence.besideParent = { QStringLiteral("Cargo.toml"), QStringLiteral(".sqlx") };
    layout.files = { { numbered(QStringLiteral("\\.up\\.sql")) }, { numbered(QStringLiteral("\\.down\\.sql")), FileRole::Down },
        { numbered(QStringLiteral("\\.sql")) } };
    layout.order = VersionOrder::Number;
    layout.pairsByVersion = layout.refusesDuplicates = true;
    layout.annotations = { { line(QStringLiteral("--\\s*no-transaction.*")), Meaning::NoTransaction, Place::FirstLine } };
    layout.created = { .up = QStringLiteral("{version}_{title}.sql"), .noTransaction = "-- no-transaction\n" };
    return layout;
}

LayoutDescriptor golangMigrate()
{
    LayoutDescriptor layout { .id = QStringLiteral("golang-migrate"), .name = "golang-migrate" };
    layout.evidence.files = { numbered(QStringLiteral("\\.up\\.sql")) };
    layout.files = { { numbered(QStringLiteral("\\.up\\.sql")) }, { numbered(QStringLiteral("\\.down\\.sql")), FileRole::Down } };
    layout.order = VersionOrder::Number;
    layout.pairsByVersion = layout.refusesDuplicates = layout.countsUp = layout.wantsDown = true;
    layout.created = { .up = QStringLiteral("{version}_{title}.up.sql"), .down = QStringLiteral("{version}_{title}.down.sql"),
        .alwaysDown = true, .numbering = NewFiles::Numbering::Sequence, .digits = 6 };
    return layout;
}

LayoutDescriptor ours()
{
    LayoutDescriptor layout { .id = QStringLiteral("dumbo"), .name = "Dumbo" };
    layout.evidence.files = { numbered(QStringLiteral("\\.sql")) };
    layout.files = { { numbered(QStringLiteral("\\.down\\.sql")), FileRole::Down }, { numbered(QStringLiteral("\\.sql")) } };
    layout.order = VersionOrder::Number;
    layout.countsUp = true;
    layout.annotations = { { line(QStringLiteral("--\\s*dumbo:no-transaction\\b.*")), Meaning::NoTransaction, Place::Header } };
    layout.created = { .up = QStringLiteral("{version}_{title}.sql"), .down = QStringLiteral("{version}_{title}.down.sql"),
        .numbering = NewFiles::Numbering::Sequence, .noTransaction = "-- dumbo:no-transaction\n" };
    return layout;
}

LayoutDescriptor plain()
{
    LayoutDescriptor layout { .id = QStringLiteral("plain"), .name = QT_TRANSLATE_NOOP("MigrationSource", "Plain files") };
    layout.files = { { whole(QStringLiteral("(?<name>(?<title>[^/]+))\\.down\\.sql")), FileRole::Down },
        { whole(QStringLiteral("(?<name>(?<title>[^/]+))\\.up\\.sql")) }, { whole(QStringLiteral("(?<name>(?<title>[^/]+))\\.sql")) } };
    layout.annotations = ours().annotations;
    layout.created = ours().created;
    return layout;
}

} // namespace

const std::vector<LayoutDescriptor> &layoutTable()
{
    static const std::vector<LayoutDescriptor> table {
        drizzle(), prisma(), goose(), dbmate(), flyway(), atlas(), diesel(), sqlx(), golangMigrate(), ours(), plain(),
    };
    return table;
}

const LayoutDescriptor *layoutOf(const QString &id)
{
    for (const auto &layout : layoutTable()) {
        if (layout.id == id)
            return &layout;
    }
    return nullptr;
}

} // namespace dumbo
