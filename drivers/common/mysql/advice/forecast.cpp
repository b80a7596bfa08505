#include "drivers/common/mysql/advice/forecast.h"

#include "drivers/common/mysql/advice/columntype.h"

#include <algorithm>

namespace dumbo::mysql::advice {

namespace {

using Kind = AlterAction::Kind;

bool isSame(const QString &left, const QString &right)
{
    return left.compare(right, Qt::CaseInsensitive) == 0;
}

AlterForecast made(Algorithm algorithm, const QString &because, AlterLock lock = AlterLock::None)
{
    return { algorithm, lock, true, because };
}

AlterForecast copied(const Judged &judged, const QString &because)
{
    return made(Algorithm::Copy, because, judged.server.copiesOnline() ? AlterLock::None : AlterLock::Shared);
}

/// A function call or expression that gives each row its own value.
bool variesByRow(const ColumnOutline &column)
{
    const auto text = column.defaultText.value_or(QByteArray()).toUpper();
    return text.contains("UUID") || text.contains("RAND") || text.contains("NEXT VALUE") || text.contains("NEXTVAL");
}

AlterForecast ofAddedColumn(const Judged &judged, const ColumnOutline &column)
{
    const auto &server = judged.server;
    if (column.generated && column.stored)
        return copied(judged, tr("%1 is computed for every row").arg(column.name));
    if (column.reference && server.isMariaDb)
        return copied(judged, tr("%1 refers to another table").arg(column.name));
    if (variesByRow(column))
        return copied(judged, tr("%1 gets another value in every row").arg(column.name));
    if (column.autoIncrement)
        return made(Algorithm::Inplace, tr("%1 is numbered").arg(column.name), AlterLock::Shared);
    if (column.unique || column.primaryKey)
        return made(Algorithm::Inplace, tr("%1 is added with an index").arg(column.name));
    const auto isLast = !column.first && column.after.isEmpty();
    const auto isInstant = server.isMariaDb ? server.version >= (isLast ? 100'300 : 100'400) : server.version >= (isLast ? 80'012 : 80'029);
    return made(isInstant ? Algorithm::Instant : Algorithm::Inplace, tr("%1 is added").arg(column.name));
}

AlterForecast ofDroppedColumn(const Judged &judged, const QString &name, const CatalogObject *table)
{
    const auto has = [&](const CatalogIndex &index) { return std::ranges::any_of(index.columns, [&](const QString &column) { return isSame(column, name); }); };
    if (table && std::ranges::any_of(table->indexes, has))
        return made(Algorithm::NoCopy, tr("%1 is in an index").arg(name));
    const auto isInstant = judged.server.isMariaDb ? judged.server.version >= 100'400 : judged.server.version >= 80'029;
    return made(isInstant ? Algorithm::Instant : Algorithm::Inplace, tr("%1 is dropped").arg(name));
}

AlterForecast ofLength(const Judged &judged, const CatalogColumn &before, const ColumnType &from, const ColumnType &to)
{
    const auto width = bytesPerCharacter(before.collation);
    const auto old = from.length * width;
    const auto grown = to.length * width;
    const auto keepsLengthByte = grown <= 255 || old > 255;
    if (judged.server.isMariaDb)
        return keepsLengthByte || old <= 127 ? made(Algorithm::Instant, tr("%1 is longer").arg(before.name))
                                             : copied(judged, tr("%1 can take more than 255 bytes now").arg(before.name));
    return keepsLengthByte ? made(Algorithm::NoCopy, tr("%1 is longer").arg(before.name)) : copied(judged, tr("%1 can take more than 255 bytes now").arg(before.name));
}

AlterForecast ofModifiedColumn(const Judged &judged, const AlterAction &action, const CatalogObject *table)
{
    const auto &column = *action.column;
    const auto *before = outline::findColumn(table, action.name);
    if (!before) {
        auto unknown = copied(judged, tr("the type of %1 may change").arg(action.name));
        unknown.isCertain = false;
        return unknown;
    }
    const auto from = readType(before->type);
    const auto to = readType(column.type);
    const auto isOtherText = (!column.characterSet.isEmpty() && !before->collation.startsWith(QString::fromLatin1(column.characterSet)));
    auto all = made(Algorithm::Instant, tr("%1 keeps its type").arg(action.name));
    switch (compareTypes(from, to)) {
    case TypeChange::Same:
        break;
    case TypeChange::Longer:
        all.add(ofLength(judged, *before, from, to));
        break;
    case TypeChange::Appended:
        if (from.members.size() <= 255 && to.members.size() > 255)
            all.add(copied(judged, tr("%1 has more than 255 members now").arg(action.name)));
        break;
    case TypeChange::Wider:
    case TypeChange::Lossy:
        all.add(copied(judged, tr("%1 becomes %2").arg(action.name, column.type)));
        break;
    }
    if (isOtherText)
        all.add(copied(judged, tr("%1 gets another character set").arg(action.name)));
    const auto isNullable = !column.notNull && before->primaryKeyPosition == 0;
    if (isNullable != before->nullable)
        all.add(made(Algorithm::Inplace, isNullable ? tr("%1 takes NULL now").arg(action.name) : tr("%1 is NOT NULL now").arg(action.name)));
    if (column.unique || column.primaryKey)
        all.add(made(Algorithm::NoCopy, tr("%1 gets an index").arg(action.name)));
    const auto moves = column.first || !column.after.isEmpty();
    if (moves && !(judged.server.isMariaDb && judged.server.version >= 100'400))
        all.add(made(Algorithm::Inplace, tr("%1 moves").arg(action.name)));
    return all;
}

AlterForecast ofConstraint(const Judged &judged, const ConstraintOutline &constraint)
{
    using ConstraintKind = ConstraintOutline::Kind;
    switch (constraint.kind) {
    case ConstraintKind::ForeignKey:
        if (judged.setBefore("FOREIGN_KEY_CHECKS").value_or("1") == "0")
            return made(Algorithm::NoCopy, tr("a foreign key is added unchecked"));
        return copied(judged, tr("a foreign key is checked"));
    case ConstraintKind::Check:
        return copied(judged, tr("a check is added"));
    case ConstraintKind::PrimaryKey:
        return made(Algorithm::Inplace, tr("the primary key is the order of the rows"));
    case ConstraintKind::FullText:
        return made(Algorithm::Inplace, tr("a full text index is made"), AlterLock::Shared);
    case ConstraintKind::Spatial:
        return made(Algorithm::NoCopy, tr("a spatial index is made"), AlterLock::Shared);
    case ConstraintKind::Vector:
        return made(Algorithm::Copy, tr("a vector index is made"), AlterLock::Shared);
    default:
        return made(Algorithm::NoCopy, tr("an index is made"));
    }
}

AlterForecast ofOption(const Judged &judged, const outline::SettingOutline &option, const CatalogObject *table)
{
    const auto isOneOf = [&](std::initializer_list<const char *> names) { return std::ranges::any_of(names, [&](const char *name) { return option.name == name; }); };
    if (option.name == "ENGINE") {
        const auto present = table ? std::ranges::find(table->properties, QStringLiteral("engine"), &std::pair<QString, QString>::first) : decltype(table->properties.begin())();
        const auto isInno = table && present != table->properties.end() ? isSame(present->second, QStringLiteral("InnoDB")) : true;
        if (isInno && option.value.toLower() == "innodb")
            return made(Algorithm::Inplace, tr("the table is written anew"));
        return copied(judged, tr("the engine becomes %1").arg(QString::fromUtf8(option.value)));
    }
    if (isOneOf({ "ROW_FORMAT", "KEY_BLOCK_SIZE" }))
        return made(Algorithm::Inplace, tr("rows get another form"));
    if (option.name == "ADD" || option.name == "SYSTEM")
        return copied(judged, tr("the table becomes versioned"));
    return made(Algorithm::Instant, tr("an option changes"));
}

AlterForecast ofAction(const Judged &judged, const AlterAction &action, const CatalogObject *table)
{
    switch (action.kind) {
    case Kind::AddColumn:
        return ofAddedColumn(judged, *action.column);
    case Kind::DropColumn:
        return ofDroppedColumn(judged, action.name, table);
    case Kind::ModifyColumn:
        return ofModifiedColumn(judged, action, table);
    case Kind::AddConstraint:
        return ofConstraint(judged, *action.constraint);
    case Kind::DropIndex:
        return made(Algorithm::NoCopy, tr("an index is dropped"));
    case Kind::DropPrimaryKey:
        return copied(judged, tr("the primary key is the order of the rows"));
    case Kind::ConvertCharset:
        return copied(judged, tr("every text is converted"));
    case Kind::Force:
        return made(Algorithm::Inplace, tr("the table is written anew"));
    case Kind::OrderBy:
        return copied(judged, tr("rows are sorted"));
    case Kind::RenameTable:
        return made(Algorithm::Instant, tr("the table gets another name"), AlterLock::Exclusive);
    case Kind::Keys:
        return made(Algorithm::Instant, tr("keys are switched"), AlterLock::Exclusive);
    case Kind::Partition:
    case Kind::Tablespace:
    case Kind::Other: {
        auto unknown = copied(judged, tr("partitions or files change"));
        unknown.isCertain = false;
        return unknown;
    }
    case Kind::Options: {
        auto all = made(Algorithm::Instant, tr("an option changes"));
        for (const auto &option : action.settings)
            all.add(ofOption(judged, option, table));
        return all;
    }
    default:
        return made(Algorithm::Instant, tr("only the dictionary changes"));
    }
}

bool isOtherEngine(const CatalogObject *table)
{
    if (!table)
        return false;
    const auto engine = std::ranges::find(table->properties, QStringLiteral("engine"), &std::pair<QString, QString>::first);
    return engine != table->properties.end() && !engine->second.isEmpty() && !isSame(engine->second, QStringLiteral("InnoDB"));
}

/// What several actions together cost more than each by itself.
void addTogether(const StatementOutline &statement, AlterForecast &all)
{
    const auto has = [&](Kind kind) { return std::ranges::any_of(statement.actions, [&](const AlterAction &action) { return action.kind == kind; }); };
    const auto isIndexOnNewColumn = [&](const AlterAction &action) {
        return action.kind == Kind::AddConstraint && std::ranges::any_of(statement.actions, [&](const AlterAction &other) {
            return other.kind == Kind::AddColumn && action.constraint->columns.contains(other.name, Qt::CaseInsensitive);
        });
    };
    if (std::ranges::any_of(statement.actions, isIndexOnNewColumn))
        all.add(made(Algorithm::Inplace, tr("a new column gets an index at once")));
    const auto addsKey = [](const AlterAction &action) {
        return (action.constraint && action.constraint->kind == ConstraintOutline::Kind::PrimaryKey) || (action.column && action.column->primaryKey);
    };
    // A primary key that is exchanged is written in place.
    if (has(Kind::DropPrimaryKey) && all.algorithm == Algorithm::Copy && std::ranges::any_of(statement.actions, addsKey) && statement.actions.size() == 2)
        all = made(Algorithm::Inplace, tr("the primary key is the order of the rows"));
}

} // namespace

void AlterForecast::add(const AlterForecast &action)
{
    if (action.algorithm > algorithm || (action.algorithm == algorithm && because.isEmpty())) {
        algorithm = action.algorithm;
        because = action.because;
    }
    lock = std::max(lock, action.lock);
    isCertain = isCertain && action.isCertain;
}

AlterForecast forecast(const Judged &judged)
{
    const auto &statement = judged.statement();
    const auto known = judged.known.find(statement.objects.front().path);
    const auto *table = known.object.get();
    AlterForecast all;
    if (statement.verb == Verb::CreateIndex)
        all = made(Algorithm::NoCopy, tr("an index is made"));
    if (statement.verb == Verb::DropIndex)
        all = made(Algorithm::NoCopy, tr("an index is dropped"));
    for (const auto &action : statement.actions)
        all.add(ofAction(judged, action, table));
    addTogether(statement, all);
    if (isOtherEngine(table) && all.algorithm != Algorithm::Instant) {
        all.algorithm = Algorithm::Copy;
        all.lock = AlterLock::Shared;
        all.because = tr("the engine can't do otherwise");
    }
    return all;
}

QByteArray algorithmWord(Algorithm algorithm, const Server &server)
{
    switch (algorithm) {
    case Algorithm::Instant:
        return QByteArrayLiteral("INSTANT");
    case Algorithm::NoCopy:
        return server.isMariaDb ? QByteArrayLiteral("NOCOPY") : QByteArrayLiteral("INPLACE");
    case Algorithm::Inplace:
        return QByteArrayLiteral("INPLACE");
    case Algorithm::Copy:
        return QByteArrayLiteral("COPY");
    }
    Q_UNREACHABLE_RETURN({});
}

QByteArray lockWord(AlterLock lock)
{
    return lock == AlterLock::None ? QByteArrayLiteral("NONE") : (lock == AlterLock::Shared ? QByteArrayLiteral("SHARED") : QByteArrayLiteral("EXCLUSIVE"));
}

} // namespace dumbo::mysql::advice
