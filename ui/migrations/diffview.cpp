#include "ui/migrations/diffview.h"

#include "ui/shell/theme.h"

#include <QEvent>
#include <QScrollBar>
#include <QTextBlock>

#include <algorithm>

namespace workbench {

namespace {

constexpr int around = 2;
constexpr int mostLines = 14;

/// The colour, softly over the ground.
QColor ground(const QColor &colour, const QColor &base)
{
    constexpr float share = 0.16F;
    return QColor::fromRgbF(colour.redF() * share + base.redF() * (1 - share), colour.greenF() * share + base.greenF() * (1 - share),
        colour.blueF() * share + base.blueF() * (1 - share));
}

} // namespace

DiffView::DiffView(QWidget *parent)
    : SqlView(parent)
{
    setObjectName(QStringLiteral("diffView"));
    setAccessibleName(tr("What would change"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void DiffView::showEdit(const QString &before, const QString &after, const QString &highlighting)
{
    const auto old = before.split(u'\n');
    const auto now = after.split(u'\n');
    const auto least = std::min(old.size(), now.size());
    qsizetype same = 0;
    while (same < least && old[same] == now[same])
        ++same;
    qsizetype behind = 0;
    while (behind < least - same && old[old.size() - 1 - behind] == now[now.size() - 1 - behind])
        ++behind;
    QStringList lines;
    m_signs.clear();
    const auto add = [&](QChar sign, const QString &line) {
        lines.append(sign + u' ' + line);
        m_signs.append(sign);
    };
    for (auto at = std::max<qsizetype>(0, same - around); at < same; ++at)
        add(u' ', old[at]);
    m_removed = int(old.size() - same - behind);
    m_added = int(now.size() - same - behind);
    for (auto at = same; at < old.size() - behind; ++at)
        add(u'-', old[at]);
    for (auto at = same; at < now.size() - behind; ++at)
        add(u'+', now[at]);
    for (auto at = old.size() - behind; at < std::min(old.size(), old.size() - behind + around); ++at)
        add(u' ', old[at]);
    setSql(lines.join(u'\n'), highlighting);
    setVerticalScrollBarPolicy(blockCount() > mostLines ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    paintGrounds();
    updateGeometry();
}

QSize DiffView::sizeHint() const
{
    const int lines = std::clamp(blockCount(), 1, mostLines);
    return { 400, lines * fontMetrics().lineSpacing() + 2 * theme::unit + horizontalScrollBar()->sizeHint().height() };
}

void DiffView::paintGrounds()
{
    QList<QTextEdit::ExtraSelection> grounds;
    for (int line = 0; line < int(m_signs.size()); ++line) {
        if (m_signs[line] == u' ')
            continue;
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document()->findBlockByNumber(line));
        mark.format.setBackground(ground(m_signs[line] == u'-' ? theme::danger() : theme::positive(), palette().color(QPalette::Base)));
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        grounds.append(mark);
    }
    setExtraSelections(grounds);
}

void DiffView::changeEvent(QEvent *event)
{
    SqlView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintGrounds();
}

} // namespace workbench
