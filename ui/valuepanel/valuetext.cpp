#include "ui/valuepanel/valuetext.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/SyntaxHighlighter>
#include <KSyntaxHighlighting/Theme>

#include <QEvent>
#include <QFontDatabase>

#include <algorithm>

namespace workbench {

namespace {

KSyntaxHighlighting::Repository &repository()
{
    static KSyntaxHighlighting::Repository repository;
    return repository;
}

qsizetype longestLine(QByteArrayView text)
{
    qsizetype longest = 0;
    for (qsizetype start = 0; start < text.size();) {
        const qsizetype found = text.indexOf('\n', start);
        const qsizetype end = found < 0 ? text.size() : found;
        longest = std::max(longest, end - start);
        start = end + 1;
    }
    return longest;
}

}

ValueText::ValueText(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_highlighter(new KSyntaxHighlighting::SyntaxHighlighter(this))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFrameShape(QFrame::NoFrame);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setAccessibleName(tr("Text of the value"));
    document()->setDocumentMargin(8);
}

QByteArrayView ValueText::wholeCharacters(QByteArrayView utf8)
{
    // At most three bytes of a character can stand without its last one.
    for (qsizetype back = 1; back <= std::min<qsizetype>(3, utf8.size()); ++back) {
        const auto byte = static_cast<quint8>(utf8[utf8.size() - back]);
        if ((byte & 0xc0) == 0x80)
            continue;
        const qsizetype length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        return length > back ? utf8.chopped(back) : utf8;
    }
    return utf8;
}

void ValueText::showText(const QByteArray &utf8)
{
    setHighlighting(false);
    showLines(utf8, textLimit);
}

std::optional<JsonProblem> ValueText::showJson(const QByteArray &utf8)
{
    const JsonLayout layout = layOutJson(utf8);
    if (!layout.problem) {
        setHighlighting(layout.text.size() <= highlightLimit);
        showLines(layout.text, layout.text.size());
        return {};
    }
    showText(utf8);
    const auto before = QByteArrayView(utf8).first(std::min<qsizetype>(layout.problem->offset, utf8.size()));
    const int place = static_cast<int>(QString::fromUtf8(before).remove(u'\r').size());
    QTextCursor cursor = textCursor();
    cursor.setPosition(std::min(place, document()->characterCount() - 1));
    setTextCursor(cursor);
    return layout.problem;
}

void ValueText::showLines(QByteArrayView utf8, qsizetype limit)
{
    const bool hasLongLine = longestLine(utf8) > longLine;
    setWordWrapMode(hasLongLine ? QTextOption::WrapAnywhere : QTextOption::WrapAtWordBoundaryOrAnywhere);
    const qsizetype most = hasLongLine ? longLineLimit : limit;
    m_isCut = utf8.size() > most;
    setPlainText(QString::fromUtf8(m_isCut ? wholeCharacters(utf8.first(most)) : utf8));
}

void ValueText::setHighlighting(bool json)
{
    clear();
    // A highlighter without a definition would paint the text in no colour at all.
    m_highlighter->setDocument(json ? document() : nullptr);
    if (!json)
        return;
    m_highlighter->setTheme(repository().themeForPalette(palette()));
    m_highlighter->setDefinition(repository().definitionForName(QStringLiteral("JSON")));
}

void ValueText::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_highlighter->document()) {
        m_highlighter->setTheme(repository().themeForPalette(palette()));
        m_highlighter->rehighlight();
    }
}

}
