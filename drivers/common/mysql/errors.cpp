#include "drivers/common/mysql/errors.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <optional>

namespace dumbo::mysql {

namespace {

struct CodeKind
{
    int code;
    ErrorKind kind;
};

constexpr std::array kinds {
    CodeKind { 1020, ErrorKind::Serialization }, // CHECKREAD: the row changed since the snapshot
    CodeKind { 1021, ErrorKind::InsufficientResources }, // DISK_FULL
    CodeKind { 1022, ErrorKind::UniqueConstraint }, // DUP_KEY
    CodeKind { 1037, ErrorKind::InsufficientResources }, // OUTOFMEMORY
    CodeKind { 1038, ErrorKind::InsufficientResources }, // OUT_OF_SORTMEMORY
    CodeKind { 1040, ErrorKind::InsufficientResources }, // CON_COUNT
    CodeKind { 1041, ErrorKind::InsufficientResources }, // OUT_OF_RESOURCES
    CodeKind { 1044, ErrorKind::InvalidOperation }, // DBACCESS_DENIED
    CodeKind { 1045, ErrorKind::AuthenticationRequired }, // ACCESS_DENIED
    CodeKind { 1046, ErrorKind::InvalidOperation }, // NO_DB
    CodeKind { 1048, ErrorKind::NotNullViolation }, // BAD_NULL
    CodeKind { 1049, ErrorKind::NotFound }, // BAD_DB
    CodeKind { 1050, ErrorKind::InvalidOperation }, // TABLE_EXISTS
    CodeKind { 1053, ErrorKind::AdminShutdown }, // SERVER_SHUTDOWN
    CodeKind { 1051, ErrorKind::InvalidOperation }, // BAD_TABLE
    CodeKind { 1054, ErrorKind::InvalidOperation }, // BAD_FIELD
    CodeKind { 1062, ErrorKind::UniqueConstraint }, // DUP_ENTRY
    CodeKind { 1064, ErrorKind::InvalidOperation }, // PARSE
    CodeKind { 1114, ErrorKind::InsufficientResources }, // RECORD_FILE_FULL
    CodeKind { 1129, ErrorKind::Connection }, // HOST_IS_BLOCKED
    CodeKind { 1130, ErrorKind::Connection }, // HOST_NOT_PRIVILEGED
    CodeKind { 1136, ErrorKind::InvalidOperation }, // WRONG_VALUE_COUNT_ON_ROW
    CodeKind { 1142, ErrorKind::InvalidOperation }, // TABLEACCESS_DENIED
    CodeKind { 1143, ErrorKind::InvalidOperation }, // COLUMNACCESS_DENIED
    CodeKind { 1146, ErrorKind::InvalidOperation }, // NO_SUCH_TABLE
    CodeKind { 1153, ErrorKind::Data }, // NET_PACKET_TOO_LARGE
    CodeKind { 1158, ErrorKind::Connection }, // NET_READ_ERROR
    CodeKind { 1159, ErrorKind::Connection }, // NET_READ_INTERRUPTED
    CodeKind { 1160, ErrorKind::Connection }, // NET_ERROR_ON_WRITE
    CodeKind { 1161, ErrorKind::Connection }, // NET_WRITE_INTERRUPTED
    CodeKind { 1169, ErrorKind::UniqueConstraint }, // DUP_UNIQUE
    CodeKind { 1203, ErrorKind::InsufficientResources }, // TOO_MANY_USER_CONNECTIONS
    CodeKind { 1205, ErrorKind::LockNotAvailable }, // LOCK_WAIT_TIMEOUT
    CodeKind { 1206, ErrorKind::InsufficientResources }, // LOCK_TABLE_FULL
    CodeKind { 1213, ErrorKind::Deadlock }, // LOCK_DEADLOCK
    CodeKind { 1216, ErrorKind::ForeignKeyViolation }, // NO_REFERENCED_ROW
    CodeKind { 1217, ErrorKind::ForeignKeyViolation }, // ROW_IS_REFERENCED
    CodeKind { 1226, ErrorKind::InsufficientResources }, // USER_LIMIT_REACHED
    CodeKind { 1227, ErrorKind::InvalidOperation }, // SPECIFIC_ACCESS_DENIED
    CodeKind { 1263, ErrorKind::NotNullViolation }, // WARN_NULL_TO_NOTNULL
    CodeKind { 1264, ErrorKind::Data }, // WARN_DATA_OUT_OF_RANGE
    CodeKind { 1265, ErrorKind::Data }, // WARN_DATA_TRUNCATED
    CodeKind { 1290, ErrorKind::InvalidOperation }, // OPTION_PREVENTS_STATEMENT: --read-only
    CodeKind { 1292, ErrorKind::Data }, // TRUNCATED_WRONG_VALUE
    CodeKind { 1305, ErrorKind::InvalidOperation }, // SP_DOES_NOT_EXIST
    CodeKind { 1317, ErrorKind::Cancelled }, // QUERY_INTERRUPTED
    CodeKind { 1364, ErrorKind::NotNullViolation }, // NO_DEFAULT_FOR_FIELD
    CodeKind { 1365, ErrorKind::Data }, // DIVISION_BY_ZERO
    CodeKind { 1366, ErrorKind::Data }, // TRUNCATED_WRONG_VALUE_FOR_FIELD
    CodeKind { 1406, ErrorKind::Data }, // DATA_TOO_LONG
    CodeKind { 1451, ErrorKind::ForeignKeyViolation }, // ROW_IS_REFERENCED_2
    CodeKind { 1452, ErrorKind::ForeignKeyViolation }, // NO_REFERENCED_ROW_2
    CodeKind { 1586, ErrorKind::UniqueConstraint }, // DUP_ENTRY_WITH_KEY_NAME
    CodeKind { 1690, ErrorKind::Data }, // DATA_OUT_OF_RANGE
    CodeKind { 1698, ErrorKind::AuthenticationRequired }, // ACCESS_DENIED_NO_PASSWORD
    CodeKind { 1792, ErrorKind::InvalidOperation }, // CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
    CodeKind { 1836, ErrorKind::InvalidOperation }, // READ_ONLY_MODE
    CodeKind { 1927, ErrorKind::AdminShutdown }, // CONNECTION_KILLED
    CodeKind { 1969, ErrorKind::Timeout }, // STATEMENT_TIMEOUT (MariaDB)
    CodeKind { 2002, ErrorKind::Connection }, // CR_CONNECTION_ERROR: socket
    CodeKind { 2003, ErrorKind::Connection }, // CR_CONN_HOST_ERROR
    CodeKind { 2005, ErrorKind::Connection }, // CR_UNKNOWN_HOST
    CodeKind { 2006, ErrorKind::Connection }, // CR_SERVER_GONE
    CodeKind { 2008, ErrorKind::InsufficientResources }, // CR_OUT_OF_MEMORY
    CodeKind { 2012, ErrorKind::Connection }, // CR_SERVER_HANDSHAKE_ERR
    CodeKind { 2013, ErrorKind::Connection }, // CR_SERVER_LOST
    CodeKind { 2026, ErrorKind::Connection }, // CR_SSL_CONNECTION_ERROR
    CodeKind { 2055, ErrorKind::Connection }, // CR_SERVER_LOST_EXTENDED
    CodeKind { 3024, ErrorKind::Timeout }, // QUERY_TIMEOUT (MySQL)
    CodeKind { 3572, ErrorKind::LockNotAvailable }, // LOCK_NOWAIT (MySQL)
    CodeKind { 3819, ErrorKind::CheckViolation }, // CHECK_CONSTRAINT_VIOLATED (MySQL)
    CodeKind { 4025, ErrorKind::CheckViolation }, // CONSTRAINT_FAILED (MariaDB)
    CodeKind { 4031, ErrorKind::AdminShutdown }, // CLIENT_INTERACTION_TIMEOUT (MySQL)
};

struct ClassKind
{
    const char *sqlClass;
    ErrorKind kind;
};

constexpr std::array classKinds {
    ClassKind { "08", ErrorKind::Connection },
    ClassKind { "21", ErrorKind::InvalidOperation },
    ClassKind { "22", ErrorKind::Data },
    ClassKind { "23", ErrorKind::IntegrityConstraintViolation },
    ClassKind { "28", ErrorKind::AuthenticationRequired },
    ClassKind { "3D", ErrorKind::InvalidOperation },
    ClassKind { "40", ErrorKind::Serialization },
    ClassKind { "42", ErrorKind::InvalidOperation },
};

QString tr(const char *text)
{
    return QCoreApplication::translate("MySQL", text);
}

QString sentence(ErrorKind kind, const ServerFailure &failure)
{
    if (kind == ErrorKind::Cancelled)
        return tr("The statement was cancelled.");
    if (!failure.message.isEmpty())
        return failure.message;
    return tr("The server failed with error %1.").arg(failure.code);
}

QString hintFor(int code)
{
    switch (code) {
    case 1205:
        return tr("Another transaction holds the lock. Wait for it to end, or raise innodb_lock_wait_timeout.");
    case 1213:
        return tr("Two transactions waited for each other, and this one was rolled back. Run it again.");
    case 1044:
        return tr("The user may not use this database.");
    case 1792:
        return tr("The transaction is read-only.");
    case 2002:
    case 2003:
        return tr("Is the server running, and are host, port or socket right?");
    default:
        return {};
    }
}

/// The byte where the quoted rest of the statement begins: "… near 'FORM t' at line 2".
std::optional<qint64> positionOf(const ServerFailure &failure)
{
    static const QRegularExpression place(
        QStringLiteral(" near '(.*)' at line (\\d+)$"), QRegularExpression::DotMatchesEverythingOption);
    const auto match = place.match(failure.message);
    if (!match.hasMatch())
        return std::nullopt;
    const auto rest = match.captured(1).toUtf8();
    if (rest.isEmpty())
        return failure.statement.size();
    qsizetype lineBegin = 0;
    for (auto line = match.captured(2).toInt(); line > 1 && lineBegin >= 0; --line)
        lineBegin = failure.statement.indexOf('\n', lineBegin) + 1;
    // The quoted rest ends with the statement unless it was cut at 80 characters.
    const auto atEnd = failure.statement.size() - rest.size();
    const auto found = failure.statement.endsWith(rest) ? atEnd : failure.statement.indexOf(rest, lineBegin);
    return found < 0 ? std::nullopt : std::optional<qint64>(found);
}

struct NamePattern
{
    int code;
    const char *pattern;
    const char *kinds; ///< of the captures, in order
};

constexpr std::array namePatterns {
    NamePattern { 1062, "for key '(?:([^'.]+)\\.)?([^']+)'$", "table constraint" },
    NamePattern { 1586, "for key '(?:([^'.]+)\\.)?([^']+)'$", "table constraint" },
    NamePattern { 1048, "^Column '([^']+)'", "column" },
    NamePattern { 1364, "^Field '([^']+)'", "column" },
    NamePattern { 1452, "\\(`[^`]+`\\.`([^`]+)`, CONSTRAINT `([^`]+)`", "table constraint" },
    NamePattern { 1451, "\\(`[^`]+`\\.`([^`]+)`, CONSTRAINT `([^`]+)`", "table constraint" },
    NamePattern { 4025, "^CONSTRAINT `([^`]+)` failed for `[^`]+`\\.`([^`]+)`", "constraint table" },
    NamePattern { 3819, "^Check constraint '([^']+)'", "constraint" },
    NamePattern { 1146, "^Table '(?:[^'.]+\\.)?([^']+)'", "table" },
    NamePattern { 1054, "^Unknown column '([^']+)'", "column" },
    NamePattern { 1264, "for column (?:`[^`]+`\\.`([^`]+)`\\.)?[`']([^`']+)[`']", "table column" },
    NamePattern { 1366, "for column (?:`[^`]+`\\.`([^`]+)`\\.)?[`']([^`']+)[`']", "table column" },
    NamePattern { 1406, "for column '([^']+)'", "column" },
};

void addNames(Error &error, const ServerFailure &failure)
{
    for (const auto &candidate : namePatterns) {
        if (candidate.code != failure.code)
            continue;
        const auto match = QRegularExpression(QLatin1StringView(candidate.pattern)).match(failure.message);
        const auto objects = QString::fromLatin1(candidate.kinds).split(u' ');
        for (int i = 0; match.hasMatch() && i < objects.size(); ++i) {
            if (!match.captured(i + 1).isEmpty())
                error.withObject(objects[i], match.captured(i + 1));
        }
    }
}

} // namespace

ErrorKind classify(int code, const QByteArray &sqlState)
{
    if (const auto found = std::ranges::find(kinds, code, &CodeKind::code); found != kinds.end())
        return found->kind;
    for (const auto &[sqlClass, kind] : classKinds) {
        if (sqlState.startsWith(sqlClass))
            return kind;
    }
    return code >= 2000 && code < 2100 ? ErrorKind::InvalidOperation : ErrorKind::General;
}

bool meansLost(int code)
{
    constexpr std::array lost { 1053, 1927, 2002, 2003, 2006, 2013, 2055, 4031 };
    return std::ranges::find(lost, code) != lost.end();
}

Error serverError(const ServerFailure &failure)
{
    const auto kind = classify(failure.code, failure.sqlState);
    Error error(kind, sentence(kind, failure));
    error.withServerMessage(failure.message).withNativeCode(failure.code);
    if (!failure.sqlState.isEmpty())
        error.withSqlState(QString::fromLatin1(failure.sqlState));
    if (const auto position = failure.code == 1064 ? positionOf(failure) : std::nullopt)
        error.withPosition(*position);
    if (const auto hint = hintFor(failure.code); !hint.isEmpty())
        error.withHint(hint);
    addNames(error, failure);
    return error;
}

} // namespace dumbo::mysql
