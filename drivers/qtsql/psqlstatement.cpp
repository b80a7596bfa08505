#include "drivers/qtsql/psqlstatement.h"

#include "drivers/common/postgresql/types.h"
#include "drivers/qtsql/psqlliteral.h"
#include "drivers/qtsql/psqlrows.h"

#include <QCoreApplication>

#include <atomic>

namespace dumbo::qtsql {

Result<std::shared_ptr<BoundStatement>> PsqlStatement::prepare(
    PsqlBackend &backend, const QByteArray &text, const Parameters *given)
{
    std::shared_ptr<PsqlStatement> made(new PsqlStatement(backend, text));
    if (const auto prepared = made->prepare(given); !prepared)
        return fail(prepared.error());
    return made;
}

PsqlStatement::PsqlStatement(PsqlBackend &backend, const QByteArray &text)
    : m_backend(backend)
    , m_text(text)
    , m_query(backend.link().query())
{
    static std::atomic<quint64> count = 0;
    m_name = "dumbo_" + QByteArray::number(qulonglong(++count));
}

PsqlStatement::~PsqlStatement()
{
    m_query.finish();
    if (m_isPrepared)
        m_backend.forget(m_name);
}

Result<void> PsqlStatement::prepare(const Parameters *given)
{
    std::vector<std::uint32_t> types;
    const auto count
        = script::placeholders({ m_text.constData(), std::size_t(m_text.size()) }, m_backend.dialect()).count;
    for (std::size_t i = 0; given && i < given->positional.size() && int(i) < count; ++i)
        types.push_back(psqlTypeOf(given->positional[i]));
    if (const auto prepared = m_backend.prepareNative(m_name, m_text, types); !prepared)
        return prepared;
    m_isPrepared = true;
    return describe();
}

Result<void> PsqlStatement::describe()
{
    const auto &functions = m_backend.functions();
    const auto described = m_backend.take(functions.describePrepared(m_backend.handle(), m_name.constData()), m_text);
    if (!described)
        return fail(described.error());
    for (int i = 0; i < functions.parameterCount(described->get()); ++i) {
        const auto facts = postgresql::builtInType(functions.parameterType(described->get(), i));
        m_parameters.push_back(
            { {}, facts ? facts->kind : LogicalKind::Other, facts ? facts->name : QString() });
    }
    m_columns = psqlColumns(functions, described->get());
    return {};
}

Result<void> PsqlStatement::run(const Parameters &parameters)
{
    const script::Placeholders placeholders { int(m_parameters.size()),
        std::vector<QByteArray>(m_parameters.size()) };
    const auto values = arrange(placeholders, parameters);
    if (!values)
        return fail(values.error());
    QByteArrayList literals;
    for (std::size_t i = 0; i < values->size(); ++i) {
        const auto literal = psqlLiteral((*values)[i], int(i) + 1);
        if (!literal)
            return fail(literal.error());
        literals.append(*literal);
    }
    const auto list = literals.isEmpty() ? QByteArray() : '(' + literals.join(", ") + ')';
    // The position of an error would be one in EXECUTE.
    if (!m_query.exec(wholeText("EXECUTE " + m_name + list)))
        return fail(m_backend.failure(m_query, {}));
    return {};
}

} // namespace dumbo::qtsql
