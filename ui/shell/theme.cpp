#include "ui/shell/theme.h"

#include "resources/resources.h"
#include "ui/settings/settings.h"

#include <KIconEngine>
#include <KIconLoader>

#include <QApplication>
#include <QFontDatabase>
#include <QHash>
#include <QPalette>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleHints>
#include <QStyleOption>

#include <array>

namespace workbench::theme {

namespace {

/// Hues that can be told apart on light and dark ground, red left out.
constexpr std::array<QRgb, 8> accents { 0xff2f7fd1, 0xff2e9e6b, 0xffd0882a, 0xff8f5bc2, 0xff1b9aaa, 0xffb3508f, 0xff7a8f2a,
    0xff6b7a90 };

/// Where the platform brings no theme of its own (a bare X server, no screen at all) Qt's defaults are plain:
/// a style from the nineties and the first font it finds.
bool hasDesktop()
{
    return !qEnvironmentVariableIsEmpty("XDG_CURRENT_DESKTOP");
}

/// Fusion draws the outlines of boxes and radio buttons darker than the window, so that on dark ground nobody sees them.
class OutlinedStyle : public QProxyStyle {
public:
    OutlinedStyle()
        : QProxyStyle(QStringLiteral("fusion"))
    {
    }

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override
    {
        const bool isIndicator = element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck || element == PE_IndicatorRadioButton;
        const auto *button = isIndicator && isDark() ? qstyleoption_cast<const QStyleOptionButton *>(option) : nullptr;
        const auto *item = isIndicator && isDark() ? qstyleoption_cast<const QStyleOptionViewItem *>(option) : nullptr;
        if (button)
            drawOutlined(*button, element, painter, widget);
        else if (item)
            drawOutlined(*item, element, painter, widget);
        else
            QProxyStyle::drawPrimitive(element, option, painter, widget);
    }

private:
    template <typename Option>
    void drawOutlined(Option outlined, PrimitiveElement element, QPainter *painter, const QWidget *widget) const
    {
        const bool isEnabled = outlined.state.testFlag(State_Enabled);
        // The outline is two thirds as light as this.
        outlined.palette.setColor(QPalette::Window, isEnabled ? QColor(0xd2, 0xd8, 0xe2) : QColor(0x86, 0x8d, 0x98));
        QProxyStyle::drawPrimitive(element, &outlined, painter, widget);
    }
};

void chooseStyle(QApplication &application)
{
    if (hasDesktop() || !qEnvironmentVariableIsEmpty("QT_STYLE_OVERRIDE"))
        return;
    const QStringList available = QStyleFactory::keys();
    if (available.contains(QStringLiteral("Breeze"), Qt::CaseInsensitive))
        QApplication::setStyle(QStringLiteral("breeze"));
    else
        QApplication::setStyle(new OutlinedStyle); // the application owns it
    QFont font = application.font();
    if (QFontDatabase::hasFamily(QStringLiteral("Noto Sans")))
        font.setFamily(QStringLiteral("Noto Sans"));
    else if (QFontDatabase::hasFamily(QStringLiteral("Inter")))
        font.setFamily(QStringLiteral("Inter"));
    font.setPointSizeF(10);
    font.setHintingPreference(QFont::PreferNoHinting);
    QApplication::setFont(font);
}

void chooseIconTheme()
{
    const QString current = QIcon::themeName();
    if (current.isEmpty() || current == QStringLiteral("hicolor") || current.startsWith(QStringLiteral("breeze")))
        QIcon::setThemeName(isDark() ? QStringLiteral("breeze-dark") : QStringLiteral("breeze"));
    QIcon::setFallbackThemeName(QStringLiteral("breeze"));
}

Qt::ColorScheme chosenScheme(const Settings &settings)
{
    switch (ColorSchemeChoice(settings.get(setting::colorScheme))) {
    case ColorSchemeChoice::Light: return Qt::ColorScheme::Light;
    case ColorSchemeChoice::Dark: return Qt::ColorScheme::Dark;
    case ColorSchemeChoice::System: break;
    }
    return Qt::ColorScheme::Unknown;
}

QPalette palette(bool dark)
{
    const QColor window = dark ? QColor(0x26, 0x2a, 0x30) : QColor(0xf1, 0xf2, 0xf4);
    const QColor base = dark ? QColor(0x1d, 0x20, 0x25) : QColor(0xff, 0xff, 0xff);
    const QColor text = dark ? QColor(0xe6, 0xe8, 0xec) : QColor(0x23, 0x27, 0x2d);
    const QColor button = dark ? QColor(0x31, 0x36, 0x3d) : QColor(0xf7, 0xf8, 0xf9);
    const QColor highlight = dark ? QColor(0x2f, 0x6d, 0xb5) : QColor(0x2f, 0x7f, 0xd1);
    QPalette palette(text, button, button.lighter(130), window.darker(dark ? 170 : 150), window.darker(dark ? 120 : 118),
        text, Qt::white, base, window);
    palette.setColor(QPalette::AlternateBase, dark ? QColor(0x23, 0x27, 0x2d) : QColor(0xf7, 0xf8, 0xfa));
    palette.setColor(QPalette::ToolTipBase, button);
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Highlight, highlight);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Accent, highlight);
    palette.setColor(QPalette::Link, dark ? QColor(0x6c, 0xb0, 0xf5) : QColor(0x1f, 0x6a, 0xb8));
    palette.setColor(QPalette::PlaceholderText, quiet(text, base));
    for (const QPalette::ColorRole role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText })
        palette.setColor(QPalette::Disabled, role, dark ? QColor(0x7d, 0x84, 0x8e) : QColor(0x9a, 0xa1, 0xab));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, dark ? QColor(0x3b, 0x42, 0x4b) : QColor(0xd8, 0xdc, 0xe2));
    return palette;
}

