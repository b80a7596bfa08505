#include "ui/connections/colourchoice.h"

#include "ui/shell/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

namespace workbench {

namespace {

constexpr int swatch = 3 * theme::unit;

class Swatch : public QAbstractButton {
public:
    Swatch(const QString &colour, QWidget *parent)
        : QAbstractButton(parent)
        , m_colour(colour)
    {
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setFixedSize(swatch, swatch);
        setCursor(Qt::PointingHandCursor);
    }
    [[nodiscard]] QString colour() const { return m_colour; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF place = QRectF(rect()).adjusted(4, 4, -4, -4);
        const QColor line = palette().color(QPalette::WindowText);
        if (m_colour.isEmpty()) {
            painter.setPen(QPen(theme::quiet(line, palette().color(QPalette::Window)), 1.2));
            painter.drawEllipse(place);
            painter.drawLine(place.bottomLeft() + QPointF(2.5, -2.5), place.topRight() + QPointF(-2.5, 2.5));
        } else {
            painter.setPen(Qt::NoPen);
            painter.setBrush(QColor::fromString(m_colour));
            painter.drawEllipse(place);
        }
        if (!isChecked() && !hasFocus())
            return;
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(hasFocus() ? palette().color(QPalette::Highlight) : line, isChecked() ? 2.0 : 1.0));
        painter.drawEllipse(QRectF(rect()).adjusted(1, 1, -1, -1));
    }

private:
    QString m_colour;
};

} // namespace

ColourChoice::ColourChoice(QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    setObjectName(QStringLiteral("colourChoice"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    row->addStretch();
    addSwatch({}, tr("No colour of its own"));
    const QStringList names { tr("Blue"), tr("Green"), tr("Orange"), tr("Violet"), tr("Teal"), tr("Purple"), tr("Olive"), tr("Grey") };
    for (int number = 0; number < theme::accentCount(); ++number)
        addSwatch(theme::accent(number).name(), names.value(number));
    m_group->buttons().first()->setChecked(true);
    connect(m_group, &QButtonGroup::buttonClicked, this, &ColourChoice::edited);
}

void ColourChoice::addSwatch(const QString &colour, const QString &name)
{
    auto *button = new Swatch(colour, this);
    button->setObjectName(QStringLiteral("colour.") + colour);
    button->setAccessibleName(name);
    button->setToolTip(name);
    m_group->addButton(button);
    auto *row = static_cast<QHBoxLayout *>(layout());
    row->insertWidget(row->count() - 1, button);
}

QString ColourChoice::colour() const
{
    return static_cast<Swatch *>(m_group->checkedButton())->colour();
}

void ColourChoice::setColour(const QString &colour)
{
    const QColor wanted = QColor::fromString(colour);
    const QString name = wanted.isValid() ? wanted.name() : QString();
    for (QAbstractButton *button : m_group->buttons()) {
        if (static_cast<Swatch *>(button)->colour() == name) {
            button->setChecked(true);
            return;
        }
    }
    addSwatch(name, name);
    m_group->buttons().last()->setChecked(true);
}

} // namespace workbench
