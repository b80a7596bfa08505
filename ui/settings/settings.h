#pragma once

#include <QObject>
#include <QSettings>
#include <QString>
#include <QVariant>

namespace workbench {

/// The name, type and default of one preference.
template <typename T>
struct Setting {
    QString key;
    T defaultValue;
};

enum class ColorSchemeChoice { System, Light, Dark };

/// Every preference of the program.
namespace setting {
inline const Setting<bool> restoreTabs { QStringLiteral("general/restoreTabs"), true };
inline const Setting<int> colorScheme { QStringLiteral("general/colorScheme"), int(ColorSchemeChoice::System) };

/// A family and size as QFont::toString() writes them; empty: the system's fixed font.
inline const Setting<QString> editorFont { QStringLiteral("editor/font"), {} };
inline const Setting<int> editorTabWidth { QStringLiteral("editor/tabWidth"), 4 };
inline const Setting<bool> editorWordWrap { QStringLiteral("editor/wordWrap"), false };
inline const Setting<bool> editorViMode { QStringLiteral("editor/viMode"), false };

/// Megabytes that all results together may hold in memory; more goes to disk.
inline const Setting<int> resultMemoryMegabytes { QStringLiteral("results/memoryMegabytes"), 256 };
/// Rows fetched before a person is asked to continue.
inline const Setting<int> resultRowLimit { QStringLiteral("results/rowLimit"), 50000 };
inline const Setting<QString> resultNullText { QStringLiteral("results/nullText"), QStringLiteral("NULL") };
/// As editorFont; empty: the program's font.
inline const Setting<QString> resultFont { QStringLiteral("results/font"), {} };
} // namespace setting

/// Preferences in a file of the configuration folder. What equals its default is not stored, so that a later
/// version's defaults reach people who never chose.
class Settings : public QObject {
    Q_OBJECT

public:
    /// The file of the configuration folder.
    explicit Settings(QObject *parent = nullptr);
    Settings(const QString &filePath, QObject *parent = nullptr);

    [[nodiscard]] QString filePath() const;

    template <typename T>
    [[nodiscard]] T get(const Setting<T> &setting) const
    {
        return m_file.value(setting.key, QVariant::fromValue(setting.defaultValue)).template value<T>();
    }

    template <typename T>
    void set(const Setting<T> &setting, const T &value)
    {
        if (get(setting) != value)
            write(setting.key, value == setting.defaultValue ? QVariant() : QVariant::fromValue(value));
    }

    /// Calls function() now and whenever the preference changes, as long as context lives.
    template <typename T, typename Function>
    void watch(const Setting<T> &setting, QObject *context, Function function)
    {
        function();
        connect(this, &Settings::changed, context, [key = setting.key, function](const QString &changedKey) {
            if (changedKey == key)
                function();
        });
    }

    /// Keys that are not preferences but remembered all the same: shortcuts, recent files.
    [[nodiscard]] QVariant remembered(const QString &key) const;
    void remember(const QString &key, const QVariant &value);

Q_SIGNALS:
    void changed(const QString &key);

private:
    void write(const QString &key, const QVariant &value);

    QSettings m_file;
};

} // namespace workbench
