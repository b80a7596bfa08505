#pragma once

#include "core/isolation/hostoutput.h"
#include "core/sdk/connectionobserver.h"

namespace dumbo {

/// Sends what a connection says to the program, whose observer hears it in its connection's thread.
class HostedObserver final : public ConnectionObserver {
public:
    explicit HostedObserver(HostOutput &output)
        : m_output(output)
    {
    }

    void notice(NoticeSeverity severity, const QString &message) override
    {
        m_output.event(WireEvent::Notice, severity, message);
    }
    void notification(const QString &channel, const QString &payload, qint64 processId) override
    {
        m_output.event(WireEvent::Notification, channel, payload, processId);
    }
    void parameterChanged(const QString &name, const QString &value) override
    {
        m_output.event(WireEvent::ParameterChanged, name, value);
    }
    void connectionLost(const Error &error) override
    {
        m_output.setState({ TransactionState::Unknown, true });
        m_output.event(WireEvent::ConnectionLost, error);
    }
    void progress(qint64 done, qint64 total) override { m_output.event(WireEvent::Progress, done, total); }
    void statementSent(const QByteArray &text) override { m_output.event(WireEvent::StatementSent, text); }

private:
    HostOutput &m_output;
};

} // namespace dumbo
