#include "tests/integration/install/webserver.h"

#include <QSslConfiguration>
#include <QSslServer>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>

namespace {

const QHostAddress here(QHostAddress::LocalHost);

} // namespace

WebServer::WebServer()
{
    m_origin = QStringLiteral("http://127.0.0.1:");
    start([] { return std::make_unique<QTcpServer>(); });
}

WebServer::WebServer(const QSslConfiguration &tls)
{
    m_origin = QStringLiteral("https://localhost:");
    start([tls] {
        auto server = std::make_unique<QSslServer>();
        server->setSslConfiguration(tls);
        return server;
    });
}

WebServer::~WebServer()
{
    m_thread.quit();
    m_thread.wait();
}

void WebServer::start(const std::function<std::unique_ptr<QTcpServer>()> &make)
{
    m_thread.start();
    auto *context = new QObject;
    context->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, context, &QObject::deleteLater);
    QMetaObject::invokeMethod(
        context,
        [&, context] {
            auto *server = make().release();
            server->setParent(context);
            if (!server->listen(here))
                qFatal("no port");
            m_origin += QString::number(server->serverPort());
            QObject::connect(server, &QTcpServer::pendingConnectionAvailable, context, [this, server, context] {
                while (auto *socket = server->nextPendingConnection()) {
                    QObject::connect(socket, &QTcpSocket::readyRead, context, [this, socket] { answer(*socket); });
                    QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                    answer(*socket);
                }
            });
        },
        Qt::BlockingQueuedConnection);
}

void WebServer::put(const QByteArray &path, const Answer &answer)
{
    const std::scoped_lock lock(m_mutex);
    m_answers.insert(path, answer);
}

QString WebServer::address(const QString &path) const
{
    return m_origin + path;
}

int WebServer::requests() const
{
    const std::scoped_lock lock(m_mutex);
    return m_requests;
}

void WebServer::answer(QTcpSocket &socket)
{
    if (!socket.peek(64 << 10).contains("\r\n\r\n"))
        return;
    const auto path = socket.readAll().split(' ').value(1);
    Answer found;
    {
        const std::scoped_lock lock(m_mutex);
        ++m_requests;
        found = m_answers.value(path, { "404 Not Found", "nothing here", {}, false, false });
    }
    if (found.isSilent)
        return;
    socket.write("HTTP/1.1 " + found.status + "\r\nConnection: close\r\nContent-Length: " + QByteArray::number(found.body.size())
        + (found.location.isEmpty() ? QByteArray() : "\r\nLocation: " + found.location) + "\r\n\r\n");
    socket.write(found.isCutOff ? found.body.first(found.body.size() / 2) : found.body);
    socket.disconnectFromHost();
}
