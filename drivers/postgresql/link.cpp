#include "drivers/postgresql/link.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <utility>

#include <cerrno>
#include <poll.h>

namespace dumbo::postgresql {

namespace {

using namespace std::chrono_literals;

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

/// What servers report by themselves (https://www.postgresql.org/docs/17/protocol-flow.html#PROTOCOL-ASYNC).
constexpr std::array watchedParameters { "TimeZone", "DateStyle", "IntervalStyle", "search_path",
    "client_encoding", "standard_conforming_strings", "application_name", "default_transaction_read_only",
    "in_hot_standby", "is_superuser", "session_authorization", "server_version" };

QByteArray field(const PGresult *result, int code)
{
    return QByteArray(PQresultErrorField(result, code));
}

NoticeSeverity severityOf(const QByteArray &text)
{
    if (text.startsWith("DEBUG") || text == "LOG")
        return NoticeSeverity::Debug;
    if (text == "INFO")
        return NoticeSeverity::Info;
    return text == "NOTICE" ? NoticeSeverity::Notice : NoticeSeverity::Warning;
}

/// Milliseconds for poll(), rounded up; -1 is for ever.
int pollTimeout(Link::Clock::time_point deadline)
{
    if (deadline == Link::Clock::time_point::max())
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Link::Clock::now());
    return int(std::clamp<qint64>(left.count(), 0, 60'000));
}

Link::Clock::time_point deadlineOf(std::optional<std::chrono::milliseconds> patience)
{
    return patience ? Link::Clock::now() + *patience : Link::Clock::time_point::max();
}

} // namespace

Link::Link(ConnectionHandle handle, ConnectionObserver &observer, bool readOnly)
    : m_observer(observer)
    , m_readOnly(readOnly)
    , m_handle(std::move(handle))
{
    m_wasNonblocking = PQisnonblocking(m_handle.get()) != 0;
    PQsetnonblocking(m_handle.get(), 1);
    m_isEncrypted = PQsslInUse(m_handle.get()) || PQgssEncInUse(m_handle.get());
    if (isOurs()) {
        PQsetErrorVerbosity(m_handle.get(), PQERRORS_DEFAULT);
        PQsetNoticeReceiver(m_handle.get(), onNotice, this);
    }
    for (const auto *name : watchedParameters)
        m_parameters.append(parameter(name));
}

Link::~Link()
{
    if (!isOurs() && !m_wasNonblocking)
        PQsetnonblocking(handle(), 0);
}

PGTransactionStatusType Link::transactionStatus() const
{
    if (m_broken)
        return PQTRANS_UNKNOWN;
    const auto status = PQtransactionStatus(handle());
    return status == PQTRANS_ACTIVE ? m_statusBefore : status;
}

QByteArray Link::parameter(const char *name) const
{
    return QByteArray(PQparameterStatus(handle(), name));
}

void Link::beginWork()
{
    const std::lock_guard lock(m_mutex);
    Q_ASSERT(!m_working);
    m_statusBefore = PQtransactionStatus(handle());
    m_cancelled = false;
    m_working = true;
}

void Link::settle()
{
    while (m_request.isUnderWay() && !m_broken) {
        pollfd entry { m_request.descriptor(), m_request.pollEvents(), 0 };
        ::poll(&entry, 1, pollTimeout(m_request.wakeAt()));
        m_request.advance(handle());
        if (m_request.hasGivenUp())
            markBroken(Error(ErrorKind::Connection, tr("The server does not answer a request to cancel.")));
    }
    m_request.reset();
    m_stopping = false;
}

void Link::endWork()
{
    settle();
    {
        const std::lock_guard lock(m_mutex);
        m_working = false;
        m_cancelled = false;
        m_wake.clear();
    }
    reportNews();
}

void Link::cancel() noexcept
{
    const std::lock_guard lock(m_mutex);
    if (!m_working || m_cancelled)
        return;
    m_cancelled = true;
    m_wake.set();
}

Result<void> Link::flush()
{
    while (true) {
        const auto left = PQflush(handle());
        if (left == 0)
            return {};
        if (left < 0)
            return fail(errorOf(nullptr));
        if (!waitForSocket({ true, true }, Clock::time_point::max()))
            return fail(errorOf(nullptr));
        // A server that says something while it is being sent to waits until somebody reads.
        if (!PQconsumeInput(handle()))
            return fail(errorOf(nullptr));
    }
}

bool Link::waitForResult(std::optional<std::chrono::milliseconds> patience)
{
    if (!PQisBusy(handle()))
        return true;
    const auto deadline = deadlineOf(patience);
    // What an encrypted connection has read already makes its socket readable no more.
    if (m_isEncrypted && (!PQconsumeInput(handle()) || !PQisBusy(handle())))
        return true;
    while (true) {
        if (PQflush(handle()) < 0)
            return true;
        if (!waitForSocket({}, deadline))
            return m_broken;
        if (!PQconsumeInput(handle()) || !PQisBusy(handle()))
            return true;
    }
}

ResultHandle Link::nextResult()
{
    std::ignore = waitForResult();
    // Broken because the server does not even take a cancel: PQgetResult() would wait for it.
    if (m_broken && PQisBusy(handle()))
        return nullptr;
    return ResultHandle(PQgetResult(handle()));
}

bool Link::waitForInput(std::optional<std::chrono::milliseconds> patience)
{
    return waitForSocket({}, deadlineOf(patience));
}

bool Link::waitForSocket(Wanted wanted, Clock::time_point deadline)
{
    while (!m_broken) {
        if (isStopping())
            m_request.advance(handle());
        if (m_request.hasGivenUp()) {
            markBroken(Error(ErrorKind::Connection, tr("The server does not answer a request to cancel.")));
            return false;
        }
        const auto isRequesting = m_request.isUnderWay();
        std::array<pollfd, 3> entries { pollfd { PQsocket(handle()), short((wanted.read ? POLLIN : 0) | (wanted.write ? POLLOUT : 0)), 0 },
            pollfd { m_wake.descriptor(), POLLIN, 0 },
            pollfd { m_request.descriptor(), m_request.pollEvents(), 0 } };
        const auto wakeAt = isStopping() ? std::min(deadline, m_request.wakeAt()) : deadline;
        const auto count = ::poll(entries.data(), isRequesting ? 3 : 2, pollTimeout(wakeAt));
        if (count < 0 && errno != EINTR)
            return false;
        if (entries[1].revents != 0)
            m_wake.clear();
        if (count > 0 && entries[0].revents != 0)
            return true;
        if (count == 0 && Clock::now() >= deadline)
            return false;
    }
    return false;
}

void Link::discardResults()
{
    while (const auto result = nextResult()) {
        switch (PQresultStatus(result.get())) {
        case PGRES_COPY_IN:
        case PGRES_COPY_BOTH:
            PQputCopyEnd(handle(), "nothing was given to copy");
            break;
        case PGRES_COPY_OUT: {
            char *data = nullptr;
            for (auto size = PQgetCopyData(handle(), &data, 1); size >= 0; size = PQgetCopyData(handle(), &data, 1)) {
                const MemoryHandle owner(data);
                data = nullptr;
                if (size == 0 && (!waitForSocket({}, Clock::time_point::max()) || !PQconsumeInput(handle())))
                    return;
            }
            break;
        }
        default:
            break;
        }
        if (PQstatus(handle()) == CONNECTION_BAD)
            return;
    }
}

Result<ResultHandle> Link::ask(const QByteArray &text)
{
    if (m_broken || !PQsendQuery(handle(), text.constData()))
        return fail(errorOf(nullptr, text));
    if (const auto sent = flush(); !sent)
        return fail(sent.error());
    ResultHandle last;
    std::optional<Error> error;
    while (auto result = nextResult()) {
        if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR && !error)
            error = errorOf(result.get(), text);
        last = std::move(result);
        if (PQstatus(handle()) == CONNECTION_BAD)
            break;
    }
    if (error)
        return fail(*error);
    if (!last)
        return fail(errorOf(nullptr, text));
    return last;
}

Error Link::errorOf(const PGresult *result, QByteArrayView statement, qint64 offset)
{
    auto failure = failureOf(result);
    if (failure.message.isEmpty())
        failure.message = QByteArray(result ? PQresultErrorMessage(result) : PQerrorMessage(handle())).trimmed();
    if (failure.sqlState.isEmpty() && (m_broken || PQstatus(handle()) == CONNECTION_BAD)) {
        auto error = Error(ErrorKind::Connection, tr("The connection to the server was lost."))
                         .withServerMessage(QString::fromUtf8(failure.message));
        if (m_lastWords && !m_broken)
            error = *m_lastWords;
        else if (m_whyBroken)
            error.withCause(*m_whyBroken);
        checkStatus(error);
        return error;
    }
    auto error = serverError(failure, statement);
    if (error.position())
        error.withPosition(*error.position() + offset);
    if (endsSession(failure))
        markBroken(error);
    checkStatus(error);
    return error;
}

Error Link::cancelled() const
{
    return Error(ErrorKind::Cancelled, tr("The statement was cancelled.")).withSqlState(QStringLiteral("57014"));
}

void Link::checkStatus(const Error &error)
{
    if (PQstatus(handle()) == CONNECTION_BAD)
        markBroken(error);
}

void Link::markBroken(const Error &why)
{
    if (std::exchange(m_broken, true))
        return;
    m_whyBroken = why;
    m_observer.connectionLost(why);
}

void Link::reportNews()
{
    while (const std::unique_ptr<PGnotify, FreeMemory> news { PQnotifies(handle()) })
        m_observer.notification(QString::fromUtf8(news->relname), QString::fromUtf8(news->extra), news->be_pid);
    reportParameters();
}

void Link::reportParameters()
{
    for (std::size_t i = 0; i < watchedParameters.size(); ++i) {
        const auto *now = PQparameterStatus(handle(), watchedParameters[i]);
        auto &before = m_parameters[qsizetype(i)];
        if (!now || before == now)
            continue;
        before = now;
        m_observer.parameterChanged(QString::fromLatin1(watchedParameters[i]), QString::fromUtf8(now));
    }
}

void Link::pump()
{
    if (m_broken || isWorking())
        return;
    const auto isAlive = PQconsumeInput(handle()) == 1;
    PQisBusy(handle()); // parses what was read
    reportNews();
    if (m_lastWords)
        markBroken(*m_lastWords);
    else if (!isAlive || PQstatus(handle()) == CONNECTION_BAD)
        markBroken(errorOf(nullptr));
}

void Link::onNotice(void *self, const PGresult *result)
{
    static_cast<Link *>(self)->readNotice(result);
}

void Link::readNotice(const PGresult *result)
{
    const auto failure = failureOf(result);
    // What the server says before it ends an idle session comes as a notice.
    if (endsSession(failure)) {
        m_lastWords = serverError(failure);
        return;
    }
    // libpq's own remarks, e.g. on messages that nobody asked for, have no fields.
    if (failure.severity.isEmpty())
        return;
    auto text = QString::fromUtf8(failure.message);
    for (const auto &more : { failure.detail, failure.hint }) {
        if (!more.isEmpty())
            text += u'\n' + QString::fromUtf8(more);
    }
    m_observer.notice(severityOf(failure.severity), text);
}

ServerFailure failureOf(const PGresult *result)
{
    ServerFailure failure;
    if (!result)
        return failure;
    failure.severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (failure.severity.isEmpty())
        failure.severity = field(result, PG_DIAG_SEVERITY);
    failure.sqlState = field(result, PG_DIAG_SQLSTATE);
    failure.message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    failure.detail = field(result, PG_DIAG_MESSAGE_DETAIL);
    failure.hint = field(result, PG_DIAG_MESSAGE_HINT);
    failure.context = field(result, PG_DIAG_CONTEXT);
    failure.position = field(result, PG_DIAG_STATEMENT_POSITION).toInt();
    failure.schema = field(result, PG_DIAG_SCHEMA_NAME);
    failure.table = field(result, PG_DIAG_TABLE_NAME);
    failure.column = field(result, PG_DIAG_COLUMN_NAME);
    failure.dataType = field(result, PG_DIAG_DATATYPE_NAME);
    failure.constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    return failure;
}

} // namespace dumbo::postgresql
