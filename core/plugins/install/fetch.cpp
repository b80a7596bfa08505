#include "core/plugins/install/fetch.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QHostAddress>
#include <QLocale>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QNetworkReply>
#include <QSslConfiguration>

namespace dumbo {

namespace {

constexpr qint64 blockSize = 256 << 10;
constexpr int mostRedirects = 5;

QString tr(const char *text)
{
    return QCoreApplication::translate("DriverCatalogue", text);
}

bool isLoopback(const QUrl &address)
{
    return address.host() == QLatin1StringView("localhost") || QHostAddress(address.host()).isLoopback();
}

bool isHttps(const QUrl &address)
{
    return address.scheme() == QLatin1StringView("https") && !address.host().isEmpty();
}

bool isLocalHttp(const QUrl &address)
{
    return address.scheme() == QLatin1StringView("http") && isLoopback(address);
}

Error tooLarge(const QUrl &address, qint64 limit)
{
    return Error(ErrorKind::Data,
        tr("%1 is larger than the %2 that may be there.").arg(address.toDisplayString(), QLocale().formattedDataSize(limit)));
}

Error cancelled()
{
    return Error(ErrorKind::Cancelled, tr("Cancelled."));
}

/// The system's proxy, asked for each address.
class SystemProxy : public QNetworkProxyFactory {
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        if (isLoopback(query.url()))
            return { QNetworkProxy::NoProxy };
        return systemProxyForQuery(query);
    }
};

QSslConfiguration trustedCertificates()
{
    auto configuration = QSslConfiguration::defaultConfiguration();
    if (const auto own = qEnvironmentVariable("SSL_CERT_FILE"); !own.isEmpty())
        configuration.addCaCertificates(own);
    return configuration;
}

QNetworkRequest requestFor(const QUrl &address, const FetchLimits &limits)
{
    QNetworkRequest request(address);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::UserVerifiedRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setMaximumRedirectsAllowed(mostRedirects);
    request.setTransferTimeout(limits.silence);
    request.setRawHeader("User-Agent", "DumboWorkbench");
    // What is counted is then what is sent.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setSslConfiguration(trustedCertificates());
    return request;
}

/// One fetch over the network; made, run and destroyed in one thread.
class Transfer {
public:
    Transfer(const QUrl &address, QIODevice &target, const FetchLimits &limits, const FetchProgress &progress)
        : m_address(address)
        , m_target(target)
        , m_limits(limits)
        , m_progress(progress)
    {
        m_network.setProxyFactory(new SystemProxy);
    }

    Result<void> run(const Cancellation &cancellation)
    {
        m_reply.reset(m_network.get(requestFor(m_address, m_limits)));
        m_reply->setReadBufferSize(4 * blockSize);
        auto *reply = m_reply.get();
        QObject::connect(reply, &QNetworkReply::redirected, reply, [this](const QUrl &to) { redirect(to); });
        QObject::connect(reply, &QNetworkReply::sslErrors, reply, [this](const QList<QSslError> &errors) {
            for (const auto &error : errors)
                m_tlsWords.append(error.errorString());
        });
        QObject::connect(reply, &QNetworkReply::metaDataChanged, reply, [this] { checkLength(); });
        QObject::connect(reply, &QNetworkReply::readyRead, reply, [this] { take(); });
        QObject::connect(reply, &QNetworkReply::finished, &m_loop, &QEventLoop::quit);
        {
            const auto registration = cancellation.onCancelled(
                [reply] { QMetaObject::invokeMethod(reply, &QNetworkReply::abort, Qt::QueuedConnection); });
            if (!reply->isFinished())
                m_loop.exec();
        }
        if (cancellation.isCancelled())
            return fail(cancelled());
        take();
        return m_fault ? Result<void>(fail(*m_fault)) : outcome();
    }

private:
    void stop(const Error &fault)
    {
        if (!m_fault)
            m_fault = fault;
        m_reply->abort();
    }

    void redirect(const QUrl &to)
    {
        if (mayRedirect(m_address, to)) {
            m_address = to;
            Q_EMIT m_reply->redirectAllowed();
            return;
        }
        stop(Error(ErrorKind::Connection,
            tr("%1 leads to %2, which is not an https address.").arg(m_address.toDisplayString(), to.toDisplayString())));
    }

    void checkLength()
    {
        m_total = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
        if (m_total > m_limits.size)
            stop(tooLarge(m_address, m_limits.size));
    }

    /// What comes with an error's status is a page for people, not the file.
    bool isGood() const
    {
        const auto status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        return status >= 200 && status < 300;
    }

