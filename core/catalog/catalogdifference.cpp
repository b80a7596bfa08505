#include "core/catalog/catalogdifference.h"

#include "core/catalog/partdifference.h"
#include "core/catalog/schemaname.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <array>
#include <tuple>

namespace dumbo {

namespace {

QString tr(const char *text, int count = -1)
{
    return QCoreApplication::translate("CatalogDifference", text, nullptr, count);
}

bool counts(const CatalogObject &object, const CatalogComparison &comparison)
{
    if (object.system || object.kind == ObjectKind::Role || object.kind == ObjectKind::Database)
        return false;
    const auto isMember = object.kind != ObjectKind::Extension
        && std::ranges::contains(object.properties, QStringLiteral("extension"), [](const auto &property) { return property.first; });
    return !isMember && (!comparison.ignores || !comparison.ignores(object));
}

bool isRoutine(ObjectKind kind)
{
    return kind == ObjectKind::Function || kind == ObjectKind::Procedure;
}

/// Where each object of a catalog is.
class Places {
public:
    Places(const CatalogPart &part, const Dialect &dialect, const CatalogComparison &comparison)
        : m_part(part)
        // Only SQLite's names of tables are the same in other capitals, whatever the system.
        , m_foldsNames(dialect.lexer.bracketIdentifiers && dialect.lexer.backtickIdentifiers)
    {
        for (std::size_t i = 0; i < part.objects.size(); ++i) {
            const auto &object = part.objects[i];
            if (!counts(object, comparison))
                continue;
            m_counted.push_back(i);
            m_byName[nameOf(object)].push_back(i);
        }
    }

    [[nodiscard]] const std::vector<std::size_t> &counted() const { return m_counted; }
    /// The object that this one of the other catalog is compared with.
    [[nodiscard]] std::optional<std::size_t> counterpart(const CatalogObject &other, const Places &others) const
    {
        const auto found = m_byName.constFind(nameOf(other));
        if (found == m_byName.constEnd())
            return std::nullopt;
        // One of that name on both sides is the same routine with other arguments.
        if (!isRoutine(other.kind) || (found->size() == 1 && others.m_byName.value(nameOf(other)).size() == 1))
            return found->front();
        const auto same = std::ranges::find_if(*found, [&](std::size_t place) { return m_part.objects[place].signature == other.signature; });
        return same == found->end() ? std::nullopt : std::optional(*same);
    }

private:
    [[nodiscard]] QString nameOf(const CatalogObject &object) const
    {
        const auto name = QString::number(int(object.kind)) + u'\n' + (object.kind == ObjectKind::Other ? object.kindName : QString()) + u'\n'
            + object.path.schema + u'\n' + object.path.name;
        return m_foldsNames ? name.toLower() : name;
    }

