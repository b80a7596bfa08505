#include "app/cli/shell/lineeditor.h"

#include "core/results/textwidth.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace cli {

using namespace dumbo;
using Kind = Key::Kind;

namespace {

constexpr int escapeMilliseconds = 50;
constexpr qsizetype mostColoured = 20'000; ///< characters; more would make each key slow

QString tr(const char *text)
{
    return QCoreApplication::translate("LineEditor", text);
}

QString commonBeginning(const QStringList &words)
{
    auto common = words.first();
    for (const auto &word : words) {
        qsizetype same = 0;
        while (same < std::min(common.size(), word.size()) && common.at(same).toCaseFolded() == word.at(same).toCaseFolded())
            ++same;
        common.truncate(same);
    }
    return common;
}

} // namespace

LineEditor::LineEditor(int input, int output, LineHistory &history, Language language)
    : m_terminal(input, output)
    , m_history(history)
    , m_language(std::move(language))
{
}

LineEditor::Answer LineEditor::read(const Prompt &prompt)
{
    m_prompt = prompt;
    m_text.reset();
    m_words.clear();
    m_draft.clear();
    m_entry = m_history.entries().size();
    m_paintedCursorRow = 0;
    m_terminal.enter();
    paint();
    auto step = Step::Goes;
    while (step == Step::Goes) {
        const auto key = nextKey();
        if (!key) {
            step = Step::EndOfInput;
            break;
        }
        if (m_search)
            takeSearchKey(*key, step);
        else
            step = take(*key);
        // What was typed ahead is shown at once.
        if (step == Step::Goes && !m_keys.isWaiting())
            paint();
    }
    m_search.reset();
    m_words.clear();
    m_text.setCursor(m_text.text().size());
    paint();
    // Ctrl+C is a signal again as soon as the line has ended.
    m_terminal.leave();
    finishPicture(step == Step::Interrupted ? "^C\r\n" : "\r\n");
    if (step == Step::Interrupted)
        return { Answer::Kind::Interrupted, {} };
    if (step == Step::EndOfInput)
        return { Answer::Kind::EndOfInput, {} };
    return { Answer::Kind::Text, m_text.text() };
}

std::optional<Key> LineEditor::nextKey()
{
    while (true) {
        if (auto key = m_keys.next())
            return key;
        if (m_hasEnded)
            return std::nullopt;
        QByteArray bytes;
        switch (m_terminal.wait(bytes, m_keys.isWaiting() ? escapeMilliseconds : -1)) {
        case RawTerminal::Event::Bytes:
            m_keys.append(bytes);
            break;
        case RawTerminal::Event::Resized:
            paint();
            break;
        case RawTerminal::Event::Silence:
            m_keys.flush();
            break;
        case RawTerminal::Event::Ended:
            m_hasEnded = true;
        }
    }
}

LineEditor::Step LineEditor::take(const Key &key)
{
    m_words.clear();
    if (key.kind != Kind::Control && key.kind != Kind::DeleteWordLeft && key.kind != Kind::DeleteWordPartLeft && key.kind != Kind::DeleteWordRight)
        m_text.endCutting();
    switch (key.kind) {
    case Kind::Text:
        m_text.insert(key.text);
        break;
    case Kind::Enter:
        if (m_text.text().trimmed().isEmpty() || m_language.isComplete(m_text.text()))
            return Step::Done;
        m_text.insert(QStringLiteral("\n"));
        break;
    case Kind::LineFeed:
        m_text.insert(QStringLiteral("\n"));
        break;
    case Kind::Tab:
        complete();
        break;
    case Kind::Backspace:
        m_text.eraseLeft();
        break;
    case Kind::Delete:
        m_text.eraseRight();
        break;
    case Kind::Left:
        m_text.moveLeft();
        break;
    case Kind::Right:
        m_text.moveRight();
        break;
    case Kind::WordLeft:
        m_text.moveWordLeft();
        break;
    case Kind::WordRight:
        m_text.moveWordRight();
        break;
    case Kind::Home:
        m_text.moveToLineBegin();
        break;
    case Kind::End:
        m_text.moveToLineEnd();
        break;
    case Kind::Up:
        if (m_text.isOnFirstLine())
            moveInHistory(-1);
        else
            m_text.moveLine(-1);
        break;
    case Kind::Down:
        if (m_text.isOnLastLine())
            moveInHistory(1);
        else
            m_text.moveLine(1);
        break;
    case Kind::PageUp:
        moveInHistory(-1);
        break;
    case Kind::PageDown:
        moveInHistory(1);
        break;
    case Kind::DeleteWordLeft:
        m_text.cutWordLeft();
        break;
    case Kind::DeleteWordPartLeft:
        m_text.cutWordPartLeft();
        break;
    case Kind::DeleteWordRight:
        m_text.cutWordRight();
        break;
    case Kind::Control:
        return takeControl(key.text.front());
    case Kind::BackTab:
    case Kind::Escape:
    case Kind::Nothing:
        break;
    }
    return Step::Goes;
}

