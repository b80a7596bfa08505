#include "core/sdk/connectionobserver.h"

namespace dumbo {

ConnectionObserver::ConnectionObserver() = default;
ConnectionObserver::~ConnectionObserver() = default;

void ConnectionObserver::notice(NoticeSeverity, const QString &) { }
void ConnectionObserver::notification(const QString &, const QString &, qint64) { }
void ConnectionObserver::parameterChanged(const QString &, const QString &) { }
void ConnectionObserver::connectionLost(const Error &) { }
void ConnectionObserver::progress(qint64, qint64) { }
void ConnectionObserver::statementSent(const QByteArray &) { }

} // namespace dumbo
