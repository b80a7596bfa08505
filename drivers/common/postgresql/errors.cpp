#include "drivers/common/postgresql/errors.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <string_view>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

struct StateKind
{
    std::string_view state; ///< five characters, or the two of a class
    ErrorKind kind;
};

/// Sorted. States whose kind is not that of their class.
constexpr std::array states {
    StateKind { "08P01", ErrorKind::InvalidOperation }, // protocol_violation
    StateKind { "23502", ErrorKind::NotNullViolation },
    StateKind { "23503", ErrorKind::ForeignKeyViolation },
    StateKind { "23505", ErrorKind::UniqueConstraint },
    StateKind { "23514", ErrorKind::CheckViolation },
    StateKind { "23P01", ErrorKind::ExclusionViolation },
    StateKind { "25P03", ErrorKind::Connection }, // idle_in_transaction_session_timeout
    StateKind { "25P04", ErrorKind::Timeout }, // transaction_timeout
    StateKind { "28000", ErrorKind::InvalidOperation }, // invalid_authorization_specification
    StateKind { "28P01", ErrorKind::AuthenticationRequired }, // invalid_password
    StateKind { "3D000", ErrorKind::NotFound }, // invalid_catalog_name: no such database
    StateKind { "40001", ErrorKind::Serialization },
    StateKind { "40003", ErrorKind::General }, // statement_completion_unknown: never run again by itself
    StateKind { "40P01", ErrorKind::Deadlock },
    StateKind { "42501", ErrorKind::InvalidOperation }, // insufficient_privilege
    StateKind { "54000", ErrorKind::InvalidOperation }, // program_limit_exceeded
    StateKind { "55006", ErrorKind::LockNotAvailable }, // object_in_use
    StateKind { "55P03", ErrorKind::LockNotAvailable },
    StateKind { "57014", ErrorKind::Cancelled },
    StateKind { "57P01", ErrorKind::AdminShutdown },
    StateKind { "57P02", ErrorKind::AdminShutdown },
    StateKind { "57P03", ErrorKind::Connection }, // cannot_connect_now
    StateKind { "57P05", ErrorKind::Connection }, // idle_session_timeout
    StateKind { "72000", ErrorKind::Serialization }, // snapshot_too_old
};

/// Sorted.
constexpr std::array classes {
    StateKind { "08", ErrorKind::Connection },
    StateKind { "0A", ErrorKind::InvalidOperation }, // feature_not_supported
    StateKind { "0L", ErrorKind::InvalidOperation },
    StateKind { "0P", ErrorKind::InvalidOperation },
    StateKind { "21", ErrorKind::Data }, // cardinality_violation
    StateKind { "22", ErrorKind::Data },
    StateKind { "23", ErrorKind::IntegrityConstraintViolation },
    StateKind { "24", ErrorKind::InvalidOperation }, // invalid_cursor_state
    StateKind { "25", ErrorKind::InvalidOperation }, // invalid_transaction_state
    StateKind { "26", ErrorKind::InvalidOperation }, // invalid_sql_statement_name
    StateKind { "28", ErrorKind::InvalidOperation },
    StateKind { "2B", ErrorKind::InvalidOperation },
    StateKind { "2D", ErrorKind::InvalidOperation }, // invalid_transaction_termination
    StateKind { "34", ErrorKind::InvalidOperation },
    StateKind { "3B", ErrorKind::InvalidOperation }, // savepoint_exception
    StateKind { "3F", ErrorKind::InvalidOperation }, // invalid_schema_name
    StateKind { "40", ErrorKind::Serialization }, // transaction_rollback
    StateKind { "42", ErrorKind::InvalidOperation },
    StateKind { "44", ErrorKind::CheckViolation }, // with_check_option_violation
    StateKind { "53", ErrorKind::InsufficientResources },
    StateKind { "54", ErrorKind::InvalidOperation },
    StateKind { "55", ErrorKind::InvalidOperation }, // object_not_in_prerequisite_state
    StateKind { "57", ErrorKind::Connection },
    StateKind { "58", ErrorKind::System },
};

template <typename Table>
const StateKind *find(const Table &table, std::string_view state)
{
    const auto found = std::ranges::find(table, state, &StateKind::state);
    return found == table.end() ? nullptr : &*found;
}