LineEditor::Step LineEditor::takeControl(QChar letter)
{
    if (letter != u'u' && letter != u'k')
        m_text.endCutting();
    switch (letter.unicode()) {
    case u'a':
        m_text.moveToLineBegin();
        break;
    case u'b':
        m_text.moveLeft();
        break;
    case u'c':
        return Step::Interrupted;
    case u'd':
        if (m_text.isEmpty())
            return Step::EndOfInput;
        m_text.eraseRight();
        break;
    case u'e':
        m_text.moveToLineEnd();
        break;
    case u'f':
        m_text.moveRight();
        break;
    case u'k':
        m_text.cutToLineEnd();
        break;
    case u'l':
        m_terminal.write("\x1b[H\x1b[2J");
        m_paintedCursorRow = 0;
        break;
    case u'n':
        moveInHistory(1);
        break;
    case u'p':
        moveInHistory(-1);
        break;
    case u'r':
        m_search = Search { {}, -1, false, m_text.text() };
        break;
    case u't':
        m_text.transpose();
        break;
    case u'u':
        m_text.cutToLineBegin();
        break;
    case u'y':
        m_text.paste();
        break;
    case u'z':
        finishPicture("\r\n");
        m_terminal.suspend();
        m_paintedCursorRow = 0;
        break;
    case u'_':
        m_text.undo();
        break;
    default:
        break;
    }
    return Step::Goes;
}

/// A key that does not belong to the search ends it, and does what it does.
void LineEditor::takeSearchKey(const Key &key, Step &step)
{
    const auto newest = m_history.entries().size() - 1;
    if (key.kind == Kind::Text) {
        m_search->words += key.text;
        search(m_search->found >= 0 ? m_search->found : newest);
    } else if (key.kind == Kind::Backspace) {
        m_search->words.chop(1);
        search(newest);
    } else if (key == Key { Kind::Control, QStringLiteral("r") }) {
        search(m_search->found >= 0 ? m_search->found - 1 : newest);
    } else if (key == Key { Kind::Control, QStringLiteral("g") } || key == Key { Kind::Control, QStringLiteral("c") }) {
        m_text.reset(m_search->before);
        m_search.reset();
    } else if (key.kind == Kind::Escape || key.kind == Kind::Tab) {
        endSearch();
    } else {
        endSearch();
        step = take(key);
    }
}

void LineEditor::search(qsizetype from)
{
    for (auto i = from; i >= 0 && !m_search->words.isEmpty(); --i) {
        const auto &entry = m_history.entries().at(i);
        if (!entry.contains(m_search->words, Qt::CaseInsensitive) || (i != from && entry == m_text.text()))
            continue;
        m_search->found = i;
        m_search->isMissing = false;
        m_text.reset(entry);
        return;
    }
    m_search->isMissing = !m_search->words.isEmpty();
}

void LineEditor::endSearch()
{
    if (m_search->found >= 0)
        m_entry = m_search->found;
    m_search.reset();
}

