#include "tests/support/servers/certificates.h"

#include "tests/support/servers/serverprocess.h"

#include <QFile>

namespace dumbo::test {

namespace {

const QStringList freshKey { QStringLiteral("openssl"), QStringLiteral("req"), QStringLiteral("-x509"),
    QStringLiteral("-newkey"), QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
    QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-noenc") };

Result<void> run(const QStringList &command)
{
    const auto done = runProgram(command);
    return done ? Result<void>() : Result<void>(fail(done.error()));
}

} // namespace

Result<const Certificates *> Certificates::shared()
{
    static Certificates certificates;
    static const auto made = certificates.make();
    if (!made)
        return fail(made.error());
    return &certificates;
}

QString Certificates::path(const char *file) const
{
    return m_folder.filePath(QLatin1StringView(file));
}

QByteArray Certificates::content(const char *name) const
{
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<void> Certificates::make()
{
    const QStringList here { QStringLiteral("-addext"),
        QStringLiteral("subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1") };
    const QStringList longAgo { QStringLiteral("-not_before"), QStringLiteral("20200101000000Z"),
        QStringLiteral("-not_after"), QStringLiteral("20200102000000Z") };
    for (const auto &name : { QStringLiteral("ca"), QStringLiteral("stranger") }) {
        if (const auto made = authority(name); !made)
            return made;
    }
    if (const auto made = sign(QStringLiteral("server"), QStringLiteral("localhost"), here); !made)
        return made;
    if (const auto made = sign(QStringLiteral("wronghost"), QStringLiteral("elsewhere.example"),
            { QStringLiteral("-addext"), QStringLiteral("subjectAltName=DNS:elsewhere.example") });
        !made)
        return made;
    if (const auto made = sign(QStringLiteral("expired"), QStringLiteral("localhost"), here + longAgo); !made)
        return made;
    return sign(QStringLiteral("client"), QStringLiteral("certified"), {});
}

Result<void> Certificates::authority(const QString &name) const
{
    return run(freshKey
        + QStringList { QStringLiteral("-subj"), QStringLiteral("/CN=Test authority ") + name, QStringLiteral("-days"),
            QStringLiteral("30"), QStringLiteral("-keyout"), m_folder.filePath(name + QStringLiteral(".key")),
            QStringLiteral("-out"), m_folder.filePath(name + QStringLiteral(".crt")) });
}

Result<void> Certificates::sign(const QString &name, const QString &subject, const QStringList &more) const
{
    auto command = freshKey
        + QStringList { QStringLiteral("-CA"), path("ca.crt"), QStringLiteral("-CAkey"), path("ca.key"),
              QStringLiteral("-subj"), QStringLiteral("/CN=") + subject, QStringLiteral("-addext"),
              QStringLiteral("basicConstraints=critical,CA:FALSE"), QStringLiteral("-keyout"),
              m_folder.filePath(name + QStringLiteral(".key")), QStringLiteral("-out"),
              m_folder.filePath(name + QStringLiteral(".crt")) }
        + more;
    if (!more.contains(QStringLiteral("-not_after")))
        command += { QStringLiteral("-days"), QStringLiteral("30") };
    return run(command);
}

} // namespace dumbo::test
