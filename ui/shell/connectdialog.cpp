#include "ui/shell/connectdialog.h"

#include "core/connection/connectionstring.h"
#include "core/plugins/driverregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/theme.h"
#include "ui/shell/windowactions.h"
#include "ui/shell/workspace.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace workbench {

namespace {

/// "Drivers: SQLite (sqlite:, file:), …": from the manifests, without loading anything.
QString knownSchemes(const dumbo::DriverRegistry &registry)
{
    QStringList known;
    for (const dumbo::ConnectorManifest &connector : registry.connectors())
        known.append(QStringLiteral("%1 (%2)").arg(connector.name, connector.schemes.join(QStringLiteral(", "))));
    return known.isEmpty() ? MainWindow::tr("No drivers were found.") : MainWindow::tr("Drivers: %1").arg(known.join(QStringLiteral("; ")));
}

} // namespace

void showConnectDialog(MainWindow &window)
{
    auto *dialog = new QDialog(&window);
    dialog->setObjectName(QStringLiteral("connectDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(MainWindow::tr("Connect"));
    auto *layout = new QVBoxLayout(dialog);
    layout->setSpacing(theme::unit);
    auto *label = new QLabel(MainWindow::tr("&Connection string or file"), dialog);
    auto *edit = new QLineEdit(dialog);
    edit->setObjectName(QStringLiteral("connectionString"));
    edit->setAccessibleName(MainWindow::tr("Connection string or file"));
    edit->setPlaceholderText(QStringLiteral("sqlite:///home/me/shop.db"));
    edit->setMinimumWidth(60 * theme::unit);
    label->setBuddy(edit);
    const dumbo::DriverRegistry &registry = window.workspace().connections().registry();
    auto *hint = new QLabel(knownSchemes(registry), dialog);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, dialog);
    QPushButton *connectButton = buttons->addButton(MainWindow::tr("Connect"), QDialogButtonBox::AcceptRole);
    connectButton->setEnabled(false);
    layout->addWidget(label);
    layout->addWidget(edit);
    layout->addWidget(hint);
    layout->addStretch();
    layout->addWidget(buttons);

    QObject::connect(edit, &QLineEdit::textChanged, dialog, [&registry, connectButton, hint](const QString &text) {
        const auto target = dumbo::parseConnectionString(text.trimmed(), registry);
        connectButton->setEnabled(target.has_value());
        if (text.trimmed().isEmpty())
            hint->setText(knownSchemes(registry));
        else
            hint->setText(target ? MainWindow::tr("%1, by %2").arg(target->displayName(), target->connector.toText())
                                 : target.error().message());
    });
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, [&window, dialog, edit] {
        openDatabases(window, { edit->text().trimmed() });
        dialog->close();
    });
    dialog->show();
}

} // namespace workbench
