#include "ui/shell/programactions.h"

#include "ui/about/aboutdialog.h"
#include "ui/log/crashreport.h"
#include "ui/log/logfile.h"
#include "ui/settings/settings.h"
#include "ui/settings/settingsdialog.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QClipboard>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace workbench {

namespace {

/// A text to read and copy, beside the window.
void showText(MainWindow &window, const QString &name, const QString &title, const QString &place, const QString &text)
{
    auto *dialog = new QDialog(&window);
    dialog->setObjectName(name);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->resize(100 * theme::unit, 60 * theme::unit);
    auto *where = new QLabel(place, dialog);
    where->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    where->setAccessibleName(MainWindow::tr("File"));
    auto *view = new QPlainTextEdit(text, dialog);
    view->setReadOnly(true);
    view->setAccessibleName(title);
    view->setLineWrapMode(QPlainTextEdit::NoWrap);
    view->setFont(theme::fixedFont());
    view->moveCursor(QTextCursor::End);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QPushButton *copy = buttons->addButton(MainWindow::tr("Copy"), QDialogButtonBox::ActionRole);
    QObject::connect(copy, &QPushButton::clicked, view, [view] { QGuiApplication::clipboard()->setText(view->toPlainText()); });
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    auto *layout = new QVBoxLayout(dialog);
    layout->setSpacing(theme::unit);
    layout->addWidget(where);
    layout->addWidget(view, 1);
    layout->addWidget(buttons);
    dialog->show();
}

void showLog(MainWindow &window)
{
    constexpr qint64 shown = 256 * 1024;
    QFile file(log::filePath());
    QByteArray text;
    if (file.open(QIODevice::ReadOnly)) {
        file.seek(std::max<qint64>(0, file.size() - shown));
        text = file.readAll();
    }
    showText(window, QStringLiteral("logDialog"), MainWindow::tr("Log"), log::filePath(),
        text.isEmpty() ? MainWindow::tr("Nothing was logged yet.") : QString::fromUtf8(text));
}

} // namespace

void addProgramActions(MainWindow &window)
{
    ActionRegistry &actions = window.workspace().actions();
    actions.add({ .id = QStringLiteral("edit.settings"), .text = MainWindow::tr("&Settings…"), .menu = QStringLiteral("edit"),
                    .shortcuts = { Qt::CTRL | Qt::Key_Comma }, .icon = QStringLiteral("configure") },
        &window, [&window] { SettingsDialog::open(window.workspace(), window); });
    actions.add({ .id = QStringLiteral("help.log"), .text = MainWindow::tr("Show &Log"), .menu = QStringLiteral("help"),
                    .shortcuts = {}, .icon = QStringLiteral("view-list-text") },
        &window, [&window] { showLog(window); });
    actions.add({ .id = QStringLiteral("help.about"), .text = MainWindow::tr("&About Dumbo Workbench"), .menu = QStringLiteral("help"),
                    .shortcuts = {}, .icon = QStringLiteral("help-about") },
        &window, [&window] { showAbout(window, window.workspace().connections().registry()); });
}

void offerCrashReport(MainWindow &window)
{
    const QString report = crash::lastReport();
    if (report.isEmpty())
        return;
    InlineMessage message;
    message.kind = InlineMessage::Kind::Warning;
    message.text = MainWindow::tr("The program ended unexpectedly the last time. What it was doing then is in a report.");
    message.replaces = QStringLiteral("crashReport");
    message.buttons.push_back({ MainWindow::tr("Show Report"), [&window, report] {
                                   showText(window, QStringLiteral("reportDialog"), MainWindow::tr("Crash Report"), report, crash::read(report));
                                   crash::dismiss(report);
                               } });
    message.buttons.push_back({ MainWindow::tr("Dismiss"), [report] { crash::dismiss(report); } });
    window.workspace().messages().show(message);
}

} // namespace workbench
