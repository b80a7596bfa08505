#include "ui/migrations/downpage.h"

#include "core/migrations/advice.h"
#include "ui/migrations/migrationlook.h"
#include "ui/query/sqlview.h"
#include "ui/shell/theme.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

namespace workbench {

namespace {

QStringList differencesOf(const dumbo::DownProof &proof)
{
    QStringList lines;
    for (const auto &object : proof.difference.objects) {
        lines.append(QStringLiteral("• ") + object.sentence);
        for (const auto &part : object.parts)
            lines.append(QStringLiteral("    ") + part.sentence);
    }
    for (const auto &rows : proof.rows) {
        const auto name = dumbo::objectName(rows.table);
        lines.append(QStringLiteral("• ")
            + (rows.before == rows.after ? DownPage::tr("Rows of %1 have another content.").arg(name)
                                         : DownPage::tr("%1 had %2 rows and has %3.").arg(name, QLocale().toString(rows.before), QLocale().toString(rows.after))));
    }
    return lines;
}

QString placeOf(dumbo::ProofPlace place)
{
    switch (place) {
    case dumbo::ProofPlace::Automatic: return {};
    case dumbo::ProofPlace::Transaction: return DownPage::tr("Tried in this database, in a transaction that was rolled back.");
    case dumbo::ProofPlace::EmptyDatabase: return DownPage::tr("Tried in an empty database, behind the migrations before it.");
    case dumbo::ProofPlace::SchemaCopy: return DownPage::tr("Tried in a copy of the schema.");
    case dumbo::ProofPlace::RowsCopy: return DownPage::tr("Tried in a copy with all rows.");
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

DownPage::DownPage(QWidget *parent)
    : QWidget(parent)
    , m_text(new SqlView(this))
    , m_prove(new QToolButton(this))
    , m_rows(new QCheckBox(tr("Compare rows too"), this))
    , m_words(new QLabel(this))
{
    setObjectName(QStringLiteral("downPage"));
    m_text->setObjectName(QStringLiteral("downText"));
    m_text->setAccessibleName(tr("Down script"));
    m_prove->setObjectName(QStringLiteral("proveDown"));
    m_prove->setText(tr("Prove It"));
    m_prove->setIcon(theme::icon(QStringLiteral("view-refresh")));
    m_prove->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_prove->setAutoRaise(true);
    m_prove->setToolTip(tr("Runs the migration up and down where nothing stays, and compares the schema with the one before"));
    m_rows->setObjectName(QStringLiteral("proveRows"));
    m_rows->setToolTip(tr("Reads every row of every table twice"));
    m_words->setObjectName(QStringLiteral("downWords"));
    m_words->setWordWrap(true);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_words->setContentsMargins(theme::unit, 0, theme::unit, theme::unit / 2);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(theme::unit / 2, 4, theme::unit, 4);
    row->addWidget(m_prove);
    row->addWidget(m_rows);
    row->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addLayout(row);
    layout->addWidget(m_words);
    layout->addWidget(m_text, 1);
    setFocusProxy(m_text);
    connect(m_prove, &QToolButton::clicked, this, [this] { Q_EMIT proofWanted(m_rows->isChecked()); });
    showMigration(nullptr, {});
}

QString DownPage::words() const
{
    return m_words->text();
}

bool DownPage::checksRows() const
{
    return m_rows->isChecked();
}

void DownPage::setBusy(bool busy)
{
    m_prove->setEnabled(m_hasDown && !busy);
}

void DownPage::showMigration(const dumbo::Migration *migration, const QString &highlighting)
{
    m_hasDown = migration && migration->hasDown;
    QByteArray text;
    if (m_hasDown) {
        for (const auto &statement : migration->down)
            text += (text.isEmpty() ? QByteArray() : QByteArray("\n\n")) + statement.text + ';';
    }
    m_text->setSql(QString::fromUtf8(text), highlighting);
    m_text->setVisible(m_hasDown);
    m_prove->setEnabled(m_hasDown);
    m_rows->setEnabled(m_hasDown);
    showProof({});
    if (!m_hasDown)
        m_words->setText(migration ? tr("There is no down script: what this migration does can't be taken back by one.") : QString());
}

void DownPage::showProof(const std::optional<dumbo::DownProof> &proof)
{
    m_proof = proof;
    QStringList lines;
    auto ink = palette();
    if (!proof) {
        lines.append(m_hasDown ? tr("Nobody has tried yet whether it restores the schema.") : QString());
        ink.setColor(QPalette::WindowText, palette().color(QPalette::PlaceholderText));
    } else if (proof->error) {
        lines = { tr("It did not run: %1").arg(proof->error->message()), proof->error->detail() };
        ink.setColor(QPalette::WindowText, look::colour(look::Step::Failed, palette()));
    } else {
        const bool restores = proof->restores();
        lines.append(!proof->difference.isEmpty() ? tr("It does not restore the schema. These differ:")
                : !proof->rows.empty()             ? tr("It restores the schema, but not all rows:")
                : proof->comparedRows              ? tr("It restores the schema and all rows: yes.")
                                                   : tr("It restores the schema: yes."));
        lines.append(differencesOf(*proof));
        lines.append(placeOf(proof->place));
        ink.setColor(QPalette::WindowText, look::colour(restores ? look::Step::Applied : look::Step::Changed, palette()));
    }
    if (proof)
        lines.append(proof->notices);
    lines.removeAll(QString());
    m_words->setText(lines.join(u'\n'));
    m_words->setPalette(ink);
}

void DownPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_hasDown)
        showProof(m_proof);
}

} // namespace workbench
