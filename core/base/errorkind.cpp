#include "core/base/errorkind.h"

#include <algorithm>
#include <array>

namespace dumbo {

namespace {

struct KindFacts {
    ErrorKind kind;
    const char16_t *name;
    int status;
};

constexpr std::array kindFacts {
    KindFacts { ErrorKind::General, u"DumboError", 500 },
    KindFacts { ErrorKind::Concurrency, u"ConcurrencyError", 412 },
    KindFacts { ErrorKind::Connection, u"ConnectionError", 503 },
    KindFacts { ErrorKind::Serialization, u"SerializationError", 503 },
    KindFacts { ErrorKind::Deadlock, u"DeadlockError", 503 },
    KindFacts { ErrorKind::LockNotAvailable, u"LockNotAvailableError", 503 },
    KindFacts { ErrorKind::InsufficientResources, u"InsufficientResourcesError", 503 },
    KindFacts { ErrorKind::System, u"SystemError", 503 },
    KindFacts { ErrorKind::AdminShutdown, u"AdminShutdownError", 503 },
    KindFacts { ErrorKind::Timeout, u"TimeoutError", 408 },
    KindFacts { ErrorKind::Cancelled, u"QueryCanceledError", 499 },
    KindFacts { ErrorKind::AuthenticationRequired, u"AuthenticationRequiredError", 401 },
    KindFacts { ErrorKind::IntegrityConstraintViolation, u"IntegrityConstraintViolationError", 409 },
    KindFacts { ErrorKind::UniqueConstraint, u"UniqueConstraintError", 409 },
    KindFacts { ErrorKind::ForeignKeyViolation, u"ForeignKeyViolationError", 409 },
    KindFacts { ErrorKind::NotNullViolation, u"NotNullViolationError", 409 },
    KindFacts { ErrorKind::CheckViolation, u"CheckViolationError", 409 },
    KindFacts { ErrorKind::ExclusionViolation, u"ExclusionViolationError", 409 },
    KindFacts { ErrorKind::Data, u"DataError", 400 },
    KindFacts { ErrorKind::InvalidOperation, u"InvalidOperationError", 400 },
    KindFacts { ErrorKind::NotFound, u"NotFoundError", 404 },
    KindFacts { ErrorKind::NotRegistered, u"NotRegisteredError", 500 },
    KindFacts { ErrorKind::BatchCommandNoChanges, u"BatchCommandNoChangesError", 409 },
    KindFacts { ErrorKind::NotImplemented, u"NotImplementedError", 501 },
    KindFacts { ErrorKind::Plugin, u"PluginError", 500 },
    KindFacts { ErrorKind::UnknownOutcome, u"UnknownOutcomeError", 500 },
};

const KindFacts &factsOf(ErrorKind kind)
{
    const auto found = std::ranges::find(kindFacts, kind, &KindFacts::kind);
    Q_ASSERT(found != kindFacts.end());
    return *found;
}

} // namespace

QString errorKindName(ErrorKind kind)
{
    return QString::fromUtf16(factsOf(kind).name);
}

std::optional<ErrorKind> errorKindFromName(QStringView name)
{
    const auto found = std::ranges::find_if(
        kindFacts, [&](const KindFacts &facts) { return name == QStringView(facts.name); });
    if (found == kindFacts.end())
        return std::nullopt;
    return found->kind;
}

int errorStatus(ErrorKind kind)
{
    return factsOf(kind).status;
}

bool isTransient(ErrorKind kind)
{
    return errorStatus(kind) == 503;
}

bool isConstraintViolation(ErrorKind kind)
{
    return kind >= ErrorKind::IntegrityConstraintViolation && kind <= ErrorKind::ExclusionViolation;
}

} // namespace dumbo
