#include "ui/drivers/keyspane.h"

#include "core/plugins/bundle/truststore.h"
#include "ui/drivers/driverdesk.h"
#include "ui/drivers/driverwords.h"
#include "ui/migrations/askbar.h"
#include "ui/shell/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace workbench {

using dumbo::KeyTrust;
using dumbo::KnownKey;

namespace {

enum Column { NameColumn, TrustColumn, KeyColumn, DriversColumn, ColumnCount };
constexpr int FingerprintRole = Qt::UserRole;
constexpr int TrustRole = Qt::UserRole + 1;

QString trustText(KeyTrust trust)
{
    switch (trust) {
    case KeyTrust::Unknown: return KeysPane::tr("Undecided");
    case KeyTrust::Trusted: return KeysPane::tr("Trusted");
    case KeyTrust::Distrusted: return KeysPane::tr("Not trusted");
    case KeyTrust::Revoked: return KeysPane::tr("Revoked");
    }
    Q_UNREACHABLE_RETURN({});
}

Tone toneOf(KeyTrust trust)
{
    switch (trust) {
    case KeyTrust::Unknown: return Tone::Warning;
    case KeyTrust::Trusted: return Tone::Good;
    case KeyTrust::Distrusted:
    case KeyTrust::Revoked: return Tone::Bad;
    }
    Q_UNREACHABLE_RETURN(Tone::Quiet);
}

} // namespace

KeysPane::KeysPane(DriverDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_fault(new ToneBox(QStringLiteral("keysFault"), this))
    , m_list(new QTreeWidget(this))
    , m_nothing(new QLabel(this))
    , m_whole(new QLabel(this))
    , m_question(new AskBar(this))
    , m_trust(new QPushButton(tr("&Trust…"), this))
    , m_distrust(new QPushButton(tr("Di&strust…"), this))
    , m_key(new QLineEdit(this))
    , m_name(new QLineEdit(this))
    , m_add(new QPushButton(tr("&Add and Trust"), this))
{
    setObjectName(QStringLiteral("keysPane"));
    auto *what = new QLabel(tr("Drivers signed with a key you trust install without a warning. A key you distrust stops every driver that it signed."), this);
    what->setWordWrap(true);
    what->setForegroundRole(QPalette::PlaceholderText);
    m_list->setObjectName(QStringLiteral("keyList"));
    m_list->setAccessibleName(tr("Keys"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({ tr("Owner"), tr("Trust"), tr("Key"), tr("Signed") });
    m_list->header()->setStretchLastSection(true);
    m_nothing->setObjectName(QStringLiteral("keysNothing"));
    m_nothing->setText(tr("No key is known yet. When you install a signed driver you are asked about its key; or paste one that a maker of drivers publishes below."));
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_whole->setObjectName(QStringLiteral("keyWhole"));
    m_whole->setTextFormat(Qt::PlainText);
    m_whole->setWordWrap(true);
    m_whole->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_whole->setAccessibleName(tr("About the selected key"));
    m_question->setObjectName(QStringLiteral("keyQuestion"));
    m_key->setObjectName(QStringLiteral("keyText"));
    m_key->setAccessibleName(tr("Public key, or a file that holds one"));
    m_key->setPlaceholderText(m_key->accessibleName());
    m_name->setObjectName(QStringLiteral("keyName"));
    m_name->setAccessibleName(tr("Whose it is"));
    m_name->setPlaceholderText(m_name->accessibleName());
    m_trust->setObjectName(QStringLiteral("keyTrust"));
    m_distrust->setObjectName(QStringLiteral("keyDistrust"));
    m_add->setObjectName(QStringLiteral("keyAdd"));
    for (QPushButton *button : { m_trust, m_distrust, m_add })
        button->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::unit);
    row->addWidget(m_whole, 1);
    row->addWidget(m_trust, 0, Qt::AlignTop);
    row->addWidget(m_distrust, 0, Qt::AlignTop);
    auto *adding = new QHBoxLayout;
    adding->setSpacing(theme::unit);
    adding->addWidget(m_key, 3);
    adding->addWidget(m_name, 1);
    adding->addWidget(m_add);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::unit);
    column->addWidget(what);
    column->addWidget(m_fault);
    column->addWidget(m_list, 1);
    column->addWidget(m_nothing, 1);
    column->addWidget(m_question);
    column->addLayout(row);
    column->addLayout(adding);
    setFocusProxy(m_list);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &KeysPane::showCurrent);
    connect(m_trust, &QPushButton::clicked, this, &KeysPane::askTrust);
    connect(m_distrust, &QPushButton::clicked, this, &KeysPane::askDistrust);
    connect(m_add, &QPushButton::clicked, this, &KeysPane::addKey);
    connect(m_key, &QLineEdit::returnPressed, this, &KeysPane::addKey);
    connect(m_name, &QLineEdit::returnPressed, this, &KeysPane::addKey);
    connect(m_key, &QLineEdit::textChanged, this, [this](const QString &text) { m_add->setEnabled(!text.trimmed().isEmpty()); });
    connect(&m_desk, &DriverDesk::changed, this, &KeysPane::showSnapshot);
    m_add->setEnabled(false);
    showSnapshot();
}

