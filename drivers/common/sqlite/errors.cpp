#include "drivers/common/sqlite/errors.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <optional>

namespace dumbo::sqlite {

namespace {

struct CodeKind
{
    int code;
    ErrorKind kind;
};

/// Extended codes whose kind is not that of their primary code (the lowest eight bits).
constexpr std::array extendedKinds {
    CodeKind { 517, ErrorKind::Serialization }, // BUSY_SNAPSHOT
    CodeKind { 275, ErrorKind::CheckViolation }, // CONSTRAINT_CHECK
    CodeKind { 787, ErrorKind::ForeignKeyViolation }, // CONSTRAINT_FOREIGNKEY
    CodeKind { 1299, ErrorKind::NotNullViolation }, // CONSTRAINT_NOTNULL
    CodeKind { 1555, ErrorKind::UniqueConstraint }, // CONSTRAINT_PRIMARYKEY
    CodeKind { 2067, ErrorKind::UniqueConstraint }, // CONSTRAINT_UNIQUE
    CodeKind { 2579, ErrorKind::UniqueConstraint }, // CONSTRAINT_ROWID
    CodeKind { 3091, ErrorKind::Data }, // CONSTRAINT_DATATYPE: a STRICT table got the wrong type
    CodeKind { 3082, ErrorKind::InsufficientResources }, // IOERR_NOMEM
};

constexpr std::array primaryKinds {
    CodeKind { 1, ErrorKind::InvalidOperation }, // ERROR
    CodeKind { 2, ErrorKind::General }, // INTERNAL
    CodeKind { 3, ErrorKind::InvalidOperation }, // PERM
    CodeKind { 4, ErrorKind::General }, // ABORT
    CodeKind { 5, ErrorKind::LockNotAvailable }, // BUSY
    CodeKind { 6, ErrorKind::Deadlock }, // LOCKED
    CodeKind { 7, ErrorKind::InsufficientResources }, // NOMEM
    CodeKind { 8, ErrorKind::InvalidOperation }, // READONLY
    CodeKind { 9, ErrorKind::Cancelled }, // INTERRUPT
    CodeKind { 10, ErrorKind::System }, // IOERR
    CodeKind { 11, ErrorKind::General }, // CORRUPT
    CodeKind { 13, ErrorKind::InsufficientResources }, // FULL
    CodeKind { 14, ErrorKind::Connection }, // CANTOPEN
    CodeKind { 15, ErrorKind::LockNotAvailable }, // PROTOCOL
    CodeKind { 17, ErrorKind::InvalidOperation }, // SCHEMA
    CodeKind { 18, ErrorKind::Data }, // TOOBIG
    CodeKind { 19, ErrorKind::IntegrityConstraintViolation }, // CONSTRAINT
    CodeKind { 20, ErrorKind::Data }, // MISMATCH
    CodeKind { 21, ErrorKind::InvalidOperation }, // MISUSE
    CodeKind { 22, ErrorKind::System }, // NOLFS
    CodeKind { 23, ErrorKind::InvalidOperation }, // AUTH
    CodeKind { 25, ErrorKind::Data }, // RANGE
    CodeKind { 26, ErrorKind::Connection }, // NOTADB
};

template <typename Table>
std::optional<ErrorKind> find(const Table &table, int code)
{
    const auto found = std::ranges::find(table, code, &CodeKind::code);
    if (found == table.end())
        return std::nullopt;
    return found->kind;
}

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

/// What to do about it, for codes where that is not plain.
QString hintFor(int extendedCode)
{
    switch (extendedCode & 0xFF) {
    case 5:
        return extendedCode == 517
            ? tr("The data changed since this transaction began to read. Roll back and run it again.")
            : tr("Another connection holds the lock. Wait for it to finish, or raise the busy timeout.");
    case 6:
        return tr("A statement of this same connection, or one that shares its cache, uses the table.");
    case 8:
        return extendedCode == 1288 ? tr("The file was moved or deleted while it was open.") : QString();
    case 11:
        return tr("The file is damaged. Run PRAGMA integrity_check, and restore a backup or use the recovery "
                  "of the sqlite3 program.");
    case 13:
        return tr("The disk is full, or the database reached its max_page_count.");
    default:
        return {};
    }
}

/// Splits "t.a, t.b" into table and columns where only one reading is possible.
void addColumns(Error &error, const QString &list)
{
    QString table;
    QStringList columns;
    for (const auto &entry : list.split(QStringLiteral(", "))) {
        const auto parts = entry.split(QLatin1Char('.'));
        if (parts.size() != 2 || (!table.isEmpty() && table != parts[0]))
            return;
        table = parts[0];
        columns.append(parts[1]);
    }
    error.withObject(QStringLiteral("table"), table);
    for (const auto &column : columns)
        error.withObject(QStringLiteral("column"), column);
}

void addNames(Error &error, const EngineFailure &failure)
{
    const auto text = QString::fromUtf8(failure.message);
    const auto behind = [&text](QLatin1StringView prefix) -> std::optional<QString> {
        if (!text.startsWith(prefix))
            return std::nullopt;
        return text.sliced(prefix.size());
    };
    if (const auto index = behind(QLatin1StringView("UNIQUE constraint failed: index '"));
        index && index->endsWith(u'\''))
        error.withObject(QStringLiteral("index"), index->chopped(1));
    else if (const auto list = behind(QLatin1StringView("UNIQUE constraint failed: ")))
        addColumns(error, *list);
    else if (const auto column = behind(QLatin1StringView("NOT NULL constraint failed: ")))
        addColumns(error, *column);
    else if (const auto check = behind(QLatin1StringView("CHECK constraint failed: ")))
        error.withObject(QStringLiteral("constraint"), *check);
    else if (const auto table = behind(QLatin1StringView("no such table: ")))
        error.withObject(QStringLiteral("table"), *table);
    else if (const auto unknown = behind(QLatin1StringView("no such column: ")))
        error.withObject(QStringLiteral("column"), *unknown);
    else if (const auto type = text.lastIndexOf(QLatin1StringView(" column "));
             failure.extendedCode == 3091 && type >= 0)
        addColumns(error, text.sliced(type + 8));
}

QString sentence(ErrorKind kind, const EngineFailure &failure)
{
    const auto words = QString::fromUtf8(failure.message);
    if (kind == ErrorKind::Cancelled)
        return tr("The statement was cancelled.");
    if (kind == ErrorKind::LockNotAvailable)
        return tr("The database is locked by another connection.");
    if (!words.isEmpty())
        return words;
    return tr("SQLite failed with code %1.").arg(failure.extendedCode);
}

} // namespace

ErrorKind classify(int extendedCode)
{
    if (const auto kind = find(extendedKinds, extendedCode))
        return *kind;
    return find(primaryKinds, extendedCode & 0xFF).value_or(ErrorKind::General);
}

Error engineError(const EngineFailure &failure)
{
    const auto kind = classify(failure.extendedCode);
    Error error(kind, sentence(kind, failure));
    error.withServerMessage(QString::fromUtf8(failure.message)).withNativeCode(failure.extendedCode);
    if (failure.offset >= 0)
        error.withPosition(failure.offset);
    if (const auto hint = hintFor(failure.extendedCode); !hint.isEmpty())
        error.withHint(hint);
    addNames(error, failure);
    return error;
}

} // namespace dumbo::sqlite
