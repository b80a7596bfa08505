#include "tests/integration/packages/cleanroot/desktop.h"

#include "tests/integration/packages/toolrun.h"

#include <QDir>
#include <QTest>

namespace dumbo::test {

namespace {

constexpr int longest = 180'000; // a busy machine starts the window in a minute

} // namespace

Desktop::~Desktop()
{
    m_screen.kill();
    m_screen.waitForFinished();
}

QString Desktop::start()
{
    m_screen.setStandardErrorFile(QDir::homePath() + QStringLiteral("/screen.log"));
    m_screen.start(QStringLiteral("Xvfb"),
        { QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"), QStringLiteral("0"), QStringLiteral("1280x900x24"),
            QStringLiteral("-nolisten"), QStringLiteral("tcp"), QStringLiteral("-ac") });
    while (!m_screen.canReadLine()) {
        if (!m_screen.waitForReadyRead(longest))
            return QStringLiteral("Xvfb: ") + m_screen.errorString();
    }
    m_display = u':' + QString::fromLatin1(m_screen.readLine().trimmed());
    return {};
}

QString Desktop::tool(const QStringList &arguments) const
{
    return runTool(QStringLiteral("env"), QStringList { QStringLiteral("DISPLAY=") + m_display, QStringLiteral("xdotool") } + arguments).output;
}

QString Desktop::find(const QString &title) const
{
    return tool({ QStringLiteral("search"), QStringLiteral("--onlyvisible"), QStringLiteral("--name"), title }).section(u'\n', 0, 0);
}

QString Desktop::windowNamed(const QString &title) const
{
    QString window;
    std::ignore = QTest::qWaitFor([&] { return !(window = find(title)).isEmpty(); }, longest);
    return window;
}

void Desktop::enter(const QString &window) const
{
    std::ignore = tool({ QStringLiteral("windowraise"), window, QStringLiteral("windowfocus"), QStringLiteral("--sync"), window });
}

bool Desktop::windowIsGone(const QString &title) const
{
    return QTest::qWaitFor([&] { return find(title).isEmpty(); }, longest);
}

void Desktop::press(const QStringList &keys) const
{
    std::ignore = tool(QStringList { QStringLiteral("key"), QStringLiteral("--delay"), QStringLiteral("60") } + keys);
}

void Desktop::type(const QString &text) const
{
    std::ignore = tool({ QStringLiteral("type"), QStringLiteral("--delay"), QStringLiteral("25"), text });
}

void Desktop::click(int x, int y) const
{
    std::ignore = tool({ QStringLiteral("mousemove"), QStringLiteral("--sync"), QString::number(x), QString::number(y), QStringLiteral("click"), QStringLiteral("1") });
}

QString Desktop::eye(const QStringList &arguments) const
{
    return runTool(QStringLiteral("env"),
        QStringList { QStringLiteral("DISPLAY=") + m_display, QStringLiteral("QT_QPA_PLATFORM=xcb"), buildPath(QStringLiteral("tests/dumbo-desktop-eye")) } + arguments)
        .output;
}

QString Desktop::clipboard() const
{
    return eye({ QStringLiteral("clipboard") });
}

void Desktop::photograph(const QString &name) const
{
    QDir().mkpath(buildPath(QStringLiteral("tests/pictures")));
    std::ignore = eye({ QStringLiteral("picture"), buildPath(QStringLiteral("tests/pictures/%1.png").arg(name)) });
}

} // namespace dumbo::test
