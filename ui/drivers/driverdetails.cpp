#include "ui/drivers/driverdetails.h"

#include "ui/drivers/driverfiles.h"
#include "ui/drivers/driverwords.h"
#include "ui/drivers/foldsection.h"
#include "ui/migrations/askbar.h"
#include "ui/shell/theme.h"

#include <QCheckBox>
#include <QEvent>
#include <QFile>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QUrl>
#include <QVBoxLayout>

namespace workbench {

namespace {

constexpr int pictureSide = 6 * theme::unit;
constexpr qint64 mostLicence = qint64(256) * 1024;

QLabel *makeWords(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString bullets(const QStringList &lines)
{
    QStringList marked;
    for (const QString &line : lines)
        marked.append(QStringLiteral("✓ ") + line);
    return marked.join(u'\n');
}

/// Long runs without a blank would widen the page.
QString breakable(const QString &text)
{
    QString broken = text;
    broken.replace(u'/', QStringLiteral("/\u200b"));
    return broken;
}

} // namespace

DriverDetails::DriverDetails(QWidget *parent)
    : QScrollArea(parent)
{
    setObjectName(QStringLiteral("driverDetails"));
    setAccessibleName(tr("Selected driver"));
    setWidgetResizable(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget(this);
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(theme::unit, 0, theme::unit, theme::unit);
    m_column->setSpacing(theme::unit + theme::unit / 2);
    setWidget(content);
    makeHead();
    makeButtons();
    makeFacts();
    makeSections();
    m_column->addStretch();
    content->hide();
}

void DriverDetails::makeHead()
{
    m_picture = new QLabel(widget());
    m_picture->setFixedSize(pictureSide, pictureSide);
    m_name = makeWords(QStringLiteral("driverName"), widget());
    QFont large = m_name->font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    large.setWeight(QFont::DemiBold);
    m_name->setFont(large);
    m_about = makeWords(QStringLiteral("driverAbout"), widget());
    m_about->setTextFormat(Qt::RichText);
    m_about->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_about->setOpenExternalLinks(true);
    m_about->setAccessibleName(tr("Version, maker and home page"));
    m_description = makeWords(QStringLiteral("driverDescription"), widget());
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_name);
    words->addWidget(m_about);
    auto *head = new QHBoxLayout;
    head->setSpacing(theme::unit + theme::unit / 2);
    head->addWidget(m_picture, 0, Qt::AlignTop);
    head->addLayout(words, 1);
    m_column->addLayout(head);
    m_column->addWidget(m_description);
    m_reason = new ToneBox(QStringLiteral("driverReason"), widget());
    m_note = new ToneBox(QStringLiteral("driverNote"), widget());
    m_column->addWidget(m_reason);
    m_column->addWidget(m_note);
}

QPushButton *DriverDetails::addButton(const QString &name, const QString &icon, const QString &tip)
{
    auto *button = new QPushButton(theme::icon(icon), {}, m_buttons);
    button->setObjectName(name);
    button->setToolTip(tip);
    button->setAutoDefault(false);
    m_buttons->layout()->addWidget(button);
    return button;
}

void DriverDetails::makeButtons()
{
    m_buttons = new QWidget(widget());
    auto *row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::unit);
    m_update = addButton(QStringLiteral("driverUpdate"), QStringLiteral("update-none"), tr("Fetch the newer version and look at it"));
    m_disable = addButton(QStringLiteral("driverDisable"), QStringLiteral("system-shutdown"), tr("Keep it, but do not use it"));
    m_rollBack = addButton(QStringLiteral("driverRollBack"), QStringLiteral("edit-undo"), tr("Use the version installed before this one"));
    m_remove = addButton(QStringLiteral("driverRemove"), QStringLiteral("edit-delete"), tr("Delete its files"));
    row->addStretch();
    m_column->addWidget(m_buttons);
    m_question = new AskBar(widget());
    m_column->addWidget(m_question);
    connect(m_update, &QPushButton::clicked, this, [this] { Q_EMIT updateWanted(m_driver.id); });
    connect(m_disable, &QPushButton::clicked, this, [this] { Q_EMIT disableWanted(m_driver.id, !m_driver.isDisabled); });
    connect(m_rollBack, &QPushButton::clicked, this, [this] { Q_EMIT rollBackWanted(m_driver.id); });
    connect(m_remove, &QPushButton::clicked, this, [this] { askRemove({}); });

