#pragma once

#include <QWidget>

class QButtonGroup;

namespace workbench {

/// A row of colours to choose one from, or none. Red is not among them: it is production's.
class ColourChoice : public QWidget {
    Q_OBJECT

public:
    explicit ColourChoice(QWidget *parent = nullptr);

    /// "#rrggbb"; empty: none was chosen.
    [[nodiscard]] QString colour() const;
    /// A colour that is not offered is added.
    void setColour(const QString &colour);

Q_SIGNALS:
    /// By a person.
    void edited();

private:
    void addSwatch(const QString &colour, const QString &name);

    QButtonGroup *m_group;
};

} // namespace workbench
