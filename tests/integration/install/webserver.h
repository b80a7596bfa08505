#pragma once

#include <QByteArray>
#include <QMap>
#include <QThread>

#include <functional>
#include <memory>
#include <mutex>

class QSslConfiguration;
class QTcpServer;
class QTcpSocket;

/// Serves what tests put there, on a port of its own of this computer, in a thread of its own.
class WebServer {
public:
    struct Answer {
        QByteArray status = "200 OK";
        QByteArray body {};
        QByteArray location {}; ///< of a redirection
        bool isSilent = false; ///< never answers
        bool isCutOff = false; ///< says the whole length and sends half
    };

    WebServer();
    /// Speaks TLS.
    explicit WebServer(const QSslConfiguration &tls);
    ~WebServer();

    void put(const QByteArray &path, const Answer &answer);
    [[nodiscard]] QString address(const QString &path) const;
    [[nodiscard]] int requests() const;

private:
    void start(const std::function<std::unique_ptr<QTcpServer>()> &make);
    void answer(QTcpSocket &socket);

    mutable std::mutex m_mutex;
    QMap<QByteArray, Answer> m_answers;
    int m_requests = 0;
    QThread m_thread;
    QString m_origin;
};
