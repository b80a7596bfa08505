#include "core/base/wakedescriptor.h"

#include <QtTypes>

#include <fcntl.h>
#include <unistd.h>
#if defined(Q_OS_LINUX)
#include <sys/eventfd.h>
#endif

namespace dumbo {

WakeDescriptor::WakeDescriptor()
{
#if defined(Q_OS_LINUX)
    m_read = m_write = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
#else
    int ends[2];
    if (pipe(ends) != 0)
        return;
    for (const int end : ends) {
        fcntl(end, F_SETFD, FD_CLOEXEC);
        fcntl(end, F_SETFL, O_NONBLOCK);
    }
    m_read = ends[0];
    m_write = ends[1];
#endif
}

WakeDescriptor::~WakeDescriptor()
{
    if (m_read >= 0)
        close(m_read);
    if (m_write >= 0 && m_write != m_read)
        close(m_write);
}

void WakeDescriptor::set()
{
    // A full pipe or counter is readable already, which is all that is wanted.
    const quint64 one = 1;
    [[maybe_unused]] const auto written = write(m_write, &one, sizeof one);
}

void WakeDescriptor::clear()
{
    quint64 value = 0;
    while (read(m_read, &value, sizeof value) == ssize_t(sizeof value)) { }
}

} // namespace dumbo
