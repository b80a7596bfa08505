#include "tests/integration/install/driverbundles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace dumbo;

namespace driverbundles {

QString module(const QString &fixture)
{
    const QDir inside(qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/tests/fixtures/plugins/") + fixture);
    return inside.filePath(inside.entryList({ QStringLiteral("*.so") }, QDir::Files).value(0));
}

QString pack(const QString &fixture, const QString &folder, const QString &name, const SigningKey *key)
{
    const auto content = contentOfModule(module(fixture));
    if (!content)
        qFatal("%s", qPrintable(content.error().toText()));
    const auto path = folder + u'/' + name + QStringLiteral(".dumbodriver");
    if (const auto packed = packBundle(*content, path); !packed)
        qFatal("%s", qPrintable(packed.error().toText()));
    if (key) {
        if (const auto isSigned = signBundle(path, *key); !isSigned)
            qFatal("%s", qPrintable(isSigned.error().toText()));
    }
    return path;
}

Home::Home()
{
    for (const auto &[name, folder] : { std::pair("XDG_DATA_HOME", "data"), std::pair("XDG_CONFIG_HOME", "config"),
             std::pair("XDG_CACHE_HOME", "cache"), std::pair("XDG_STATE_HOME", "state") }) {
        m_before.insert(name, qgetenv(name));
        qputenv(name, QFile::encodeName(m_folder.filePath(QLatin1StringView(folder))));
    }
}

Home::~Home()
{
    for (auto each = m_before.begin(); each != m_before.end(); ++each)
        qputenv(each.key().constData(), each.value());
}

bool alter(const QString &path)
{
    QFile file(path);
    const auto time = QFileInfo(path).lastModified();
    file.setPermissions(file.permissions() | QFileDevice::WriteOwner);
    if (!file.open(QIODevice::ReadWrite))
        return false;
    file.seek(file.size() / 2);
    const auto byte = file.peek(1);
    return byte.size() == 1 && file.write(QByteArray(1, char(byte.at(0) ^ 1))) == 1 && file.flush()
        && file.setFileTime(time, QFileDevice::FileModificationTime);
}

} // namespace driverbundles
