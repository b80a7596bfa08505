#include "core/isolation/hostedwork.h"

#include <cerrno>
#include <sys/socket.h>

namespace dumbo {

HostedWork::HostedWork(OwnedDescriptor cancels)
    : m_cancels(std::move(cancels))
    , m_thread([this] { read(); })
{
}

HostedWork::~HostedWork()
{
    ::shutdown(m_cancels.get(), SHUT_RDWR);
}

bool HostedWork::begin(quint64 work)
{
    const std::scoped_lock lock(m_mutex);
    const auto isNew = work != m_work;
    m_work = work;
    m_isActive = true;
    return !isNew || m_cancelled != work;
}

void HostedWork::end(bool goesOn)
{
    const std::scoped_lock lock(m_mutex);
    m_isActive = goesOn;
}

void HostedWork::setConnection(Connection *connection)
{
    const std::scoped_lock lock(m_mutex);
    m_connection = connection;
}

void HostedWork::read()
{
    while (true) {
        quint64 work = 0;
        const auto count = ::recv(m_cancels.get(), &work, sizeof work, MSG_WAITALL);
        if (count == sizeof work)
            cancel(work);
        else if (count >= 0 || errno != EINTR)
            return;
    }
}

void HostedWork::cancel(quint64 work)
{
    const std::scoped_lock lock(m_mutex);
    m_cancelled = work;
    if (work != m_work || !m_isActive)
        return;
    if (m_connection)
        m_connection->cancel();
    else
        m_connecting.cancel();
}

} // namespace dumbo