    m_isolation = new QWidget(widget());
    auto *column = new QVBoxLayout(m_isolation);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    m_isolated = new QCheckBox(tr("Run it in a process of its o&wn"), m_isolation);
    m_isolated->setObjectName(QStringLiteral("driverIsolated"));
    m_isolated->setAccessibleDescription(isolationMeaning());
    auto *meaning = makeWords(QStringLiteral("driverIsolatedMeaning"), m_isolation);
    meaning->setText(isolationMeaning());
    meaning->setForegroundRole(QPalette::PlaceholderText);
    meaning->setIndent(3 * theme::unit);
    column->addWidget(m_isolated);
    column->addWidget(meaning);
    m_column->addWidget(m_isolation);
    connect(m_isolated, &QCheckBox::clicked, this, [this](bool on) { Q_EMIT isolationWanted(m_driver.id, on); });
}

void DriverDetails::makeFacts()
{
    m_facts = new QFormLayout;
    m_facts->setHorizontalSpacing(theme::unit + theme::unit / 2);
    m_facts->setVerticalSpacing(theme::unit / 2);
    m_facts->setLabelAlignment(Qt::AlignRight | Qt::AlignTop);
    m_facts->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_column->addLayout(m_facts);
}

void DriverDetails::makeSections()
{
    m_can = makeWords(QStringLiteral("driverCan"), widget());
    m_checks = makeWords(QStringLiteral("driverChecks"), widget());
    m_versions = new QWidget(widget());
    m_versions->setLayout(new QVBoxLayout);
    m_versions->layout()->setContentsMargins(0, 0, 0, 0);
    m_versions->layout()->setSpacing(theme::unit / 2);
    m_files = new DriverFiles(widget());
    m_licence = new QPlainTextEdit(widget());
    m_licence->setObjectName(QStringLiteral("driverLicence"));
    m_licence->setAccessibleName(tr("Licence"));
    m_licence->setReadOnly(true);
    m_licence->setTabChangesFocus(true);
    m_licence->setFixedHeight(24 * theme::unit);
    const auto add = [this](const char *name, const QString &title, QWidget *content) {
        auto *section = new FoldSection(QLatin1StringView(name), title, content, widget());
        m_column->addWidget(section);
        return section;
    };
    m_canSection = add("driverCanSection", tr("What it can do"), m_can);
    m_checkSection = add("driverCheckSection", tr("How it was tried"), m_checks);
    m_versionSection = add("driverVersionSection", tr("Versions"), m_versions);
    m_fileSection = add("driverFileSection", tr("Files"), m_files);
    m_licenceSection = add("driverLicenceSection", tr("Licence"), m_licence);
    connect(m_licenceSection, &FoldSection::opened, this, &DriverDetails::readLicence);
}

void DriverDetails::show(const DriverView &driver)
{
    const bool isOther = m_driver.key != driver.key;
    const bool wasShown = widget()->isVisibleTo(this);
    if (wasShown && m_driver == driver)
        return;
    m_driver = driver;
    if (isOther) {
        m_question->close();
        verticalScrollBar()->setValue(0);
    }
    showHead();
    showFacts();
    m_canSection->setVisible(!driver.capabilities.isEmpty());
    QStringList can = driver.capabilities;
    if (!driver.extensions.isEmpty())
        can.append(tr("Beyond the common: %1").arg(driver.extensions.join(QStringLiteral(", "))));
    m_can->setText(bullets(can));
    m_checkSection->setVisible(!driver.checked.isEmpty());
    m_checkSection->setTitle(tr("How it was tried: %1").arg(driver.checked));
    m_checks->setText(checkLines(driver.checks));
    m_versionSection->setVisible(!driver.versions.isEmpty());
    m_versionSection->setTitle(driver.versions.size() > 1 ? tr("Versions: %1 installed").arg(driver.versions.size()) : tr("Version"));
    showVersions();
    m_fileSection->setVisible(!driver.files.isEmpty());
    m_fileSection->setTitle(tr("Files: %1, with their digests").arg(driver.files.size()));
    m_files->show(driver.files);
    m_licenceSection->setVisible(!driver.licencePath.isEmpty());
    m_licenceSection->setTitle(driver.licence.isEmpty() ? tr("Licence") : tr("Licence: %1").arg(driver.licence));
    if (m_licenceSection->isOpen())
        readLicence();
    widget()->show();
    m_column->activate();
}

void DriverDetails::showPicture()
{
    const QIcon own(m_driver.iconPath);
    const QIcon picture = m_driver.iconPath.isEmpty() || own.pixmap(pictureSide, pictureSide).isNull() ? theme::icon(QStringLiteral("database")) : own;
    m_picture->setPixmap(picture.pixmap(QSize(pictureSide, pictureSide), devicePixelRatioF()));
}

/// The common picture is drawn in the colours of its ground.
void DriverDetails::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (m_picture && (event->type() == QEvent::StyleChange || event->type() == QEvent::PaletteChange))
        showPicture();
}