void LineEditor::complete()
{
    if (!m_language.words)
        return;
    m_terminal.leave();
    const auto choice = m_language.words(m_text.text(), m_text.cursor());
    m_terminal.enter();
    if (choice.words.isEmpty())
        return;
    if (choice.words.size() == 1) {
        insertWord(choice, choice.words.first());
        return;
    }
    const auto typed = m_text.text().sliced(choice.begin, m_text.cursor() - choice.begin);
    const auto common = commonBeginning(choice.words);
    if (common.size() > typed.size() && common.startsWith(typed, Qt::CaseInsensitive))
        m_text.replace(choice.begin, m_text.cursor(), common);
    m_words = choice.words;
}

/// With a blank behind it, unless something else must follow at once.
void LineEditor::insertWord(const WordChoice &choice, const QString &word)
{
    const auto last = word.isEmpty() ? QChar() : word.back();
    const bool isOpen = last == u'.' || last == u'(' || last == u'/' || last == u':';
    const auto hasBlank = m_text.cursor() < m_text.text().size() && m_text.text().at(m_text.cursor()).isSpace();
    m_text.replace(choice.begin, m_text.cursor(), isOpen || hasBlank || !choice.endsWord ? word : word + u' ');
}

void LineEditor::moveInHistory(int entries)
{
    const auto &history = m_history.entries();
    const auto entry = std::clamp<qsizetype>(m_entry + entries, 0, history.size());
    if (entry == m_entry)
        return;
    if (m_entry == history.size())
        m_draft = m_text.text();
    m_entry = entry;
    m_text.reset(entry == history.size() ? m_draft : history.at(entry));
}

void LineEditor::paint()
{
    LineDrawing drawing;
    drawing.prompt = m_prompt.text;
    drawing.promptStyle = m_prompt.style;
    if (m_search) {
        const auto form = m_search->isMissing ? tr("(nothing with \"%1\") ") : tr("(search \"%1\") ");
        drawing.prompt = form.arg(m_search->words);
        drawing.promptStyle = {};
    }
    drawing.nextPrompt = QString(std::max(0, terminalWidth(m_prompt.text) - 2), u'.') + QStringLiteral("> ");
    drawing.text = m_text.text();
    drawing.cursor = m_text.cursor();
    drawing.width = m_terminal.width();
    if (m_language.colours && drawing.text.size() <= mostColoured) {
        if (m_colouredText != drawing.text)
            m_colours = m_language.colours(drawing.text);
        m_colouredText = drawing.text;
        drawing.colours = m_colours;
    }
    const auto picture = drawLines(drawing);
    const auto left = m_terminal.height() - int(picture.rows.size()) - 1;
    paintRows(picture, drawWords(m_words, drawing.width, std::min(left, 12)));
}

/// Everything anew, in one piece; of what is higher than the screen the rows around the cursor.
void LineEditor::paintRows(const LinePicture &picture, const QByteArrayList &hints)
{
    const auto height = m_terminal.height();
    auto rows = picture.rows + hints;
    auto cursorRow = picture.cursorRow;
    if (rows.size() > height) {
        const auto first = std::clamp(cursorRow - height / 2, 0, int(rows.size()) - height);
        rows = rows.sliced(first, height);
        cursorRow -= first;
    }
    QByteArray out = "\x1b[?25l";
    if (m_paintedCursorRow > 0)
        out += "\x1b[" + QByteArray::number(m_paintedCursorRow) + 'A';
    out += "\r\x1b[J" + rows.join("\r\n");
    if (const auto up = int(rows.size()) - 1 - cursorRow; up > 0)
        out += "\x1b[" + QByteArray::number(up) + 'A';
    out += '\r';
    if (picture.cursorColumn > 0)
        out += "\x1b[" + QByteArray::number(picture.cursorColumn) + 'C';
    m_terminal.write(out + "\x1b[?25h");
    m_paintedCursorRow = cursorRow;
    m_paintedRows = int(rows.size());
}

/// Behind the last row.
void LineEditor::finishPicture(const QByteArray &behind)
{
    QByteArray out;
    if (const auto down = m_paintedRows - 1 - m_paintedCursorRow; down > 0)
        out = "\x1b[" + QByteArray::number(down) + 'B';
    m_terminal.write(out + behind);
}

} // namespace cli
