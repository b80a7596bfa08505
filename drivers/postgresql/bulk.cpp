#include "drivers/postgresql/bulk.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo::postgresql {

namespace {

/// One CopyData message takes an int's worth of bytes; small pieces keep libpq's buffer small as well.
constexpr qsizetype pieceBytes = 256 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

} // namespace

Result<qint64> PostgresBulk::copyIn(const StatementText &statement, const Source &source)
{
    if (m_engine.link.isWorking())
        return fail(ErrorKind::InvalidOperation, tr("Another result of this connection is still open."));
    const Work work(m_engine.link);
    if (const auto begun = begin(statement, Direction::In); !begun)
        return abandon(begun.error(), Direction::In);
    if (const auto fed = feed(source); !fed)
        return abandon(fed.error(), Direction::In);
    return finish();
}

Result<qint64> PostgresBulk::copyOut(const StatementText &statement, const Sink &sink)
{
    if (m_engine.link.isWorking())
        return fail(ErrorKind::InvalidOperation, tr("Another result of this connection is still open."));
    const Work work(m_engine.link);
    if (const auto begun = begin(statement, Direction::Out); !begun)
        return abandon(begun.error(), Direction::Out);
    if (const auto drained = drain(sink); !drained)
        return abandon(drained.error(), Direction::Out);
    return finish();
}

/// Sends the statement and waits until the server has turned to copying.
Result<void> PostgresBulk::begin(const StatementText &statement, Direction direction)
{
    auto &link = m_engine.link;
    const std::string_view text(statement.constData(), std::size_t(statement.size()));
    const auto piece = nextStatement(text, 0, link.hasBackslashStrings());
    if (!nextStatement(text, piece.next, link.hasBackslashStrings()).isEmpty() || !piece.startsWith("COPY"))
        return fail(ErrorKind::InvalidOperation, tr("Only a single COPY statement can copy."));
    if (link.isReadOnly()) {
        if (auto safe = m_engine.guard.before(link, piece, text); !safe)
            return safe;
    }
    m_engine.isUsed = true;
    link.observer().statementSent(statement);
    if (!PQsendQueryParams(link.handle(), statement.constData(), 0, nullptr, nullptr, nullptr, nullptr, 0))
        return fail(link.errorOf(nullptr));
    if (auto sent = link.flush(); !sent)
        return sent;
    const auto result = link.nextResult();
    const auto status = result ? PQresultStatus(result.get()) : PGRES_FATAL_ERROR;
    if (status == PGRES_FATAL_ERROR)
        return fail(link.isCancelled() ? link.cancelled() : link.errorOf(result.get(), statement));
    if (status == (direction == Direction::In ? PGRES_COPY_IN : PGRES_COPY_OUT))
        return {};
    if (status == PGRES_COPY_IN)
        PQputCopyEnd(link.handle(), "nothing was given");
    return fail(ErrorKind::InvalidOperation,
        direction == Direction::In ? tr("The statement takes no data: COPY … FROM STDIN does.")
                                   : tr("The statement gives no data: COPY … TO STDOUT does."));
}

/// A server that refuses a row swallows the rest: libpq tells of its error only when the end was sent.
Result<void> PostgresBulk::feed(const Source &source)
{
    auto &link = m_engine.link;
    while (true) {
        auto chunk = source();
        if (!chunk)
            return fail(chunk.error());
        if (!*chunk)
            break;
        const QByteArrayView bytes(**chunk);
        for (qsizetype at = 0; at < bytes.size(); at += pieceBytes) {
            if (link.isCancelled())
                return fail(link.cancelled());
            const auto size = std::min(pieceBytes, bytes.size() - at);
            if (PQputCopyData(link.handle(), bytes.data() + at, int(size)) != 1)
                return fail(link.errorOf(nullptr));
            if (auto sent = link.flush(); !sent)
                return sent;
        }
    }
    if (PQputCopyEnd(link.handle(), nullptr) != 1)
        return fail(link.errorOf(nullptr));
    return link.flush();
}

Result<void> PostgresBulk::drain(const Sink &sink)
{
    auto &link = m_engine.link;
    QByteArray chunk;
    const auto give = [&]() -> Result<void> {
        if (chunk.isEmpty())
            return {};
        auto taken = sink({ chunk.constData(), std::size_t(chunk.size()) });
        chunk.resize(0);
        return taken;
    };
    chunk.reserve(2 * pieceBytes);
    while (true) {
        if (link.isCancelled())
            return fail(link.cancelled());
        char *data = nullptr;
        const auto size = PQgetCopyData(link.handle(), &data, 1);
        const MemoryHandle owner(data);
        if (size > 0) {
            chunk.append(data, size);
            if (chunk.size() < pieceBytes)
                continue;
        } else if (size < 0) {
            return give();
        }
        if (auto given = give(); !given)
            return given;
        if (size == 0 && !PQconsumeInput(link.handle()))
            return fail(link.errorOf(nullptr));
        if (size == 0 && PQisBusy(link.handle()))
            std::ignore = link.waitForInput();
        if (link.isBroken())
            return fail(link.errorOf(nullptr));
    }
}

/// The server's answer to the whole.
Result<qint64> PostgresBulk::finish()
{
    auto &link = m_engine.link;
    std::optional<Error> error;
    qint64 rows = -1;
    while (const auto result = link.nextResult()) {
        const auto status = PQresultStatus(result.get());
        if (status == PGRES_COMMAND_OK)
            rows = QByteArray(PQcmdTuples(result.get())).toLongLong();
        else if (!error)
            error = link.isCancelled() ? link.cancelled() : link.errorOf(result.get());
        if (status == PGRES_COPY_IN)
            PQputCopyEnd(link.handle(), "nothing more was given");
        if (link.isBroken())
            break;
    }
    if (link.isReadOnly())
        std::ignore = m_engine.guard.after(link);
    if (error)
        return fail(*error);
    if (link.isBroken())
        return fail(link.errorOf(nullptr));
    return rows;
}

Result<qint64> PostgresBulk::abandon(const Error &error, Direction direction)
{
    auto &link = m_engine.link;
    if (!link.isBroken()) {
        if (direction == Direction::In)
            PQputCopyEnd(link.handle(), "the import was stopped");
        else if (!PQisBusy(link.handle()) || PQtransactionStatus(link.handle()) == PQTRANS_ACTIVE)
            link.stopStatement();
        link.discardResults();
    }
    if (link.isReadOnly())
        std::ignore = m_engine.guard.after(link);
    return fail(error);
}

} // namespace dumbo::postgresql
