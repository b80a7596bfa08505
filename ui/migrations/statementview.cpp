#include "ui/migrations/statementview.h"

#include "ui/migrations/migrationlook.h"
#include "ui/shell/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QTextBlock>
#include <QToolTip>

#include <algorithm>
#include <map>

namespace workbench {

namespace {

constexpr int signSide = 16;
constexpr int barWidth = 3;

std::vector<int> charactersOf(const QByteArray &text)
{
    std::vector<int> characters;
    characters.reserve(std::size_t(text.size()) + 1);
    int at = 0;
    for (const char byte : text) {
        const auto value = static_cast<unsigned char>(byte);
        const bool continues = (value & 0xC0U) == 0x80U;
        characters.push_back(continues ? at - 1 : at);
        if (!continues)
            at += value >= 0xF0U ? 2 : 1;
    }
    characters.push_back(at);
    return characters;
}

} // namespace

class StatementView::Margin : public QWidget {
public:
    explicit Margin(StatementView *view)
        : QWidget(view)
        , m_view(view)
    {
        setObjectName(QStringLiteral("statementMargin"));
        setAccessibleName(StatementView::tr("Line numbers and findings"));
        setMouseTracking(true);
    }

protected:
    void paintEvent(QPaintEvent *event) override { m_view->paintMargin(event); }
    void mousePressEvent(QMouseEvent *event) override { m_view->activateLine(m_view->lineAt(event->position().toPoint().y())); }
    void mouseMoveEvent(QMouseEvent *event) override
    {
        setCursor(m_view->notesOf(m_view->lineAt(event->position().toPoint().y())) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    }
    void wheelEvent(QWheelEvent *event) override { m_view->wheelEvent(event); }
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::ToolTip)
            return QWidget::event(event);
        const auto *help = static_cast<QHelpEvent *>(event);
        QStringList lines;
        if (const auto *notes = m_view->notesOf(m_view->lineAt(help->pos().y()))) {
            for (const auto &place : *notes)
                lines.append(m_view->m_statements[std::size_t(place.statement)].notes[std::size_t(place.note)].text);
        }
        QToolTip::showText(help->globalPos(), lines.join(u'\n'), this);
        return true;
    }

private:
    StatementView *m_view;
};

StatementView::StatementView(QWidget *parent)
    : SqlView(parent)
    , m_margin(new Margin(this))
{
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &StatementView::followCaret);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &StatementView::layMargin);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &area, int dy) {
        if (dy != 0)
            m_margin->scroll(0, dy);
        else
            m_margin->update(0, area.y(), m_margin->width(), area.height());
    });
    layMargin();
}

void StatementView::showText(const QByteArray &text, const QString &highlighting)
{
    const auto shown = QString::fromUtf8(text);
    m_statements.clear();
    m_signs.clear();
    m_characters = shown.size() == text.size() ? std::vector<int>() : charactersOf(text);
    m_current = -1;
    setSql(shown, highlighting);
    markTexts();
    layMargin();
}

QWidget *StatementView::margin() const
{
    return m_margin;
}

int StatementView::lineOf(int character) const
{
    return document()->findBlock(character).blockNumber();
}

StatementView::Span StatementView::characters(qint64 begin, qint64 end) const
{
    const auto last = document()->characterCount() - 1;
    const auto at = [&](qint64 byte) {
        if (!m_characters.empty())
            byte = m_characters[std::size_t(std::clamp<qint64>(byte, 0, qint64(m_characters.size()) - 1))];
        return int(std::clamp<qint64>(byte, 0, last));
    };
    return { at(begin), at(end) };
}

void StatementView::setStatements(std::vector<StatementMark> statements)
{
    m_statements = std::move(statements);
    gatherSigns();
    m_current = -2; // none that was there before
    followCaret();
    markTexts();
    layMargin();
    m_margin->update();
}

