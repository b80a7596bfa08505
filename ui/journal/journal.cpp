#include "ui/journal/journal.h"

#include "ui/journal/journalfile.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

#include <map>

namespace workbench {

namespace {

QString pathOf(const QString &folder, const QString &id)
{
    return folder + u'/' + id + QStringLiteral(".journal");
}

} // namespace

Journal::Journal(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_folder(folder)
    , m_mailbox([this](const Written &message) { Q_EMIT written(message); })
{
}

Journal::~Journal()
{
    if (!m_thread.joinable())
        return;
    waitUntilWritten();
    m_thread.request_stop();
    m_thread.join();
}

QString Journal::filePath(const QString &id) const
{
    return pathOf(m_folder, id);
}

QStringList Journal::ids() const
{
    QStringList ids;
    const auto files = QDir(m_folder).entryInfoList({ QStringLiteral("*.journal") }, QDir::Files, QDir::Time);
    for (const auto &file : files)
        ids.append(file.completeBaseName());
    return ids;
}

std::optional<RecoveredText> Journal::recover(const QString &id)
{
    waitUntilWritten();
    QFile file(filePath(id));
    if (id.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    return recoverJournal(file.readAll());
}

quint64 Journal::replace(const QString &id, Bytes records)
{
    return enqueue({ Command::Kind::Replace, id, 0, std::move(records) });
}

quint64 Journal::append(const QString &id, Bytes records)
{
    return enqueue({ Command::Kind::Append, id, 0, std::move(records) });
}

void Journal::remove(const QString &id)
{
    enqueue({ Command::Kind::Remove, id, 0, {} });
}

void Journal::prune(const QStringList &keep, int days, int count)
{
    const auto oldest = QDateTime::currentDateTime().addDays(-days);
    int kept = 0;
    const auto files = QDir(m_folder).entryInfoList({ QStringLiteral("*.journal") }, QDir::Files, QDir::Time);
    for (const auto &file : files) {
        const auto id = file.completeBaseName();
        if (keep.contains(id))
            continue;
        if (++kept > count || file.lastModified() < oldest)
            remove(id);
    }
}

void Journal::waitUntilWritten()
{
    std::unique_lock lock(m_queue.mutex);
    m_queue.changed.wait(lock, [this] { return m_queue.commands.empty() && !m_queue.busy; });
}

quint64 Journal::enqueue(Command command)
{
    command.number = ++m_number;
    {
        const std::scoped_lock lock(m_queue.mutex);
        m_queue.commands.push_back(std::move(command));
    }
    if (!m_thread.joinable()) {
        m_thread = std::jthread([this, sender = m_mailbox.sender()](const std::stop_token &stop) {
            work(stop, m_queue, m_folder, sender);
        });
    }
    m_queue.changed.notify_all();
    return m_number;
}

void Journal::work(
    const std::stop_token &stop, Queue &queue, const QString &folder, const dumbo::Mailbox<Written>::Sender &sender)
{
    std::map<QString, JournalFile> files;
    std::unique_lock lock(queue.mutex);
    while (queue.changed.wait(lock, stop, [&] { return !queue.commands.empty(); })) {
        auto command = std::move(queue.commands.front());
        queue.commands.pop_front();
        queue.busy = true;
        lock.unlock();
        auto &file = files.try_emplace(command.id, pathOf(folder, command.id)).first->second;
        Written result { command.id, command.number, 0, 0, {} };
        dumbo::Result<void> done;
        if (command.kind == Command::Kind::Remove)
            done = file.remove();
        else if (command.kind == Command::Kind::Replace)
            done = file.replace(command.bytes());
        else
            done = file.append(command.bytes());
        if (!done)
            result.error = done.error();
        result.fileBytes = file.size();
        result.snapshotBytes = file.beginSize();
        if (command.kind == Command::Kind::Remove)
            files.erase(command.id);
        command.bytes = nullptr;
        sender.post(result);
        lock.lock();
        queue.busy = false;
        queue.changed.notify_all();
    }
}

} // namespace workbench
