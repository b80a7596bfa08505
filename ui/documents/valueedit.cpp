#include "ui/documents/valueedit.h"

#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"
#include "ui/shell/theme.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QToolTip>

#include <algorithm>

namespace workbench {

using dumbo::ErrorKind;
using dumbo::fail;
using dumbo::Result;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ValueEdit", text);
}

/// A line editor would lose them.
bool isPlain(const QString &text)
{
    return std::ranges::none_of(text, [](QChar c) { return c < u' ' || c.unicode() == 0x2028 || c.unicode() == 0x2029; });
}

} // namespace

ValueEdit::ValueEdit(const QString &text, Commit commit, QWidget *parent)
    : QLineEdit(text, parent)
    , m_original(text)
    , m_commit(std::move(commit))
{
    setObjectName(QStringLiteral("valueEdit"));
    setAccessibleName(tr("Value"));
    setFont(theme::fixedFont());
    selectAll();
}

bool ValueEdit::commit()
{
    if (text() == m_original)
        return true;
    const auto taken = m_commit(text());
    m_problem = taken ? QString() : taken.error().message();
    if (!m_problem.isEmpty())
        QToolTip::showText(mapToGlobal(QPoint(0, height())), m_problem, this);
    setToolTip(m_problem);
    auto colours = parentWidget()->palette();
    if (!m_problem.isEmpty())
        colours.setColor(QPalette::Text, theme::danger());
    setPalette(colours);
    return taken.has_value();
}

void ValueEdit::close()
{
    if (!std::exchange(m_isClosed, true))
        Q_EMIT closed();
}

void ValueEdit::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (commit())
            close();
        return;
    case Qt::Key_Escape:
        close();
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

void ValueEdit::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    const auto reason = event->reason();
    if (m_isClosed || reason == Qt::PopupFocusReason || reason == Qt::ActiveWindowFocusReason)
        return;
    if (commit())
        close();
}

QString editedValueText(const DocumentNode &node)
{
    if (node.kind != NodeKind::String)
        return QString::fromUtf8(node.text);
    const auto text = dumbo::jsonStringText(node.text);
    return isPlain(text) ? text : QString::fromUtf8(node.text);
}

Result<QByteArray> typedValue(const QString &text, const DocumentNode &node)
{
    if (node.kind == NodeKind::String) {
        // What was shown as JSON is read as JSON.
        const bool wasJson = !isPlain(dumbo::jsonStringText(node.text));
        if (!wasJson)
            return dumbo::encodeJsonString(dumbo::toWtf8(text));
    }
    const auto json = text.trimmed().toUtf8();
    if (const auto read = dumbo::JsonDocument::parse(json); !read)
        return fail(ErrorKind::Data, tr("This is no JSON value. A text stands in double quotes: \"%1\"").arg(text.left(40)));
    return json;
}

QByteArray convertedValue(const DocumentNode &node, NodeKind kind)
{
    if (node.kind == kind)
        return node.text;
    const auto inner = node.kind == NodeKind::String ? dumbo::decodeJsonString(node.text).trimmed() : node.text;
    const auto read = dumbo::JsonDocument::parse(inner);
    switch (kind) {
    case NodeKind::String:
        return node.kind == NodeKind::Null ? QByteArray("\"\"") : dumbo::encodeJsonString(node.text);
    case NodeKind::Number:
        if (read && read->root().isNumber())
            return inner;
        return node.kind == NodeKind::Boolean && node.text == "true" ? "1" : "0";
    case NodeKind::Boolean:
        return inner == "true" || inner == "1" ? "true" : "false";
    case NodeKind::Object:
        return read && read->root().isObject() ? inner : QByteArray("{}");
    case NodeKind::Array:
        if (read && read->root().isArray())
            return inner;
        return node.kind == NodeKind::Null ? QByteArray("[]") : '[' + node.text + ']';
    default:
        return "null";
    }
}

} // namespace workbench