void StatementView::gatherSigns()
{
    m_signs.clear();
    std::map<int, std::vector<Place>> byLine;
    for (int statement = 0; statement < int(m_statements.size()); ++statement) {
        const auto &notes = m_statements[std::size_t(statement)].notes;
        for (int note = 0; note < int(notes.size()); ++note) {
            const auto &found = notes[std::size_t(note)];
            byLine[lineOf(characters(found.begin, found.end).begin)].push_back({ statement, note });
        }
    }
    for (auto &[line, places] : byLine) {
        std::ranges::stable_sort(places, std::ranges::greater(), [this](const Place &place) {
            return m_statements[std::size_t(place.statement)].notes[std::size_t(place.note)].severity;
        });
        m_signs.emplace_back(line, std::move(places));
    }
}

const std::vector<StatementView::Place> *StatementView::notesOf(int line) const
{
    const auto found = std::ranges::lower_bound(m_signs, line, {}, &decltype(m_signs)::value_type::first);
    return found != m_signs.end() && found->first == line ? &found->second : nullptr;
}

void StatementView::followCaret()
{
    const int caret = textCursor().position();
    int found = -1;
    for (int at = 0; at < int(m_statements.size()); ++at) {
        const auto span = characters(m_statements[std::size_t(at)].begin, m_statements[std::size_t(at)].end);
        // A caret between two statements on other lines is in none.
        if (caret >= span.begin && (caret <= span.end || lineOf(caret) == lineOf(span.end)))
            found = at;
    }
    if (found == m_current)
        return;
    const bool tells = found >= 0;
    m_current = found;
    markTexts();
    m_margin->update();
    if (tells)
        Q_EMIT currentStatementChanged(found);
}

void StatementView::setCurrentStatement(int statement)
{
    if (statement == m_current || statement < 0 || statement >= int(m_statements.size()))
        return;
    const auto &mark = m_statements[std::size_t(statement)];
    auto cursor = textCursor();
    cursor.setPosition(characters(mark.begin, mark.end).begin);
    setTextCursor(cursor);
    ensureCursorVisible();
}

void StatementView::showNote(int statement, int note)
{
    if (statement < 0 || statement >= int(m_statements.size()) || note < 0 || note >= int(m_statements[std::size_t(statement)].notes.size()))
        return;
    const auto &found = m_statements[std::size_t(statement)].notes[std::size_t(note)];
    auto cursor = textCursor();
    cursor.setPosition(characters(found.begin, found.end).begin);
    setTextCursor(cursor);
    ensureCursorVisible();
}

void StatementView::goToNote(int step)
{
    if (m_signs.empty())
        return;
    const int line = textCursor().blockNumber();
    const auto *target = step > 0 ? &m_signs.front() : &m_signs.back();
    if (step > 0) {
        const auto next = std::ranges::upper_bound(m_signs, line, {}, &decltype(m_signs)::value_type::first);
        target = next == m_signs.end() ? target : &*next;
    } else {
        const auto here = std::ranges::lower_bound(m_signs, line, {}, &decltype(m_signs)::value_type::first);
        target = here == m_signs.begin() ? target : &*std::prev(here);
    }
    const auto place = target->second.front();
    showNote(place.statement, place.note);
    Q_EMIT noteActivated(place.statement, place.note);
}

void StatementView::activateLine(int line)
{
    if (line < 0)
        return;
    auto cursor = textCursor();
    cursor.setPosition(document()->findBlockByNumber(line).position());
    if (const auto *notes = notesOf(line)) {
        showNote(notes->front().statement, notes->front().note);
        Q_EMIT noteActivated(notes->front().statement, notes->front().note);
    } else {
        setTextCursor(cursor);
    }
}

void StatementView::keyPressEvent(QKeyEvent *event)
{
    const bool enters = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enters && event->modifiers() == Qt::NoModifier && notesOf(textCursor().blockNumber()))
        activateLine(textCursor().blockNumber());
    else
        SqlView::keyPressEvent(event);
}

