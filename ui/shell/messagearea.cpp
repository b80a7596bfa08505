#include "ui/shell/messagearea.h"

#include "ui/shell/theme.h"

#include <KMessageWidget>

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QVBoxLayout>

namespace workbench {

namespace {

KMessageWidget::MessageType typeOf(InlineMessage::Kind kind)
{
    switch (kind) {
    case InlineMessage::Kind::Information: return KMessageWidget::Information;
    case InlineMessage::Kind::Positive: return KMessageWidget::Positive;
    case InlineMessage::Kind::Warning: return KMessageWidget::Warning;
    case InlineMessage::Kind::Error: return KMessageWidget::Error;
    }
    Q_UNREACHABLE_RETURN(KMessageWidget::Information);
}

QString iconOf(InlineMessage::Kind kind)
{
    switch (kind) {
    case InlineMessage::Kind::Information: return QStringLiteral("dialog-information");
    case InlineMessage::Kind::Positive: return QStringLiteral("dialog-positive");
    case InlineMessage::Kind::Warning: return QStringLiteral("dialog-warning");
    case InlineMessage::Kind::Error: return QStringLiteral("dialog-error");
    }
    Q_UNREACHABLE_RETURN({});
}

QString html(const QString &text)
{
    return text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"));
}

QAction *addButton(KMessageWidget *widget, const QString &text, const QString &icon)
{
    auto *action = new QAction(text, widget);
    if (!icon.isEmpty())
        action->setIcon(theme::icon(icon));
    widget->addAction(action);
    return action;
}

void addDetails(KMessageWidget *widget, const InlineMessage &message)
{
    QAction *details = addButton(widget, MessageArea::tr("Details"), {});
    details->setCheckable(true);
    QObject::connect(details, &QAction::toggled, widget, [widget, message](bool shown) {
        widget->setText(shown ? html(message.text) + QStringLiteral("<br><br>") + html(message.details)
                              : html(message.text));
    });
}

} // namespace

InlineMessage InlineMessage::fromError(const dumbo::Error &error, const QString &context)
{
    InlineMessage message;
    message.kind = error.isCancelled() ? Kind::Information : Kind::Error;
    message.text = context.isEmpty() ? error.message() : context + QStringLiteral(" ") + error.message();
    const QString all = error.toText();
    if (all.trimmed() != error.message().trimmed())
        message.details = all;
    return message;
}

MessageArea::MessageArea(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("messageArea"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    // What stands below gives way to a message that takes several lines.
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

void MessageArea::show(const InlineMessage &message)
{
    dismiss(message.replaces);
    auto *widget = new KMessageWidget(this);
    widget->setObjectName(message.replaces.isEmpty() ? QStringLiteral("message") : message.replaces);
    widget->setAccessibleName(message.text);
    widget->setMessageType(typeOf(message.kind));
    widget->setIcon(theme::icon(iconOf(message.kind)));
    widget->setPosition(KMessageWidget::Header);
    widget->setTextFormat(Qt::RichText);
    widget->setWordWrap(true);
    widget->setText(html(message.text));
    if (!message.details.isEmpty())
        addDetails(widget, message);
    for (const InlineMessage::Button &button : message.buttons) {
        connect(addButton(widget, button.text, {}), &QAction::triggered, widget, [widget, handler = button.handler] {
            widget->deleteLater();
            handler();
        });
    }
    if (message.kind == InlineMessage::Kind::Error || message.kind == InlineMessage::Kind::Warning) {
        connect(addButton(widget, tr("Copy"), QStringLiteral("edit-copy")), &QAction::triggered, widget, [message] {
            QGuiApplication::clipboard()->setText(
                message.details.isEmpty() ? message.text : message.text + u'\n' + message.details);
        });
    }
    connect(widget, &KMessageWidget::hideAnimationFinished, widget, &QObject::deleteLater);
    m_layout->addWidget(widget);
    widget->show();
}

void MessageArea::showError(const dumbo::Error &error, const QString &context)
{
    show(InlineMessage::fromError(error, context));
}

void MessageArea::dismiss(const QString &name)
{
    if (name.isEmpty())
        return;
    const QList<KMessageWidget *> messages = findChildren<KMessageWidget *>(name, Qt::FindDirectChildrenOnly);
    for (KMessageWidget *message : messages) {
        message->setObjectName({});
        message->hide();
        message->deleteLater();
    }
}

void MessageArea::clear()
{
    qDeleteAll(findChildren<KMessageWidget *>(Qt::FindDirectChildrenOnly));
}

int MessageArea::count() const
{
    return int(findChildren<KMessageWidget *>(Qt::FindDirectChildrenOnly).size());
}

} // namespace workbench
