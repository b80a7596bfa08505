#include "ui/query/exportjob.h"

#include "core/connection/reply.h"

#include <QCoreApplication>
#include <QDir>
#include <QSaveFile>
#include <QThreadPool>
#include <QtConcurrentRun>

namespace workbench {

using dumbo::ErrorKind;
using dumbo::fail;
using dumbo::Result;
using State = dumbo::ResultStore::State;

struct ExportJob::Shared {
    dumbo::CancellationSource cancel;
    std::atomic<qint64> rows = 0;
    std::mutex mutex;
    std::condition_variable changed;
    quint64 wakes = 0;
    bool grows = false; ///< rows were still to come when the export began
};

namespace {

std::unexpected<dumbo::Error> fileError(const QSaveFile &file)
{
    dumbo::Error error(ErrorKind::System,
        QCoreApplication::translate("ExportJob", "The result could not be written to \"%1\".")
            .arg(QDir::toNativeSeparators(file.fileName())));
    return fail(error.withDetail(file.errorString())
                    .withHint(QCoreApplication::translate("ExportJob", "Nothing was left behind. Choose another place.")));
}

/// Whether all rows came that the export waited for.
Result<void> endOf(const dumbo::ResultStore &store)
{
    if (store.state() == State::Complete)
        return {};
    return fail(store.error().value_or(dumbo::Error(ErrorKind::Cancelled,
        QCoreApplication::translate("ExportJob", "The statement was cancelled before all rows had come."))));
}

std::unexpected<dumbo::Error> cancelled()
{
    return fail(ErrorKind::Cancelled, QCoreApplication::translate("ExportJob", "The export was cancelled."));
}

bool isGrowing(State state)
{
    return state == State::Growing || state == State::Paused;
}

/// An export may wait for rows as long as its statement takes; what is quick must not queue up behind it.
QThreadPool &exportThreads()
{
    static QThreadPool threads;
    threads.setMaxThreadCount(16);
    return threads;
}

} // namespace

ExportJob::ExportJob(const ExportRequest &request, QObject *parent)
    : QObject(parent)
    , m_path(request.path)
    , m_shared(std::make_shared<Shared>())
{
    m_shared->grows = request.waitForAll && isGrowing(request.store->state());
    auto future = QtConcurrent::run(&exportThreads(), [request, shared = m_shared] { return write(request, *shared); });
    dumbo::onFinished(future, this, [this](const Result<qint64> &rows) { Q_EMIT finished(rows); });
}

ExportJob::~ExportJob()
{
    cancel();
}

qint64 ExportJob::rowsWritten() const
{
    return m_shared->rows;
}

void ExportJob::cancel()
{
    m_shared->cancel.cancel();
    wake();
}

void ExportJob::wake()
{
    const std::scoped_lock lock(m_shared->mutex);
    ++m_shared->wakes;
    m_shared->changed.notify_all();
}

Result<qint64> ExportJob::write(const ExportRequest &request, Shared &shared)
{
    QSaveFile file(request.path);
    if (!file.open(QIODevice::WriteOnly))
        return fileError(file);
    const auto sink = [&file](const QByteArray &bytes) -> Result<void> {
        if (file.write(bytes) != bytes.size())
            return fileError(file);
        return {};
    };
    const auto writer = dumbo::ResultWriter::create(request.format, request.options, sink);
    auto done = writer->begin(request.store->columns());
    if (done)
        done = writeRows(request, shared, *writer);
    if (done)
        done = writer->end();
    if (!done)
        return fail(done.error());
    if (!file.commit())
        return fileError(file);
    return shared.rows.load();
}

Result<void> ExportJob::writeRows(const ExportRequest &request, Shared &shared, dumbo::ResultWriter &writer)
{
    const auto &store = *request.store;
    const auto ordered = request.order ? qint64(request.order->size()) : 0;
    const auto fixedEnd = store.rowCount();
    for (qint64 row = 0; !shared.cancel.isCancelled();) {
        std::unique_lock lock(shared.mutex);
        const auto wakes = shared.wakes;
        lock.unlock();
        const bool growing = request.waitForAll && isGrowing(store.state());
        const auto end = request.waitForAll ? store.rowCount() : fixedEnd;
        if (row >= end) {
            if (!growing && (!request.waitForAll || row >= store.rowCount()))
                return shared.grows ? endOf(store) : Result<void>();
            lock.lock();
            shared.changed.wait(lock, [&] { return shared.wakes != wakes; });
            continue;
        }
        const auto at = row < ordered ? (*request.order)[std::size_t(row)] : row;
        const auto stored = store.batchAt(at);
        if (!stored)
            return fail(stored.error());
        const auto inBatch = at - stored->firstRow;
        const auto count = row < ordered ? 1 : std::min(stored->batch->rowCount() - inBatch, end - row);
        if (const auto written = writer.write(*stored->batch, inBatch, count); !written)
            return written;
        row += count;
        shared.rows = row;
    }
    return cancelled();
}

} // namespace workbench