void DriverDetails::showHead()
{
    showPicture();
    m_name->setText(m_driver.name);
    QStringList about;
    for (const QString &part : { m_driver.version, m_driver.vendor }) {
        if (!part.isEmpty())
            about.append(part.toHtmlEscaped());
    }
    const QUrl home(m_driver.homepage, QUrl::StrictMode);
    if (home.scheme() == u"https" || home.scheme() == u"http")
        about.append(QStringLiteral("<a href=\"%1\">%2</a>").arg(home.toString(QUrl::FullyEncoded).toHtmlEscaped(), home.host().toHtmlEscaped()));
    m_about->setText(about.join(QStringLiteral(" · ")));
    m_about->setVisible(!about.isEmpty());
    m_description->setText(m_driver.description);
    m_description->setVisible(!m_driver.description.isEmpty());
    m_reason->show(m_driver.isDisabled && !m_driver.isCrashed ? Tone::Notice : Tone::Bad, m_driver.reason, m_driver.toDo);
    m_note->show(Tone::Notice, m_driver.note);
    m_update->setText(tr("&Update to %1").arg(m_driver.update));
    m_update->setVisible(!m_driver.update.isEmpty());
    m_disable->setText(m_driver.isDisabled ? tr("Ena&ble") : tr("Disa&ble"));
    m_disable->setToolTip(m_driver.isDisabled ? tr("Use it again") : tr("Keep it, but do not use it"));
    m_disable->setVisible(!m_driver.id.isEmpty());
    m_rollBack->setText(tr("R&oll Back"));
    m_rollBack->setVisible(m_driver.versions.size() > 1 && !m_driver.versions.last().isActive);
    m_remove->setText(tr("&Remove…"));
    m_remove->setVisible(m_driver.isInstalled);
    m_isolated->setChecked(m_driver.isIsolated);
    m_isolation->setVisible(m_driver.canBeIsolated);
}

