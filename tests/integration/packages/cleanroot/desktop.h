#pragma once

#include <QProcess>
#include <QString>

#include <optional>

namespace dumbo::test {

/// A screen that nobody sees, with keys and a pointer that a test moves. Gone with the object.
class Desktop {
public:
    ~Desktop();
    Desktop() = default;
    Q_DISABLE_COPY_MOVE(Desktop)

    /// Starts the screen; what it said where that failed.
    [[nodiscard]] QString start();
    /// ":7"
    [[nodiscard]] const QString &display() const { return m_display; }

    /// The visible window whose title this regular expression finds, once there is one; empty where none comes.
    [[nodiscard]] QString windowNamed(const QString &title) const;
    /// Brings a window to the front and gives it the keys. There is no window manager, which would do so.
    void enter(const QString &window) const;
    /// None with this in its title is visible any more.
    [[nodiscard]] bool windowIsGone(const QString &title) const;
    /// xdotool's names, e.g. "ctrl+t".
    void press(const QStringList &keys) const;
    void type(const QString &text) const;
    /// In pixels of the screen.
    void click(int x, int y) const;
    /// What was copied last.
    [[nodiscard]] QString clipboard() const;
    /// All that is shown, as a PNG file for those who want to know what went wrong.
    void photograph(const QString &name) const;

private:
    [[nodiscard]] QString tool(const QStringList &arguments) const;
    [[nodiscard]] QString find(const QString &title) const;
    [[nodiscard]] QString eye(const QStringList &arguments) const;

    QProcess m_screen;
    QString m_display;
};

} // namespace dumbo::test
