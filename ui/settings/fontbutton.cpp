#include "ui/settings/fontbutton.h"

#include "ui/shell/theme.h"

#include <QApplication>
#include <QFontDialog>
#include <QMenu>

namespace workbench {

FontButton::FontButton(Settings &settings, const Setting<QString> &setting, Default fallback)
    : m_settings(settings)
    , m_setting(setting)
    , m_fallback(fallback)
{
    setObjectName(QStringLiteral("setting.") + setting.key);
    auto *menu = new QMenu(this);
    menu->addAction(tr("Choose…"), this, &FontButton::choose);
    menu->addAction(tr("Default"), this, [this] { m_settings.set(m_setting, QString()); });
    setMenu(menu);
    settings.watch(setting, this, [this] { showFont(); });
}

void FontButton::showFont()
{
    QFont font = m_fallback == Default::Fixed ? theme::fixedFont() : QApplication::font();
    const QString chosen = m_settings.get(m_setting);
    if (!chosen.isEmpty())
        font.fromString(chosen);
    setText(tr("%1, %2 points").arg(font.family()).arg(font.pointSizeF()));
    setFont(font);
}

void FontButton::choose()
{
    auto *dialog = new QFontDialog(font(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (m_fallback == Default::Fixed)
        dialog->setOption(QFontDialog::MonospacedFonts);
    connect(dialog, &QFontDialog::fontSelected, this, [this](const QFont &font) { m_settings.set(m_setting, font.toString()); });
    dialog->show();
}

} // namespace workbench
