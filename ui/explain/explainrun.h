#pragma once

#include "core/connection/reply.h"
#include "core/sdk/extensions/explain.h"

#include <QObject>

#include <chrono>
#include <memory>

namespace dumbo {
class Session;
}

namespace workbench {

/// Explains one statement in a session, in its turn among the session's other jobs. Cancelled where it is destroyed.
class ExplainRun : public QObject {
    Q_OBJECT

public:
    using Plan = std::shared_ptr<const dumbo::ExplainPlan>;

    ExplainRun(std::shared_ptr<dumbo::Session> session, const dumbo::ExplainRequest &request, QObject *parent = nullptr);
    ~ExplainRun() override;

    [[nodiscard]] const dumbo::ExplainRequest &request() const { return m_request; }
    [[nodiscard]] bool isRunning() const { return !m_isFinished; }
    [[nodiscard]] bool isCancelling() const { return m_isCancelling; }
    [[nodiscard]] std::chrono::milliseconds elapsed() const;
    void cancel();

Q_SIGNALS:
    /// Once, from the event loop.
    void finished(const dumbo::Result<workbench::ExplainRun::Plan> &plan);

private:
    std::shared_ptr<dumbo::Session> m_session;
    dumbo::ExplainRequest m_request;
    dumbo::Reply<Plan> m_reply;
    std::chrono::steady_clock::time_point m_begin;
    std::chrono::milliseconds m_elapsed { 0 };
    bool m_isFinished = false;
    bool m_isCancelling = false;
};

} // namespace workbench
