#include "ui/drivers/installpane.h"

#include "core/plugins/bundle/bundle.h"
#include "ui/drivers/driverdesk.h"
#include "ui/drivers/driverfiles.h"
#include "ui/drivers/driverwords.h"
#include "ui/drivers/foldsection.h"
#include "ui/drivers/stepstrip.h"
#include "ui/drivers/workline.h"
#include "ui/shell/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace workbench {

using dumbo::InstallPlan;
using dumbo::SignatureState;

namespace {

constexpr int pictureSide = 6 * theme::unit;
enum Face { EmptyFace, AskingFace, OutcomeFace };

QLabel *makeWords(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QIcon iconOf(const dumbo::BundleInspection *bundle)
{
    QPixmap own;
    if (bundle && own.loadFromData(bundle->icon))
        return own;
    return theme::icon(QStringLiteral("database"));
}

} // namespace

InstallPane::InstallPane(DriverDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(&desk)
{
    setObjectName(QStringLiteral("installPane"));
    makeLayout();
}

InstallPane::~InstallPane()
{
    // Nobody is left to hear how it went.
    if (m_desk && (m_step == Step::Checking || m_step == Step::Installing))
        m_desk->cancel();
}

void InstallPane::makeLayout()
{
    m_title = makeWords(QStringLiteral("installTitle"), this);
    QFont large = m_title->font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    large.setWeight(QFont::DemiBold);
    m_title->setFont(large);
    m_subject = makeWords(QStringLiteral("installSubject"), this);
    m_subject->setForegroundRole(QPalette::PlaceholderText);
    m_strip = new StepStrip({ tr("Check"), tr("Decide"), tr("Try it out and install"), tr("Done") }, this);
    m_faces = new QStackedWidget(this);
    m_faces->addWidget(new QWidget(m_faces));
    m_faces->addWidget(makeAsking());
    m_faces->addWidget(makeOutcome());
    m_work = new WorkLine(*m_desk, this);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::unit);
    const auto add = [this, row](const char *name, const QString &text) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(QLatin1StringView(name));
        button->setAutoDefault(false);
        row->addWidget(button);
        return button;
    };
    m_copy = add("installCopy", tr("Co&py What It Says"));
    row->addStretch();
    m_accept = add("installAccept", tr("&Install"));
    m_connect = add("installConnect", tr("&New Connection…"));
    m_another = add("installAnother", tr("&Another File…"));
    m_leave = add("installLeave", tr("Cancel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::unit + theme::unit / 2);
    column->addWidget(m_title);
    column->addWidget(m_subject);
    column->addWidget(m_strip);
    column->addWidget(m_work);
    column->addWidget(m_faces, 1);
    column->addLayout(row);
    connect(m_accept, &QPushButton::clicked, this, &InstallPane::install);
    connect(m_leave, &QPushButton::clicked, this, &InstallPane::escape);
    connect(m_another, &QPushButton::clicked, this, &InstallPane::anotherWanted);
    connect(m_connect, &QPushButton::clicked, this, [this] {
        const QString type = m_databaseType;
        leave();
        Q_EMIT connectionWanted(type);
    });
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_refusalDetails); });
}