/// Characters from 1 to bytes from 0; nothing where the statement is shorter.
std::optional<qint64> bytePosition(int position, QByteArrayView statement)
{
    auto left = position - 1;
    for (qsizetype at = 0; at <= statement.size(); ++at) {
        const auto begins
            = at == statement.size() || (static_cast<unsigned char>(statement[at]) & 0xC0) != 0x80;
        if (begins && left-- == 0)
            return at;
    }
    return std::nullopt;
}

QString sentence(ErrorKind kind, const ServerFailure &failure)
{
    if (failure.sqlState == "57014")
        return kind == ErrorKind::Timeout ? tr("The server's time limit for a statement passed.")
                                          : tr("The statement was cancelled.");
    auto words = QString::fromUtf8(failure.message).trimmed();
    if (words.isEmpty())
        return failure.sqlState.isEmpty()
            ? tr("PostgreSQL failed without saying why.")
            : tr("PostgreSQL failed with SQLSTATE %1.").arg(QString::fromUtf8(failure.sqlState));
    words[0] = words[0].toUpper();
    return words;
}

QString ownHint(ErrorKind kind, const ServerFailure &failure)
{
    if (failure.sqlState == "25P02")
        return tr("A statement of this transaction failed. Roll it back, or go back to a savepoint.");
    if (failure.sqlState == "25006")
        return tr("This connection or transaction is read-only.");
    if (kind == ErrorKind::Serialization || kind == ErrorKind::Deadlock)
        return tr("Run the whole transaction again.");
    if (failure.sqlState == "53300")
        return tr("Close connections that are not needed, or raise max_connections of the server.");
    return {};
}

void addObjects(Error &error, const ServerFailure &failure)
{
    const auto add = [&](const char *kind, const QByteArray &name) {
        if (!name.isEmpty())
            error.withObject(QString::fromLatin1(kind), QString::fromUtf8(name));
    };
    add("schema", failure.schema);
    add("table", failure.table);
    add("column", failure.column);
    add("type", failure.dataType);
    add("constraint", failure.constraint);
}

/// A limit of the server cancels with the same SQLSTATE as a person does; only the words tell them apart, and
/// they may be translated. Source: ProcessInterrupts() in src/backend/tcop/postgres.c
ErrorKind kindOf(const ServerFailure &failure)
{
    const auto kind = classify(failure.sqlState);
    if (kind == ErrorKind::Cancelled && failure.message.contains("statement timeout"))
        return ErrorKind::Timeout;
    return kind;
}

} // namespace

ErrorKind classify(QByteArrayView sqlState)
{
    const std::string_view state(sqlState.data(), std::size_t(sqlState.size()));
    if (const auto *found = find(states, state))
        return found->kind;
    if (state.size() != 5)
        return ErrorKind::General;
    const auto *found = find(classes, state.substr(0, 2));
    return found ? found->kind : ErrorKind::General;
}

Error serverError(const ServerFailure &failure, QByteArrayView statement)
{
    const auto kind = kindOf(failure);
    Error error(kind, sentence(kind, failure));
    error.withServerMessage(QString::fromUtf8(failure.message)).withSqlState(QString::fromUtf8(failure.sqlState));
    if (failure.position > 0) {
        if (const auto position = bytePosition(failure.position, statement))
            error.withPosition(*position);
    }
    auto detail = QString::fromUtf8(failure.detail);
    if (!failure.context.isEmpty())
        detail += (detail.isEmpty() ? QString() : QStringLiteral("\n")) + QString::fromUtf8(failure.context);
    if (!detail.isEmpty())
        error.withDetail(detail);
    const auto hint = failure.hint.isEmpty() ? ownHint(kind, failure) : QString::fromUtf8(failure.hint);
    if (!hint.isEmpty())
        error.withHint(hint);
    if (failure.sqlState == "57014" || failure.sqlState == "40003")
        error.withRetryable(false);
    addObjects(error, failure);
    return error;
}

bool endsSession(const ServerFailure &failure)
{
    return failure.severity == "FATAL" || failure.severity == "PANIC";
}

Error commitRolledBack()
{
    return Error(ErrorKind::InvalidOperation,
        tr("Nothing was committed: a statement of this transaction had failed, so the server rolled it back."))
        .withServerMessage(QStringLiteral("ROLLBACK"));
}

} // namespace dumbo::postgresql