    const CatalogPart &m_part;
    bool m_foldsNames;
    std::vector<std::size_t> m_counted;
    QHash<QString, std::vector<std::size_t>> m_byName;
};

QString nameFor(const CatalogObject &object)
{
    auto name = object.path.name.isEmpty() ? object.path.schema
        : object.path.schema.isEmpty()     ? object.path.name
                                           : object.path.schema + u'.' + object.path.name;
    if (isRoutine(object.kind))
        name += object.signature.section(QStringLiteral(" returns "), 0, 0).section(QStringLiteral(" → "), 0, 0);
    const auto kind = object.kind == ObjectKind::Other && !object.kindName.isEmpty() ? object.kindName : objectKindName(object.kind);
    return kind + u' ' + name;
}

QString sentenceOf(const ObjectDifference &difference)
{
    auto name = nameFor(difference.object());
    name.front() = name.front().toUpper();
    if (difference.change == CatalogChange::Added)
        return tr("%1 is added.").arg(name);
    if (difference.change == CatalogChange::Removed)
        return tr("%1 is removed.").arg(name);
    QStringList sentences;
    for (const auto &part : difference.parts)
        sentences.append(part.sentence);
    return QStringLiteral("%1: %2").arg(name, sentences.join(QStringLiteral("; ")));
}

std::shared_ptr<const CatalogObject> pointer(const std::shared_ptr<const CatalogPart> &part, std::size_t place)
{
    return { part, &part->objects[place] };
}

void addDifference(CatalogDifference &difference, ObjectDifference object)
{
    object.change = !object.from ? CatalogChange::Added : (!object.to ? CatalogChange::Removed : CatalogChange::Changed);
    object.sentence = sentenceOf(object);
    difference.objects.push_back(std::move(object));
}

} // namespace

QString CatalogDifference::summary() const
{
    if (isEmpty())
        return tr("There is no difference.");
    const auto count = [this](CatalogChange change) { return int(std::ranges::count(objects, change, &ObjectDifference::change)); };
    return tr("%1 added, %2 removed, %3 changed")
        .arg(count(CatalogChange::Added))
        .arg(count(CatalogChange::Removed))
        .arg(count(CatalogChange::Changed));
}

CatalogDifference compareCatalogs(std::shared_ptr<const CatalogPart> from, std::shared_ptr<const CatalogPart> to,
    const Dialect &dialect, const CatalogComparison &comparison)
{
    if (comparison.matchesOnlySchemas)
        to = withSchemaOf(to, *from, dialect);
    CatalogDifference difference;
    difference.warnings = from->warnings + to->warnings;
    difference.warnings.removeDuplicates();
    const Places before(*from, dialect, comparison);
    const Places after(*to, dialect, comparison);
    std::vector<bool> used(from->objects.size());
    for (const auto place : after.counted()) {
        const auto &object = to->objects[place];
        const auto other = before.counterpart(object, after);
        if (!other) {
            addDifference(difference, { {}, nullptr, pointer(to, place), {}, {} });
            continue;
        }
        used[*other] = true;
        if (from->objects[*other] == object)
            continue;
        auto parts = comparedParts(from->objects[*other], object, dialect, comparison);
        if (!parts.empty())
            addDifference(difference, { {}, pointer(from, *other), pointer(to, place), std::move(parts), {} });
    }
    for (const auto place : before.counted()) {
        if (!used[place])
            addDifference(difference, { {}, pointer(from, place), nullptr, {}, {} });
    }
    std::ranges::stable_sort(difference.objects, [](const ObjectDifference &left, const ObjectDifference &right) {
        const auto order = [](const CatalogObject &object) { return std::tie(object.path.schema, object.kind, object.path.name, object.signature); };
        return order(left.object()) < order(right.object());
    });
    return difference;
}

QString catalogPartName(CatalogPartKind kind)
{
    static constexpr std::array names { QT_TRANSLATE_NOOP("CatalogDifference", "Column"), QT_TRANSLATE_NOOP("CatalogDifference", "Key"),
        QT_TRANSLATE_NOOP("CatalogDifference", "Foreign key"), QT_TRANSLATE_NOOP("CatalogDifference", "Check"),
        QT_TRANSLATE_NOOP("CatalogDifference", "Index"), QT_TRANSLATE_NOOP("CatalogDifference", "Trigger"),
        QT_TRANSLATE_NOOP("CatalogDifference", "Policy"), QT_TRANSLATE_NOOP("CatalogDifference", "Partitioning"),
        QT_TRANSLATE_NOOP("CatalogDifference", "Property"), QT_TRANSLATE_NOOP("CatalogDifference", "Comment"),
        QT_TRANSLATE_NOOP("CatalogDifference", "Owner"), QT_TRANSLATE_NOOP("CatalogDifference", "Arguments and result"),
        QT_TRANSLATE_NOOP("CatalogDifference", "Definition") };
    return tr(names.at(std::size_t(kind)));
}

QString catalogPartWord(CatalogPartKind kind)
{
    static constexpr std::array words { u"column", u"key", u"foreign-key", u"check", u"index", u"trigger", u"policy", u"partitioning",
        u"property", u"comment", u"owner", u"signature", u"definition" };
    return QString::fromUtf16(words.at(std::size_t(kind)));
}

QString catalogChangeWord(CatalogChange change)
{
    static constexpr std::array words { u"added", u"removed", u"changed" };
    return QString::fromUtf16(words.at(std::size_t(change)));
}

bool isMigrationHistory(const CatalogObject &object)
{
    static const QSet<QString> names { QStringLiteral("dmb_migrations"), QStringLiteral("dmb_migration_runs"),
        QStringLiteral("dmb_migrations_id_seq"), QStringLiteral("dmb_migration_runs_id_seq"), QStringLiteral("flyway_schema_history"),
        QStringLiteral("schema_migrations"), QStringLiteral("goose_db_version"), QStringLiteral("goose_db_version_id_seq"),
        QStringLiteral("atlas_schema_revisions"), QStringLiteral("alembic_version"), QStringLiteral("django_migrations"),
        QStringLiteral("django_migrations_id_seq"), QStringLiteral("_prisma_migrations"), QStringLiteral("__drizzle_migrations"),
        QStringLiteral("__drizzle_migrations_id_seq"), QStringLiteral("_sqlx_migrations"), QStringLiteral("__diesel_schema_migrations"),
        QStringLiteral("knex_migrations"), QStringLiteral("knex_migrations_id_seq"), QStringLiteral("knex_migrations_lock"),
        QStringLiteral("knex_migrations_lock_index_seq"), QStringLiteral("__EFMigrationsHistory"), QStringLiteral("databasechangelog"),
        QStringLiteral("databasechangeloglock"), QStringLiteral("DATABASECHANGELOG"), QStringLiteral("DATABASECHANGELOGLOCK") };
    return names.contains(object.path.name);
}

} // namespace dumbo
