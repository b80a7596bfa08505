#include "ui/documents/jsontextedit.h"

#include "ui/shell/theme.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/SyntaxHighlighter>
#include <KSyntaxHighlighting/Theme>

#include <QEvent>
#include <QKeyEvent>
#include <QTextBlock>

#include <algorithm>

namespace workbench {

namespace {

constexpr int mostBracketCharacters = 20'000;
constexpr int indentation = 2;

KSyntaxHighlighting::Repository &repository()
{
    static KSyntaxHighlighting::Repository all;
    return all;
}

} // namespace

JsonTextEdit::JsonTextEdit(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_highlighter(new KSyntaxHighlighting::SyntaxHighlighter(this))
{
    setFrameShape(NoFrame);
    setFont(theme::fixedFont());
    setLineWrapMode(WidgetWidth);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTabChangesFocus(true);
    document()->setDocumentMargin(theme::unit);
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &JsonTextEdit::mark);
}

QString JsonTextEdit::content() const
{
    auto text = document()->toRawText();
    text.replace(QChar(QChar::ParagraphSeparator), u'\n');
    return text;
}

void JsonTextEdit::setContent(const QString &text)
{
    m_problem = -1;
    // A highlighter without a definition would paint the text in no colour at all.
    const bool colours = text.size() <= highlightLimit;
    m_highlighter->setDocument(nullptr);
    setPlainText(text);
    if (colours) {
        m_highlighter->setDocument(document());
        m_highlighter->setTheme(repository().themeForPalette(palette()));
        m_highlighter->setDefinition(repository().definitionForName(QStringLiteral("JSON")));
    }
    mark();
}

void JsonTextEdit::changeContent(const QString &text)
{
    const auto old = content();
    const auto least = std::min(old.size(), text.size());
    const auto same = std::mismatch(old.begin(), old.begin() + least, text.begin()).first - old.begin();
    qsizetype behind = 0;
    while (behind < least - same && old[old.size() - 1 - behind] == text[text.size() - 1 - behind])
        ++behind;
    QTextCursor cursor(document());
    cursor.setPosition(int(same));
    cursor.setPosition(int(old.size() - behind), QTextCursor::KeepAnchor);
    cursor.insertText(text.sliced(same, text.size() - same - behind));
}

void JsonTextEdit::markProblem(int character)
{
    m_problem = character;
    mark();
}

void JsonTextEdit::keyPressEvent(QKeyEvent *event)
{
    const bool breaks = (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && event->modifiers() == Qt::NoModifier;
    if (breaks && !isReadOnly())
        breakLine();
    else
        QPlainTextEdit::keyPressEvent(event);
}

void JsonTextEdit::breakLine()
{
    auto cursor = textCursor();
    cursor.beginEditBlock();
    cursor.removeSelectedText();
    const auto line = cursor.block().text();
    const int column = cursor.positionInBlock();
    const auto isBlank = [](QChar c) { return c == u' ' || c == u'\t'; };
    const auto lead = line.first(std::ranges::find_if_not(line, isBlank) - line.begin()).first(std::min<qsizetype>(column, std::ranges::find_if_not(line, isBlank) - line.begin()));
    const auto before = QStringView(line).first(column).trimmed();
    const auto after = QStringView(line).sliced(column).trimmed();
    const bool opens = before.endsWith(u'{') || before.endsWith(u'[');
    const bool closes = after.startsWith(u'}') || after.startsWith(u']');
    cursor.insertText(u'\n' + lead + (opens ? QString(indentation, u' ') : QString()));
    if (opens && closes) {
        const int place = cursor.position();
        cursor.insertText(u'\n' + lead);
        cursor.setPosition(place);
    }
    cursor.endEditBlock();
    setTextCursor(cursor);
}

void JsonTextEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    updateTheme();
    mark();
}

void JsonTextEdit::updateTheme()
{
    if (!m_highlighter->document())
        return;
    m_highlighter->setTheme(repository().themeForPalette(palette()));
    m_highlighter->rehighlight();
}

void JsonTextEdit::mark()
{
    QList<QTextEdit::ExtraSelection> marks;
    const auto add = [&](int from, const QTextCharFormat &format) {
        QTextEdit::ExtraSelection one;
        one.cursor = QTextCursor(document());
        one.cursor.setPosition(from);
        one.cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
        one.format = format;
        marks.append(one);
    };
    const int last = document()->characterCount() - 1;
    if (m_problem >= 0) {
        QTextEdit::ExtraSelection line;
        line.cursor = QTextCursor(document());
        line.cursor.setPosition(std::min(m_problem, last));
        auto ground = theme::danger();
        constexpr float share = 0.12F;
        ground.setAlphaF(share);
        line.format.setBackground(ground);
        line.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks.append(line);
        QTextCharFormat wave;
        wave.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        wave.setUnderlineColor(theme::danger());
        add(std::min(m_problem, std::max(0, last - 1)), wave);
    }
    const int caret = textCursor().position();
    for (const int place : { caret, caret - 1 }) {
        const int other = otherBracket(place);
        if (other < 0)
            continue;
        QTextCharFormat bracket;
        bracket.setFontWeight(QFont::Bold);
        bracket.setBackground(palette().color(QPalette::AlternateBase).darker(theme::isDark() ? 70 : 110));
        add(place, bracket);
        add(other, bracket);
        break;
    }
    setExtraSelections(marks);
}

int JsonTextEdit::otherBracket(int position) const
{
    static const QString open = QStringLiteral("{[");
    static const QString close = QStringLiteral("}]");
    if (position < 0 || position >= document()->characterCount())
        return -1;
    const auto start = document()->characterAt(position);
    const bool forward = open.contains(start);
    if (!forward && !close.contains(start))
        return -1;
    int depth = 0;
    const int step = forward ? 1 : -1;
    const int end = std::clamp(position + step * mostBracketCharacters, -1, document()->characterCount());
    for (int at = position; at != end; at += step) {
        const auto c = document()->characterAt(at);
        depth += open.contains(c) ? 1 : close.contains(c) ? -1 : 0;
        if (depth == 0)
            return at;
    }
    return -1;
}

} // namespace workbench
