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

qsizetype ValueText::showText(const QByteArray &utf8)
{
    setHighlighting(false);
    QByteArrayView shown = utf8;
    if (shown.size() > textLimit)
        shown = wholeCharacters(shown.first(textLimit));
    setPlainText(QString::fromUtf8(shown));
    return shown.size();
}

std::optional<JsonProblem> ValueText::showJson(const QByteArray &utf8)
{
    JsonLayout layout = layOutJson(utf8);
    if (layout.problem) {
        const qsizetype shown = showText(utf8);
        const auto before = QByteArrayView(utf8).first(std::min<qsizetype>(layout.problem->offset, shown));
        QTextCursor cursor = textCursor();
        cursor.setPosition(static_cast<int>(QString::fromUtf8(before).remove(u'\r').size()));
        setTextCursor(cursor);
        return layout.problem;
    }
    setHighlighting(layout.text.size() <= highlightLimit);
    setPlainText(QString::fromUtf8(layout.text));
    return {};
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
