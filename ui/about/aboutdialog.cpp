#include "ui/about/aboutdialog.h"

#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"
#include "ui/log/logfile.h"
#include "ui/shell/theme.h"

#include <kwidgetsaddons_version.h>

#include <QClipboard>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSysInfo>
#include <QTabWidget>
#include <QTreeWidget>

namespace workbench {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("About", text);
}

using Facts = QList<std::pair<QString, QString>>;

Facts versions()
{
    return {
        { tr("Program"), QCoreApplication::applicationVersion() },
        { tr("Qt"), QString::fromLatin1(qVersion()) },
        { tr("KDE Frameworks"), QStringLiteral(KWIDGETSADDONS_VERSION_STRING) },
        { tr("System"), QSysInfo::prettyProductName() + QStringLiteral(", ") + QSysInfo::currentCpuArchitecture() },
        { tr("Log"), log::filePath() },
        { tr("Settings"), dumbo::paths::configFolder() },
        { tr("Data"), dumbo::paths::dataFolder() },
    };
}

QWidget *makeProgramPage(const Facts &facts)
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    layout->setSpacing(theme::unit);
    auto *what = new QLabel(tr("A workbench for databases, and the storage library below it."), page);
    what->setWordWrap(true);
    layout->addWidget(what);
    auto *form = new QFormLayout;
    form->setLabelAlignment(Qt::AlignRight);
    form->setVerticalSpacing(theme::unit / 2);
    for (const auto &[name, value] : facts) {
        auto *label = new QLabel(value, page);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setAccessibleName(name);
        label->setWordWrap(true);
        form->addRow(name, label);
    }
    layout->addLayout(form);
    auto *licence = new QLabel(
        tr("Free software under the <a href=\"https://www.apache.org/licenses/LICENSE-2.0\">Apache License 2.0</a>."), page);
    licence->setOpenExternalLinks(true);
    layout->addWidget(licence);
    layout->addStretch();
    return page;
}

QString stateText(const dumbo::DriverEntry &entry)
{
    switch (entry.state) {
    case dumbo::DriverState::Found: return tr("found");
    case dumbo::DriverState::Described: return tr("ready");
    case dumbo::DriverState::Loaded: return tr("loaded");
    case dumbo::DriverState::InUse: return tr("in use");
    case dumbo::DriverState::Refused: return tr("refused");
    }
    Q_UNREACHABLE_RETURN({});
}

QWidget *makeDriversPage(const dumbo::DriverRegistry &registry)
{
    auto *list = new QTreeWidget;
    list->setObjectName(QStringLiteral("aboutDrivers"));
    list->setAccessibleName(tr("Drivers"));
    list->setRootIsDecorated(false);
    list->setAlternatingRowColors(true);
    list->setFrameShape(QFrame::NoFrame);
    list->setHeaderLabels({ tr("Driver"), tr("Version"), tr("State"), tr("File, or why it is refused") });
    for (const dumbo::DriverEntry &entry : registry.entries()) {
        const QString name = entry.manifest.name.isEmpty() ? entry.filePath.section(u'/', -1) : entry.manifest.name;
        const QString last = entry.reason ? entry.reason->message() : entry.filePath;
        auto *item = new QTreeWidgetItem(list, { name, entry.manifest.version, stateText(entry), last });
        item->setToolTip(3, entry.filePath + (entry.reason ? u'\n' + entry.reason->toText() : QString()));
    }
    for (int column = 0; column < 3; ++column)
        list->resizeColumnToContents(column);
    return list;
}

} // namespace

void showAbout(QWidget &window, const dumbo::DriverRegistry &registry)
{
    auto *dialog = new QDialog(&window);
    dialog->setObjectName(QStringLiteral("aboutDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("About Dumbo Workbench"));
    dialog->resize(72 * theme::unit, 50 * theme::unit);
    auto *layout = new QVBoxLayout(dialog);
    auto *head = new QHBoxLayout;
    head->setSpacing(2 * theme::unit);
    auto *picture = new QLabel(dialog);
    picture->setPixmap(theme::icon(QStringLiteral("dumbo-workbench")).pixmap(QSize(48, 48), dialog->devicePixelRatioF()));
    auto *title = new QLabel(tr("Dumbo Workbench"), dialog);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.6);
    title->setFont(font);
    head->addWidget(picture);
    head->addWidget(title, 1);
    layout->addLayout(head);

    const Facts facts = versions();
    auto *tabs = new QTabWidget(dialog);
    tabs->setAccessibleName(tr("About"));
    tabs->addTab(makeProgramPage(facts), tr("Program"));
    tabs->addTab(makeDriversPage(registry), tr("Drivers"));
    layout->addWidget(tabs, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QPushButton *copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    QObject::connect(copy, &QPushButton::clicked, dialog, [facts] {
        QStringList lines;
        for (const auto &[name, value] : facts)
            lines.append(name + QStringLiteral(": ") + value);
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
    });
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    layout->addWidget(buttons);
    dialog->show();
}

} // namespace workbench
