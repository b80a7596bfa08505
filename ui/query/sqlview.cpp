#include "ui/query/sqlview.h"

#include "ui/shell/theme.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/SyntaxHighlighter>
#include <KSyntaxHighlighting/Theme>

#include <QEvent>

namespace workbench {

namespace {

KSyntaxHighlighting::Repository &repository()
{
    static KSyntaxHighlighting::Repository all;
    return all;
}

} // namespace

SqlView::SqlView(QWidget *parent)
    : QPlainTextEdit(parent)
    , m_highlighter(new KSyntaxHighlighting::SyntaxHighlighter(document()))
{
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFrameShape(NoFrame);
    setLineWrapMode(NoWrap);
    setFont(theme::fixedFont());
    document()->setDocumentMargin(theme::unit);
    updateTheme();
}

void SqlView::setSql(const QString &sql, const QString &highlighting)
{
    auto definition = repository().definitionForName(highlighting);
    if (!definition.isValid())
        definition = repository().definitionForName(QStringLiteral("SQL"));
    if (m_highlighter->definition() != definition)
        m_highlighter->setDefinition(definition);
    if (toPlainText() != sql)
        setPlainText(sql);
}

void SqlView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateTheme();
}

void SqlView::updateTheme()
{
    m_highlighter->setTheme(repository().themeForPalette(palette()));
    m_highlighter->rehighlight();
}

} // namespace workbench
