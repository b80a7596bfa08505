#include "ui/settings/settingspages.h"

#include "ui/settings/fontbutton.h"
#include "ui/settings/settings.h"
#include "ui/settings/settingspage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QSpinBox>

namespace workbench {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Settings", text);
}

QString nameOf(const QString &key)
{
    return QStringLiteral("setting.") + key;
}

QCheckBox *makeCheck(Settings &settings, const Setting<bool> &setting, const QString &text)
{
    auto *box = new QCheckBox(text);
    box->setObjectName(nameOf(setting.key));
    settings.watch(setting, box, [&settings, setting, box] { box->setChecked(settings.get(setting)); });
    QObject::connect(box, &QCheckBox::toggled, &settings, [&settings, setting](bool on) { settings.set(setting, on); });
    return box;
}

struct Range {
    int least;
    int most;
    int step;
};

QSpinBox *makeNumber(Settings &settings, const Setting<int> &setting, Range range, const QString &suffix)
{
    auto *box = new QSpinBox;
    box->setObjectName(nameOf(setting.key));
    box->setRange(range.least, range.most);
    box->setSingleStep(range.step);
    box->setSuffix(suffix);
    box->setGroupSeparatorShown(true);
    settings.watch(setting, box, [&settings, setting, box] { box->setValue(settings.get(setting)); });
    QObject::connect(box, &QSpinBox::valueChanged, &settings, [&settings, setting](int value) { settings.set(setting, value); });
    return box;
}

QLineEdit *makeText(Settings &settings, const Setting<QString> &setting)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(nameOf(setting.key));
    settings.watch(setting, edit, [&settings, setting, edit] {
        if (edit->text() != settings.get(setting))
            edit->setText(settings.get(setting));
    });
    QObject::connect(
        edit, &QLineEdit::textEdited, &settings, [&settings, setting](const QString &text) { settings.set(setting, text); });
    return edit;
}

QComboBox *makeScheme(Settings &settings)
{
    auto *box = new QComboBox;
    box->setObjectName(nameOf(setting::colorScheme.key));
    box->addItems({ tr("As the system"), tr("Light"), tr("Dark") });
    settings.watch(setting::colorScheme, box, [&settings, box] { box->setCurrentIndex(settings.get(setting::colorScheme)); });
    QObject::connect(box, &QComboBox::activated, &settings, [&settings](int index) { settings.set(setting::colorScheme, index); });
    return box;
}

} // namespace

SettingsPage *makeGeneralPage(Settings &settings)
{
    auto *page = new SettingsPage(tr("General"), QStringLiteral("configure"));
    page->addRow(tr("Restore tabs"), makeCheck(settings, setting::restoreTabs, tr("Open the tabs of the last time")),
        tr("Tabs and connections come back at the start. A database is connected to when its tab is looked at."));
    page->addRow(tr("&Colours:"), makeScheme(settings), tr("Light or dark, in the window and in the editor."));
    return page;
}

SettingsPage *makeEditorPage(Settings &settings)
{
    auto *page = new SettingsPage(tr("Editor"), QStringLiteral("document-edit"));
    page->addRow(tr("&Font:"), new FontButton(settings, setting::editorFont, FontButton::Default::Fixed),
        tr("Of the SQL editor. Letters of one width keep columns in line."));
    page->addRow(tr("&Tab width:"), makeNumber(settings, setting::editorTabWidth, { 1, 16, 1 }, tr(" spaces")),
        tr("How many spaces a tab stands for, and how far a line is indented."));
    page->addRow(tr("Word wrap"), makeCheck(settings, setting::editorWordWrap, tr("Wrap long lines")),
        tr("Shows long lines in several instead of a scroll bar."));
    page->addRow(tr("Vi mode"), makeCheck(settings, setting::editorViMode, tr("Edit as in vi")),
        tr("Normal, insert and visual mode, with vi's commands."));
    return page;
}

SettingsPage *makeResultsPage(Settings &settings)
{
    auto *page = new SettingsPage(tr("Results"), QStringLiteral("table"));
    page->addRow(tr("&Memory:"), makeNumber(settings, setting::resultMemoryMegabytes, { 16, 65536, 64 }, tr(" MB")),
        tr("What all results together may hold in memory. More goes to a private file on disk."));
    page->addRow(tr("&Row limit:"), makeNumber(settings, setting::resultRowLimit, { 100, 2000000000, 10000 }, tr(" rows")),
        tr("A query pauses after so many rows and asks whether to go on."));
    page->addRow(tr("&Text for NULL:"), makeText(settings, setting::resultNullText),
        tr("Shown in the grid where a value is NULL, so that it is told apart from an empty text."));
    page->addRow(tr("&Font:"), new FontButton(settings, setting::resultFont, FontButton::Default::Program), tr("Of the grid."));
    return page;
}

} // namespace workbench