    void take()
    {
        while (!m_fault && isGood() && m_reply->bytesAvailable() > 0) {
            const auto block = m_reply->read(blockSize);
            if (block.isEmpty())
                return;
            m_done += block.size();
            if (m_done > m_limits.size)
                return stop(tooLarge(m_address, m_limits.size));
            if (m_target.write(block) != block.size())
                return stop(Error(ErrorKind::System, tr("What was fetched can't be written: %1.").arg(m_target.errorString())));
            if (m_progress)
                m_progress(m_done, m_total);
        }
    }

    Result<void> outcome() const
    {
        const auto address = m_address.toDisplayString();
        if (m_reply->error() == QNetworkReply::NoError && isGood()) {
            if (m_total == 0 || m_done == m_total)
                return {};
            return fail(ErrorKind::Connection, tr("%1 broke off after %2 of %3 bytes.").arg(address).arg(m_done).arg(m_total));
        }
        if (m_reply->error() == QNetworkReply::ContentNotFoundError || m_reply->error() == QNetworkReply::ContentGoneError)
            return fail(ErrorKind::NotFound, tr("There is nothing at %1.").arg(address));
        if (m_reply->error() == QNetworkReply::OperationCanceledError || m_reply->error() == QNetworkReply::TimeoutError)
            return fail(ErrorKind::Timeout,
                tr("%1 sent nothing for %2 seconds.").arg(address).arg(std::chrono::duration_cast<std::chrono::seconds>(m_limits.silence).count()));
        Error error(ErrorKind::Connection, tr("%1 can't be fetched: %2.").arg(address, m_reply->errorString()));
        if (!m_tlsWords.isEmpty())
            error.withServerMessage(m_tlsWords.join(u'\n'))
                .withHint(tr("Who answers there can't be proved to be who it says. Nothing was taken from it."));
        return fail(error);
    }

    QUrl m_address;
    QIODevice &m_target;
    const FetchLimits &m_limits;
    const FetchProgress &m_progress;
    QNetworkAccessManager m_network;
    std::unique_ptr<QNetworkReply> m_reply;
    QEventLoop m_loop;
    std::optional<Error> m_fault;
    QStringList m_tlsWords;
    qint64 m_done = 0;
    qint64 m_total = 0;
};

Result<void> copyFile(const QUrl &address, QIODevice &target, const FetchLimits &limits, const Cancellation &cancellation,
    const FetchProgress &progress)
{
    QFile file(address.toLocalFile());
    if (!file.exists())
        return fail(ErrorKind::NotFound, tr("There is no file %1.").arg(file.fileName()));
    // Opening a pipe would wait for somebody who writes.
    if (!QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(file.fileName(), file.errorString()));
    if (file.size() > limits.size)
        return fail(tooLarge(address, limits.size));
    qint64 done = 0;
    while (!file.atEnd()) {
        if (cancellation.isCancelled())
            return fail(cancelled());
        const auto block = file.read(blockSize);
        if (block.isEmpty())
            return fail(ErrorKind::System, tr("%1 can't be read: %2.").arg(file.fileName(), file.errorString()));
        done += block.size();
        if (done > limits.size)
            return fail(tooLarge(address, limits.size));
        if (target.write(block) != block.size())
            return fail(ErrorKind::System, tr("What was fetched can't be written: %1.").arg(target.errorString()));
        if (progress)
            progress(done, file.size());
    }
    return {};
}

} // namespace

Result<QUrl> fetchAddress(const QString &location)
{
    if (QDir::isAbsolutePath(location))
        return QUrl::fromLocalFile(QDir::cleanPath(location));
    const QUrl address(location, QUrl::StrictMode);
    const auto isFile = address.isLocalFile() && address.host().isEmpty();
    if (address.isValid() && (isFile || isHttps(address) || isLocalHttp(address)) && address.userInfo().isEmpty())
        return address;
    return fail(Error(ErrorKind::InvalidOperation, tr("\"%1\" is no place for a catalogue.").arg(location))
                    .withHint(tr("A catalogue is a folder on this computer, or an address that begins with https:. http: is allowed on this computer only.")));
}

bool mayRedirect(const QUrl &from, const QUrl &to)
{
    return isHttps(to) || (isLocalHttp(from) && isLocalHttp(to));
}

Result<void> fetch(const QUrl &address, QIODevice &target, const FetchLimits &limits, const Cancellation &cancellation,
    const FetchProgress &progress)
{
    if (cancellation.isCancelled())
        return fail(cancelled());
    if (address.isLocalFile())
        return copyFile(address, target, limits, cancellation, progress);
    return Transfer(address, target, limits, progress).run(cancellation);
}

Result<QByteArray> fetchBytes(const QUrl &address, const FetchLimits &limits, const Cancellation &cancellation)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (const auto fetched = fetch(address, buffer, limits, cancellation); !fetched)
        return fail(fetched.error());
    return buffer.data();
}

} // namespace dumbo