void applyScheme(Settings &settings)
{
    const Qt::ColorScheme scheme = chosenScheme(settings);
    QStyleHints *hints = QGuiApplication::styleHints();
    if (hints->colorScheme() != scheme)
        hints->setColorScheme(scheme);
    // A platform without a theme knows no schemes; the palette is all there is.
    if (!hasDesktop()) {
        const bool dark = scheme == Qt::ColorScheme::Dark
            || (scheme == Qt::ColorScheme::Unknown && hints->colorScheme() == Qt::ColorScheme::Dark);
        QApplication::setPalette(palette(dark));
    }
    chooseIconTheme();
}

} // namespace

void apply(QApplication &application, Settings &settings)
{
    chooseStyle(application);
    settings.watch(setting::colorScheme, &application, [&settings] { applyScheme(settings); });
    QObject::connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, &application,
        [&settings] { applyScheme(settings); });
}

QIcon icon(const QString &name)
{
    if (name == QStringLiteral("dumbo-workbench"))
        return applicationIcon();
    // These icons follow the palette by themselves, so they can be kept; asking for one looks at files.
    static QHash<QString, QIcon> icons;
    auto kept = icons.constFind(name);
    if (kept == icons.cend()) {
        QIcon made = objectIcon(name);
        if (made.isNull() && !name.isEmpty())
            made = QIcon(new KIconEngine(name, KIconLoader::global())); // the icon owns its engine
        kept = icons.insert(name, made);
    }
    return *kept;
}

bool isDark()
{
    const QPalette palette = QApplication::palette();
    return palette.color(QPalette::Base).lightnessF() < palette.color(QPalette::Text).lightnessF();
}

QColor accent(int n)
{
    return QColor::fromRgb(accents[std::size_t(n) % accents.size()]);
}

int accentCount()
{
    return int(accents.size());
}

QColor danger()
{
    return isDark() ? QColor(0xf0, 0x6a, 0x6a) : QColor(0xc4, 0x2b, 0x2b);
}

QColor positive()
{
    return isDark() ? QColor(0x5c, 0xc4, 0x8e) : QColor(0x1f, 0x7d, 0x4f);
}

QColor quiet(const QColor &text, const QColor &base)
{
    constexpr float share = 0.62f;
    return QColor::fromRgbF(text.redF() * share + base.redF() * (1 - share),
        text.greenF() * share + base.greenF() * (1 - share), text.blueF() * share + base.blueF() * (1 - share));
}

QFont fixedFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (!hasDesktop() && QFontDatabase::hasFamily(QStringLiteral("JetBrains Mono"))) {
        font.setFamily(QStringLiteral("JetBrains Mono"));
        font.setPointSizeF(10);
    }
    return font;
}

} // namespace workbench::theme