void KeysPane::showSnapshot()
{
    const DriversSnapshot &snapshot = m_desk.snapshot();
    const QString chosen = m_list->currentItem() ? m_list->currentItem()->data(0, FingerprintRole).toString() : QString();
    m_fault->show(Tone::Bad, snapshot.keysFault);
    m_list->clear();
    for (const KnownKey &key : snapshot.keys) {
        auto *item = new QTreeWidgetItem(
            m_list, { key.name.isEmpty() ? tr("(no name)") : key.name, trustText(key.trust), shortFingerprint(key.fingerprint), key.drivers.join(QStringLiteral(", ")) });
        item->setIcon(TrustColumn, icon(toneOf(key.trust), palette()));
        item->setFont(KeyColumn, theme::fixedFont());
        item->setData(0, FingerprintRole, key.fingerprint);
        item->setData(0, TrustRole, int(key.trust));
        item->setToolTip(TrustColumn, key.reason);
    }
    for (const Column column : { NameColumn, TrustColumn, KeyColumn })
        m_list->resizeColumnToContents(column);
    m_list->setVisible(!snapshot.keys.isEmpty());
    m_nothing->setVisible(snapshot.keys.isEmpty());
    select(chosen);
    if (!m_list->currentItem() && m_list->topLevelItemCount() > 0)
        m_list->setCurrentItem(m_list->topLevelItem(0));
    showCurrent();
}

void KeysPane::select(const QString &fingerprint)
{
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        if (m_list->topLevelItem(row)->data(0, FingerprintRole).toString() == fingerprint)
            m_list->setCurrentItem(m_list->topLevelItem(row));
    }
}

void KeysPane::showCurrent()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    const auto trust = item ? KeyTrust(item->data(0, TrustRole).toInt()) : KeyTrust::Revoked;
    m_trust->setVisible(item != nullptr);
    m_distrust->setVisible(item != nullptr);
    m_trust->setEnabled(trust != KeyTrust::Trusted && trust != KeyTrust::Revoked);
    m_distrust->setEnabled(trust != KeyTrust::Distrusted && trust != KeyTrust::Revoked);
    QStringList lines;
    if (item) {
        lines.append(tr("Fingerprint %1").arg(item->data(0, FingerprintRole).toString()));
        if (trust == KeyTrust::Revoked)
            lines.append(tr("It was called back and can’t be trusted again. %1").arg(item->toolTip(TrustColumn)).trimmed());
    }
    m_whole->setText(lines.join(u'\n'));
}

void KeysPane::askTrust()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    const QString fingerprint = item->data(0, FingerprintRole).toString();
    AskBar::Question question;
    question.text = tr("Trust the key %1?").arg(shortFingerprint(fingerprint));
    question.details = tr("Only if it is the one that its owner publishes. Whoever holds it can then make drivers that install without a warning.");
    question.accept = tr("Trust It");
    question.line = tr("Whose it is");
    question.lineIsRequired = true;
    question.accepted = [this, fingerprint](const AskBar::Answer &answer) { trust(fingerprint, answer.line); };
    question.refused = [this] { m_list->setFocus(); };
    m_question->ask(question);
    if (item->text(NameColumn) != tr("(no name)"))
        m_question->line().setText(item->text(NameColumn));
}

void KeysPane::askDistrust()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    const QString fingerprint = item->data(0, FingerprintRole).toString();
    const QString drivers = item->text(DriversColumn);
    AskBar::Question question;
    question.text = tr("Distrust the key of %1?").arg(item->text(NameColumn));
    question.details = drivers.isEmpty() ? tr("Nothing that is installed was signed with it.")
                                         : tr("These drivers are refused from their next load on: %1.").arg(drivers);
    question.accept = tr("Distrust It");
    question.accepted = [this, fingerprint](const AskBar::Answer &) {
        m_desk.run<void>(
            tr("Noting that the key is not trusted…"), [fingerprint](const DriverDesk::Work &work) { return work.manager.distrustKey(fingerprint); },
            this, [this](const dumbo::Result<void> &done) {
                if (!done)
                    Q_EMIT failed(done.error());
                m_list->setFocus();
            });
    };
    question.refused = [this] { m_list->setFocus(); };
    m_question->ask(question);
}

void KeysPane::addKey()
{
    if (!m_key->text().trimmed().isEmpty())
        trust(m_key->text().trimmed(), m_name->text().trimmed());
}

void KeysPane::trust(const QString &key, const QString &name)
{
    m_desk.run<void>(
        tr("Noting that the key is trusted…"), [key, name](const DriverDesk::Work &work) { return work.manager.trustKey(key, name); }, this,
        [this](const dumbo::Result<void> &done) {
            if (!done) {
                Q_EMIT failed(done.error());
                return;
            }
            m_key->clear();
            m_name->clear();
            m_list->setFocus();
        });
}

bool KeysPane::escape()
{
    if (!m_question->isAsking())
        return false;
    m_question->close();
    return true;
}

} // namespace workbench