QWidget *InstallPane::makeAsking()
{
    auto *scroll = new QScrollArea(m_faces);
    scroll->setObjectName(QStringLiteral("installAsking"));
    scroll->setAccessibleName(tr("What is about to be installed"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget(scroll);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, theme::unit, 0);
    column->setSpacing(theme::unit + theme::unit / 2);
    m_picture = new QLabel(content);
    m_picture->setFixedSize(pictureSide, pictureSide);
    m_about = makeWords(QStringLiteral("installAbout"), content);
    m_description = makeWords(QStringLiteral("installDescription"), content);
    auto *words = new QVBoxLayout;
    words->setSpacing(theme::unit / 2);
    words->addWidget(m_description);
    words->addWidget(m_about);
    words->addStretch();
    auto *head = new QHBoxLayout;
    head->setSpacing(theme::unit + theme::unit / 2);
    head->addWidget(m_picture, 0, Qt::AlignTop);
    head->addLayout(words, 1);
    column->addLayout(head);
    m_trust = new ToneBox(QStringLiteral("installTrust"), content);
    m_warnings = new ToneBox(QStringLiteral("installWarnings"), content);
    m_consequence = makeWords(QStringLiteral("installConsequence"), content);
    m_keyChoice = new QWidget(content);
    auto *key = new QHBoxLayout(m_keyChoice);
    key->setContentsMargins(0, 0, 0, 0);
    m_trustKey = new QCheckBox(tr("&Trust this key from now on, and call its owner"), m_keyChoice);
    m_trustKey->setObjectName(QStringLiteral("installTrustKey"));
    m_keyName = new QLineEdit(m_keyChoice);
    m_keyName->setObjectName(QStringLiteral("installKeyName"));
    m_keyName->setAccessibleName(tr("Name of the key’s owner"));
    key->addWidget(m_trustKey);
    key->addWidget(m_keyName, 1);
    m_isolated = new QCheckBox(tr("Run it in a process of its o&wn"), content);
    m_isolated->setObjectName(QStringLiteral("installIsolated"));
    m_isolated->setAccessibleDescription(isolationMeaning());
    auto *meaning = makeWords(QStringLiteral("installIsolatedMeaning"), content);
    meaning->setText(isolationMeaning());
    meaning->setForegroundRole(QPalette::PlaceholderText);
    meaning->setIndent(3 * theme::unit);
    m_probe = new QCheckBox(tr("Tr&y it out in a process of its own before it is installed"), content);
    m_probe->setObjectName(QStringLiteral("installProbe"));
    m_probe->setToolTip(tr("It is loaded there, opens a database where it can make one, and shows that it keeps its promises. If it crashes, hangs or "
                           "breaks one, it is not installed."));
    m_can = makeWords(QStringLiteral("installCan"), content);
    m_files = new DriverFiles(content);
    m_files->setObjectName(QStringLiteral("installFiles"));
    m_fileSection = new FoldSection(QStringLiteral("installFileSection"), tr("Files"), m_files, content);
    for (QWidget *widget : std::initializer_list<QWidget *> { m_trust, m_keyChoice, m_warnings, m_consequence })
        column->addWidget(widget);
    auto *isolation = new QVBoxLayout;
    isolation->setSpacing(2);
    isolation->addWidget(m_isolated);
    isolation->addWidget(meaning);
    column->addLayout(isolation);
    column->addWidget(m_probe);
    column->addWidget(new FoldSection(QStringLiteral("installCanSection"), tr("What it says it can do"), m_can, content));
    column->addWidget(m_fileSection);
    column->addStretch();
    scroll->setWidget(content);
    connect(m_trustKey, &QCheckBox::toggled, m_keyName, &QWidget::setEnabled);
    return scroll;
}

QWidget *InstallPane::makeOutcome()
{
    auto *scroll = new QScrollArea(m_faces);
    scroll->setObjectName(QStringLiteral("installEnd"));
    scroll->setAccessibleName(tr("What became of it"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *content = new QWidget(scroll);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, theme::unit, 0);
    column->setSpacing(theme::unit + theme::unit / 2);
    m_outcome = new ToneBox(QStringLiteral("installOutcome"), content);
    m_checks = makeWords(QStringLiteral("installChecks"), content);
    m_checkSection = new FoldSection(QStringLiteral("installCheckSection"), tr("How it was tried"), m_checks, content);
    column->addWidget(m_outcome);
    column->addWidget(m_checkSection);
    column->addStretch();
    scroll->setWidget(content);
    return scroll;
}

void InstallPane::begin(const QString &path)
{
    m_download.reset();
    m_from.clear();
    check(path);
}

void InstallPane::begin(const dumbo::CatalogueOffer &offer)
{
    m_name = offer.name;
    m_from = offer.address;
    m_title->setText(tr("Fetching %1 %2").arg(offer.name, offer.version));
    m_subject->setText(offer.address);
    m_download.reset();
    setStep(Step::Checking);
    m_desk->run<QString>(
        tr("Fetching %1 %2…").arg(offer.name, offer.version),
        [offer](const DriverDesk::Work &work) { return work.manager.download(offer, work.cancellation, work.progress); }, this,
        [this](const dumbo::Result<QString> &file) {
            if (!file) {
                showOutcome(refusalOf(file.error()), file.error().toText());
                return;
            }
            m_download = std::shared_ptr<void>(nullptr, [path = *file](void *) { QFile::remove(path); });
            check(*file);
        });
}

void InstallPane::check(const QString &path)
{
    m_name = QDir(path).dirName();
    m_title->setText(tr("Checking %1").arg(m_name));
    m_subject->setText(path);
    setStep(Step::Checking);
    m_desk->run<InstallPlan>(
        tr("Checking every file of it; nothing of it runs…"),
        [path](const DriverDesk::Work &work) { return work.manager.inspect(path, work.cancellation); }, this,
        [this](const dumbo::Result<InstallPlan> &plan) { showPlan(plan); });
}

void InstallPane::showPlan(const dumbo::Result<InstallPlan> &plan)
{
    if (!plan) {
        m_title->setText(plan.error().isCancelled() ? tr("Cancelled") : tr("%1 can’t be installed").arg(m_name));
        showOutcome(refusalOf(plan.error()), plan.error().toText());
        return;
    }
    m_plan = *plan;
    if (!m_from.isEmpty())
        m_plan.from = m_from;
    const PlanView view = viewOf(m_plan);
    m_name = view.driver.name;
    m_databaseType = m_plan.driver.connectors.isEmpty() ? QString() : m_plan.driver.connectors.first().connector.databaseType;
    if (!view.refusal.isEmpty()) {
        m_title->setText(tr("%1 can’t be installed").arg(QStringList { view.driver.name, view.driver.version }.join(u' ').trimmed()));
        OutcomeView outcome;
        outcome.tone = Tone::Bad;
        outcome.sentence = view.refusal;
        outcome.details = view.toDo;
        showOutcome(outcome, view.refusalDetails);
        return;
    }
    showPlanWords(view);
    setStep(Step::Asking);
}

void InstallPane::showPlanWords(const PlanView &view)
{
    const DriverView &driver = view.driver;
    m_title->setText(view.title);
    m_subject->setText(driver.place);
    m_picture->setPixmap(iconOf(m_plan.bundle.get()).pixmap(QSize(pictureSide, pictureSide), devicePixelRatioF()));
    m_description->setText(driver.description);
    m_description->setVisible(!driver.description.isEmpty());
    QStringList about;
    for (const QString &part : { driver.vendor, driver.licence, driver.connectors.join(QStringLiteral(", ")) }) {
        if (!part.isEmpty())
            about.append(part);
    }
    QStringList lines { about.join(QStringLiteral(" · ")) };
    if (!driver.opens.isEmpty())
        lines.append(tr("Opens %1").arg(driver.opens));
    m_about->setText(lines.join(u'\n'));
    m_trust->show(view.trustTone, view.trust, view.trustMeaning);
    m_keyChoice->setVisible(view.asksForKey);
    m_trustKey->setChecked(false);
    m_keyName->setText(m_plan.keyName.isEmpty() ? driver.vendor : m_plan.keyName);
    m_keyName->setEnabled(false);
    m_warnings->show(Tone::Warning, view.warnings.join(u'\n'));
    m_consequence->setText(view.consequence);
    m_consequence->setVisible(!view.consequence.isEmpty());
    m_isolated->setChecked(view.isIsolated);
    m_probe->setChecked(true);
    QStringList can = driver.capabilities;
    can.replaceInStrings(QRegularExpression(QStringLiteral("^")), QStringLiteral("✓ "));
    m_can->setText(can.join(u'\n'));
    m_files->show(driver.files);
    m_fileSection->setTitle(tr("Files: %1, with their digests").arg(driver.files.size()));
    m_accept->setText(view.accept);
}

void InstallPane::install()
{
    if (m_step != Step::Asking)
        return;
    dumbo::InstallChoice choice;
    choice.trustKey = m_plan.asksForKey && m_trustKey->isChecked();
    choice.keyName = m_keyName->text().trimmed();
    // The button says what it does: pressing it is the consent.
    choice.acceptUnsigned = m_plan.asksForUnsigned || (m_plan.asksForKey && !choice.trustKey);
    choice.isIsolated = m_isolated->isChecked();
    choice.probe = m_probe->isChecked();
    m_title->setText(tr("Installing %1").arg(m_name));
    setStep(Step::Installing);
    m_desk->run<dumbo::InstallOutcome>(
        choice.probe ? tr("Trying it out in a process of its own…") : tr("Installing %1…").arg(m_name),
        [plan = m_plan, choice](const DriverDesk::Work &work) {
            return work.manager.install(plan, choice, work.cancellation, work.progress);
        },
        this,
        [this](const dumbo::Result<dumbo::InstallOutcome> &outcome) {
            if (!outcome) {
                m_title->setText(outcome.error().isCancelled() ? tr("Cancelled") : tr("%1 was not installed").arg(m_name));
                showOutcome(refusalOf(outcome.error()), outcome.error().toText());
                return;
            }
            m_title->setText(tr("%1 is installed").arg(m_name));
            m_download.reset();
            setStep(Step::Installed);
            showOutcome(viewOf(*outcome, m_name), {});
            Q_EMIT installed(outcome->id);
        });
}

void InstallPane::showOutcome(const OutcomeView &view, const QString &details)
{
    m_refusalDetails = details;
    m_outcome->show(view.tone, view.sentence, view.details);
    m_checkSection->setVisible(!view.checks.isEmpty());
    m_checkSection->setTitle(tr("How it was tried: %1").arg(view.checked));
    m_checks->setText(checkLines(view.checks));
    if (m_step != Step::Installed) {
        m_download.reset();
        const int reached = m_step == Step::Installing ? 2 : 0;
        setStep(Step::Refused);
        m_strip->show(reached, view.tone == Tone::Bad);
    }
    m_copy->setVisible(m_step == Step::Refused && view.tone == Tone::Bad);
}

void InstallPane::setStep(Step step)
{
    m_step = step;
    const bool isWorking = step == Step::Checking || step == Step::Installing;
    const bool isAtEnd = step == Step::Installed || step == Step::Refused;
    m_faces->setCurrentIndex(step == Step::Asking ? AskingFace : isAtEnd ? OutcomeFace : EmptyFace);
    m_strip->show(step == Step::Installed ? 4 : step == Step::Installing ? 2 : step == Step::Asking ? 1 : 0, false);
    m_accept->setVisible(step == Step::Asking);
    m_another->setVisible(step == Step::Refused);
    m_connect->setVisible(step == Step::Installed && !m_databaseType.isEmpty());
    m_copy->setVisible(false);
    m_leave->setVisible(!isWorking);
    m_leave->setText(step == Step::Asking ? tr("Cancel") : step == Step::Installed ? tr("&Done") : tr("&Back"));
    m_leave->setToolTip(tr("Esc"));
    if (!isVisible())
        return;
    if (step == Step::Asking && m_plan.signature != SignatureState::Trusted)
        m_leave->setFocus(); // what is not certain needs more than one more Enter
    else if (step == Step::Asking)
        m_accept->setFocus();
    else if (isAtEnd)
        m_leave->setFocus();
}

bool InstallPane::escape()
{
    if (m_step == Step::Checking || m_step == Step::Installing)
        m_desk->cancel();
    else
        leave();
    return true;
}

void InstallPane::leave()
{
    m_download.reset();
    Q_EMIT left();
}

} // namespace workbench
