#include "ui/explain/explainrun.h"

#include "core/connection/session.h"

namespace workbench {

namespace {

dumbo::Result<ExplainRun::Plan> explain(dumbo::Executor &executor, const dumbo::ExplainRequest &request)
{
    auto &connection = executor.connection();
    auto *extension = connection.extension(dumbo::ExplainExtension::extensionId());
    if (!extension || extension->id() != dumbo::ExplainExtension::extensionId())
        return dumbo::fail(dumbo::ErrorKind::NotImplemented,
            ExplainRun::tr("The driver of this connection can't explain statements."));
    auto plan = static_cast<dumbo::ExplainExtension *>(extension)->explain(request);
    if (!plan)
        return dumbo::fail(plan.error());
    return std::make_shared<const dumbo::ExplainPlan>(std::move(*plan));
}

} // namespace

ExplainRun::ExplainRun(std::shared_ptr<dumbo::Session> session, const dumbo::ExplainRequest &request, QObject *parent)
    : QObject(parent)
    , m_session(std::move(session))
    , m_request(request)
    , m_begin(std::chrono::steady_clock::now())
{
    dumbo::JobOptions options;
    options.name = request.analyze ? tr("Explain with a Run") : tr("Explain");
    m_reply = m_session->submit([request](dumbo::Executor &executor) { return explain(executor, request); }, options);
    dumbo::onFinished(m_reply, this, [this](const dumbo::Result<Plan> &plan) {
        m_elapsed = elapsed();
        m_isFinished = true;
        Q_EMIT finished(plan);
    });
}

ExplainRun::~ExplainRun()
{
    if (!m_isFinished)
        m_session->cancel(m_reply.job());
}

std::chrono::milliseconds ExplainRun::elapsed() const
{
    return m_isFinished ? m_elapsed
                        : std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - m_begin);
}

void ExplainRun::cancel()
{
    if (m_isFinished || m_isCancelling)
        return;
    m_isCancelling = true;
    m_session->cancel(m_reply.job());
}

} // namespace workbench
