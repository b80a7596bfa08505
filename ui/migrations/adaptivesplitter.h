#pragma once

#include <QResizeEvent>
#include <QSplitter>

namespace workbench {

/// Its parts stand beside each other where there is room, else one above the other.
class AdaptiveSplitter : public QSplitter {
public:
    AdaptiveSplitter(int widthForBoth, QWidget *parent)
        : QSplitter(Qt::Horizontal, parent)
        , m_widthForBoth(widthForBoth)
    {
        setChildrenCollapsible(false);
    }
    [[nodiscard]] QSize minimumSizeHint() const override
    {
        // As small as the larger of its parts, whichever way they stand now: it can always turn.
        QSize least;
        for (int at = 0; at < count(); ++at)
            least = least.expandedTo(widget(at)->minimumSizeHint());
        return least;
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        const auto wanted = event->size().width() < m_widthForBoth ? Qt::Vertical : Qt::Horizontal;
        if (wanted != orientation())
            setOrientation(wanted);
        QSplitter::resizeEvent(event);
    }

private:
    int m_widthForBoth;
};

} // namespace workbench
