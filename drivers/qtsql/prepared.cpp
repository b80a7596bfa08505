#include "drivers/qtsql/prepared.h"

#include "drivers/qtsql/execution.h"

#include <QCoreApplication>

namespace dumbo::qtsql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QtSql", text);
}

std::unexpected<Error> busy()
{
    return fail(ErrorKind::InvalidOperation, tr("Another result of this connection is still open."));
}

} // namespace

QtSqlPrepared::QtSqlPrepared(Backend &backend, std::shared_ptr<BoundStatement> bound)
    : m_backend(backend)
    , m_bound(std::move(bound))
{
}

Result<std::unique_ptr<Prepared>> QtSqlPrepared::create(Backend &backend, const QByteArray &text)
{
    if (backend.link().isWorking())
        return busy();
    if (!text.isValidUtf8() || text.contains('\0'))
        return fail(ErrorKind::Data, tr("The statement is not valid UTF-8 without NUL bytes."));
    const auto spans
        = script::splitStatements({ text.constData(), std::size_t(text.size()) }, backend.dialect());
    if (spans.empty())
        return fail(ErrorKind::Data, tr("There is no statement to prepare."));
    if (spans.size() > 1)
        return fail(Error(ErrorKind::InvalidOperation, tr("Only one statement can be prepared at a time."))
                        .withPosition(spans[1].begin));
    auto bound = backend.prepare(text.sliced(spans[0].begin, spans[0].end - spans[0].begin), nullptr);
    if (!bound) {
        auto error = bound.error();
        return fail(error.position() ? error.withPosition(*error.position() + spans[0].begin) : error);
    }
    return std::unique_ptr<Prepared>(new QtSqlPrepared(backend, std::move(*bound)));
}

Result<std::unique_ptr<Execution>> QtSqlPrepared::execute(const Parameters &parameters)
{
    if (m_backend.link().isWorking())
        return busy();
    return std::make_unique<QtSqlExecution>(m_backend, m_bound, parameters);
}

} // namespace dumbo::qtsql
