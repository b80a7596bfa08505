#include "drivers/postgresql/cancelrequest.h"

#include <algorithm>

#include <poll.h>

namespace dumbo::postgresql {

namespace {

using namespace std::chrono_literals;

constexpr auto firstPause = 2ms;
constexpr auto longestPause = 500ms;
/// A server that lives answers a request in one round trip and some.
constexpr auto patience = 10s;
constexpr int allowedFailures = 5;

} // namespace

void CancelRequest::advance(PGconn *connection)
{
    if (m_handle)
        drive();
    else if (!m_hasGivenUp && Clock::now() >= m_next)
        send(connection);
}

void CancelRequest::reset()
{
    *this = CancelRequest();
}

int CancelRequest::descriptor() const
{
    return m_handle ? PQcancelSocket(m_handle.get()) : -1;
}

short CancelRequest::pollEvents() const
{
    return m_polling == PGRES_POLLING_READING ? POLLIN : POLLOUT;
}

CancelRequest::Clock::time_point CancelRequest::wakeAt() const
{
    if (m_hasGivenUp)
        return Clock::time_point::max();
    return m_handle ? m_begun + patience : m_next;
}

void CancelRequest::send(PGconn *connection)
{
    m_handle.reset(PQcancelCreate(connection));
    m_begun = Clock::now();
    m_polling = PGRES_POLLING_WRITING;
    if (!m_handle || PQcancelStatus(m_handle.get()) == CONNECTION_BAD || !PQcancelStart(m_handle.get()))
        settle(false);
}

void CancelRequest::drive()
{
    m_polling = PQcancelPoll(m_handle.get());
    if (m_polling == PGRES_POLLING_OK)
        settle(true);
    else if (m_polling == PGRES_POLLING_FAILED)
        settle(false);
    else if (Clock::now() - m_begun > patience) {
        m_hasGivenUp = true;
        m_handle.reset();
    }
}

void CancelRequest::settle(bool isDelivered)
{
    m_handle.reset();
    m_failures = isDelivered ? 0 : m_failures + 1;
    m_hasGivenUp = m_failures >= allowedFailures;
    m_pause = m_pause == 0ms ? std::chrono::milliseconds(firstPause) : std::min<std::chrono::milliseconds>(2 * m_pause, longestPause);
    m_next = Clock::now() + m_pause;
}

} // namespace dumbo::postgresql