void StatementView::markTexts()
{
    QList<QTextEdit::ExtraSelection> marks;
    for (const auto &statement : m_statements) {
        for (const auto &note : statement.notes) {
            const auto span = characters(note.begin, note.end);
            QTextEdit::ExtraSelection mark;
            mark.cursor = QTextCursor(document());
            mark.cursor.setPosition(span.begin);
            // A finding about a whole statement is underlined on its first line.
            const auto block = document()->findBlock(span.begin);
            mark.cursor.setPosition(std::min(span.end, block.position() + block.length() - 1), QTextCursor::KeepAnchor);
            mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
            mark.format.setUnderlineColor(look::colour(note.severity, palette()));
            marks.append(mark);
        }
    }
    setExtraSelections(marks);
}

int StatementView::marginWidth() const
{
    const auto digits = QString::number(std::max(10, blockCount())).size();
    return theme::unit / 2 + signSide + 4 + int(digits) * fontMetrics().horizontalAdvance(u'9') + theme::unit / 2 + barWidth + 2;
}

void StatementView::layMargin()
{
    setViewportMargins(marginWidth(), 0, 0, 0);
    const auto area = contentsRect();
    m_margin->setGeometry(area.left(), area.top(), marginWidth(), viewport()->height());
}

void StatementView::resizeEvent(QResizeEvent *event)
{
    SqlView::resizeEvent(event);
    layMargin();
}

void StatementView::changeEvent(QEvent *event)
{
    SqlView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        markTexts();
    if (event->type() == QEvent::FontChange && m_margin)
        layMargin();
}

int StatementView::lineAt(int y) const
{
    for (auto block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const auto area = blockBoundingGeometry(block).translated(contentOffset());
        if (area.top() > viewport()->height())
            break;
        if (y >= area.top() && y < area.bottom())
            return block.blockNumber();
    }
    return -1;
}

QRect StatementView::signRect(int statement, int note) const
{
    const auto &found = m_statements[std::size_t(statement)].notes[std::size_t(note)];
    const auto block = document()->findBlock(characters(found.begin, found.end).begin);
    const auto area = blockBoundingGeometry(block).translated(contentOffset());
    if (area.top() < 0 || area.bottom() > viewport()->height())
        return {};
    return { theme::unit / 2, int(area.top()), signSide, int(area.height()) };
}

void StatementView::paintMargin(QPaintEvent *event)
{
    QPainter painter(m_margin);
    const auto base = palette().color(QPalette::Base);
    painter.fillRect(event->rect(), palette().color(QPalette::AlternateBase));
    painter.setFont(font());
    Span current;
    if (m_current >= 0)
        current = characters(m_statements[std::size_t(m_current)].begin, m_statements[std::size_t(m_current)].end);
    for (auto block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const auto area = blockBoundingGeometry(block).translated(contentOffset()).toRect();
        if (area.top() > event->rect().bottom())
            break;
        const int line = block.blockNumber();
        const bool isCurrent = m_current >= 0 && line >= lineOf(current.begin) && line <= lineOf(current.end);
        painter.setPen(isCurrent ? palette().color(QPalette::Text) : theme::quiet(palette().color(QPalette::Text), base));
        painter.drawText(QRect(0, area.top(), m_margin->width() - barWidth - 2 - theme::unit / 2, area.height()),
            Qt::AlignRight | Qt::AlignVCenter, QString::number(line + 1));
        if (isCurrent)
            painter.fillRect(m_margin->width() - barWidth, area.top(), barWidth, area.height(), palette().color(QPalette::Highlight));
        if (const auto *notes = notesOf(line)) {
            const auto &worst = m_statements[std::size_t(notes->front().statement)].notes[std::size_t(notes->front().note)];
            look::icon(worst.severity, palette())
                .paint(&painter, QRect(theme::unit / 2, area.top() + (area.height() - signSide) / 2, signSide, signSide));
        }
    }
}

} // namespace workbench