void DriverDetails::showFacts()
{
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    const auto add = [this](const QString &name, const QString &value, const QString &objectName) {
        if (value.isEmpty())
            return;
        auto *words = makeWords(objectName, widget());
        words->setText(breakable(value));
        words->setAccessibleName(name + QStringLiteral(": ") + value);
        auto *label = new QLabel(name, widget());
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setAlignment(Qt::AlignRight | Qt::AlignTop);
        m_facts->addRow(label, words);
    };
    add(tr("State"), m_driver.state, QStringLiteral("driverState"));
    add(tr("Connectors"), m_driver.connectors.join(QStringLiteral(", ")), QStringLiteral("driverConnectors"));
    add(tr("Opens"), m_driver.opens, QStringLiteral("driverOpens"));
    add(tr("Where from"), m_driver.origin, QStringLiteral("driverOrigin"));
    add(tr("Signature"), m_driver.signature, QStringLiteral("driverSignature"));
    if (!m_driver.keyFingerprint.isEmpty()) {
        auto *key = new QPushButton(shortFingerprint(m_driver.keyFingerprint), widget());
        key->setObjectName(QStringLiteral("driverKey"));
        key->setAccessibleName(tr("Key %1").arg(key->text()));
        key->setToolTip(tr("Show it among the keys"));
        key->setFlat(true);
        key->setAutoDefault(false);
        key->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        connect(key, &QPushButton::clicked, this, [this] { Q_EMIT keyWanted(m_driver.keyFingerprint); });
        auto *label = new QLabel(tr("Key"), widget());
        label->setForegroundRole(QPalette::PlaceholderText);
        m_facts->addRow(label, key);
    }
    if (m_driver.licencePath.isEmpty())
        add(tr("Licence"), m_driver.licence, QStringLiteral("driverLicenceName"));
    add(tr("Id"), m_driver.id, QStringLiteral("driverId"));
    add(tr("Place"), m_driver.place, QStringLiteral("driverPlace"));
}

void DriverDetails::showVersions()
{
    qDeleteAll(m_versions->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    for (const VersionView &version : std::as_const(m_driver.versions))
        addVersion(version);
}

void DriverDetails::addVersion(const VersionView &version)
{
    auto *row = new QWidget(m_versions);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::unit);
    auto *words = makeWords(QStringLiteral("version.") + version.version, row);
    words->setText(version.version + QStringLiteral(" · ") + version.words);
    layout->addWidget(words, 1);
    const auto add = [&](const QString &name, const QString &text) {
        auto *button = new QPushButton(text, row);
        button->setObjectName(name + version.version);
        button->setAccessibleName(text + u' ' + version.version);
        button->setAutoDefault(false);
        layout->addWidget(button, 0, Qt::AlignTop);
        return button;
    };
    if (!version.isActive)
        connect(add(QStringLiteral("use."), tr("Use")), &QPushButton::clicked, this,
            [this, name = version.version] { Q_EMIT versionWanted(m_driver.id, name); });
    if (m_driver.versions.size() > 1)
        connect(add(QStringLiteral("remove."), tr("Remove…")), &QPushButton::clicked, this,
            [this, name = version.version] { askRemove(name); });
    m_versions->layout()->addWidget(row);
    row->show();
}

void DriverDetails::readLicence()
{
    QFile file(m_driver.licencePath);
    if (file.open(QIODevice::ReadOnly))
        m_licence->setPlainText(QString::fromUtf8(file.read(mostLicence)));
    else
        m_licence->setPlainText(tr("%1 can't be read: %2").arg(m_driver.licencePath, file.errorString()));
}

void DriverDetails::askRemove(const QString &version)
{
    AskBar::Question question;
    question.text = version.isEmpty() ? tr("Remove %1?").arg(m_driver.name) : tr("Remove version %1 of %2?").arg(version, m_driver.name);
    question.details = version.isEmpty()
        ? tr("Its files are deleted. Saved connections stay, and can’t be opened until another driver serves them.")
        : tr("The other versions stay.");
    question.accept = tr("Remove");
    question.accepted = [this, version](const AskBar::Answer &) { Q_EMIT removeWanted(m_driver.id, version); };
    question.refused = [this] { m_remove->setFocus(); };
    m_question->ask(question);
    ensureWidgetVisible(m_question);
}

void DriverDetails::setBusy(bool busy)
{
    for (QWidget *widget : std::initializer_list<QWidget *> { m_buttons, m_isolation, m_versions })
        widget->setEnabled(!busy);
}

bool DriverDetails::escape()
{
    if (!m_question->isAsking())
        return false;
    m_question->close();
    return true;
}

} // namespace workbench
