#pragma once

#include "core/base/export.h"

#include <QString>

#include <optional>

namespace dumbo {

/// What went wrong, in the words of Dumbo's error classes. The kind decides how a caller reacts;
/// the rest of an Error explains it to a person.
enum class ErrorKind {
    General, ///< DumboError: nothing more precise is known
    Concurrency, ///< an expected version was not the one found
    Connection, ///< no connection could be made, or it was lost
    Serialization, ///< concurrent transactions could not be put in an order
    Deadlock,
    LockNotAvailable,
    InsufficientResources, ///< memory, disk, connections
    System, ///< the operating system or the server's files
    AdminShutdown, ///< the server is stopping or an administrator ended the session
    Timeout, ///< a deadline passed; never retried
    Cancelled, ///< somebody asked for it; never retried, never drawn as a failure
    AuthenticationRequired, ///< credentials are missing or were refused
    IntegrityConstraintViolation,
    UniqueConstraint,
    ForeignKeyViolation,
    NotNullViolation,
    CheckViolation,
    ExclusionViolation,
    Data, ///< a value is malformed, out of range or of the wrong type
    InvalidOperation, ///< the statement or call makes no sense here
    NotFound, ///< a named thing does not exist
    NotRegistered, ///< no driver is registered for this
    BatchCommandNoChanges, ///< a command of a batch changed nothing where it had to
    NotImplemented,
    Plugin, ///< a driver module is broken, does not fit, or broke its contract
    UnknownOutcome, ///< COMMIT was sent and never answered: kept or undone, nobody here can tell; never retried
};

/// The stable name, e.g. "UniqueConstraintError": the same word the existing Dumbo uses where it has one.
[[nodiscard]] DUMBO_SDK_EXPORT QString errorKindName(ErrorKind kind);

/// The inverse of errorKindName(); nothing for an unknown name.
[[nodiscard]] DUMBO_SDK_EXPORT std::optional<ErrorKind> errorKindFromName(QStringView name);

/// A status in the sense of HTTP: 400, 404, 408, 409, 412, 499 (cancelled), 500, 501 or 503.
[[nodiscard]] DUMBO_SDK_EXPORT int errorStatus(ErrorKind kind);

/// Whether running the whole transaction again may succeed (status 503, and never Timeout or Cancelled).
[[nodiscard]] DUMBO_SDK_EXPORT bool isTransient(ErrorKind kind);

/// Whether the kind is IntegrityConstraintViolation or one of its special cases.
[[nodiscard]] DUMBO_SDK_EXPORT bool isConstraintViolation(ErrorKind kind);

} // namespace dumbo
