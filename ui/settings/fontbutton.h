#pragma once

#include "ui/settings/settings.h"

#include <QPushButton>

namespace workbench {

/// Shows a font preference and lets it be chosen, beside the dialog; a menu takes the choice back.
class FontButton : public QPushButton {
    Q_OBJECT

public:
    enum class Default { Fixed, Program };
    FontButton(Settings &settings, const Setting<QString> &setting, Default fallback);

private:
    void showFont();
    void choose();

    Settings &m_settings;
    Setting<QString> m_setting;
    Default m_fallback;
};

} // namespace workbench
