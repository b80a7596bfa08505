#include "ui/settings/settings.h"

#include "core/platform/paths.h"

namespace workbench {

Settings::Settings(QObject *parent)
    : Settings(dumbo::paths::configFolder() + QStringLiteral("/settings.ini"), parent)
{
}

Settings::Settings(const QString &filePath, QObject *parent)
    : QObject(parent)
    , m_file(filePath, QSettings::IniFormat)
{
}

QString Settings::filePath() const
{
    return m_file.fileName();
}

QVariant Settings::remembered(const QString &key) const
{
    return m_file.value(key);
}

void Settings::remember(const QString &key, const QVariant &value)
{
    if (m_file.value(key) != value)
        write(key, value);
}

void Settings::write(const QString &key, const QVariant &value)
{
    if (value.isValid())
        m_file.setValue(key, value);
    else
        m_file.remove(key);
    Q_EMIT changed(key);
}

} // namespace workbench
