#include "ui/migrations/forecastpage.h"

#include "core/migrations/advice.h"
#include "ui/migrations/adaptivesplitter.h"
#include "ui/migrations/migrationlook.h"
#include "ui/monitor/roomydelegate.h"
#include "ui/shell/cutlabel.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

namespace {

enum Column { NumberColumn, TextColumn, LockColumn, RowsColumn, TimeColumn, ColumnCount };

QString namesOf(const std::vector<dumbo::ObjectPath> &paths)
{
    QStringList names;
    for (const auto &path : paths)
        names.append(dumbo::objectName(path));
    return names.join(QStringLiteral(", "));
}

QString timeOf(std::chrono::microseconds time)
{
    if (time < std::chrono::milliseconds(10))
        return ForecastPage::tr("%1 ms").arg(QLocale().toString(double(time.count()) / 1000.0, 'f', 2));
    return elapsedText(std::chrono::duration_cast<std::chrono::milliseconds>(time));
}

QString effectsText(int effects)
{
    using enum dumbo::LockEffect;
    QStringList blocked;
    if (effects & int(BlocksReads))
        blocked.append(ForecastPage::tr("reads"));
    if (effects & int(BlocksWrites))
        blocked.append(ForecastPage::tr("writes"));
    if (effects & int(BlocksSchemaChanges))
        blocked.append(ForecastPage::tr("schema changes"));
    return blocked.isEmpty() ? QString() : ForecastPage::tr("blocks %1").arg(blocked.join(QStringLiteral(", ")));
}

/// The lock that keeps most others waiting, of objects that somebody else can use.
const dumbo::ForecastLock *worstOf(const dumbo::StatementAdvice &advice)
{
    const auto worst = std::ranges::max_element(advice.locks, {}, [](const auto &lock) { return lock.isNew ? -1 : lock.effects; });
    return worst == advice.locks.end() ? nullptr : &*worst;
}

bool samePlace(const dumbo::ObjectPath &one, const dumbo::ObjectPath &other)
{
    return one.name.compare(other.name, Qt::CaseInsensitive) == 0
        && (one.schema.isEmpty() || other.schema.isEmpty() || one.schema.compare(other.schema, Qt::CaseInsensitive) == 0);
}

QString bytesText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

/// Rows as high as their texts are in columns as wide as they are now.
class WrappingDelegate final : public RoomyDelegate {
public:
    explicit WrappingDelegate(QTreeWidget *tree)
        : RoomyDelegate(tree)
        , m_tree(tree)
    {
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        auto wrapped = option;
        wrapped.features |= QStyleOptionViewItem::WrapText;
        // A style wraps only where the rectangle is a valid one.
        wrapped.rect = QRect(0, 0, m_tree->columnWidth(index.column()), m_tree->height());
        return RoomyDelegate::sizeHint(wrapped, index);
    }

private:
    QTreeWidget *m_tree;
};

void styleTree(QTreeWidget &tree)
{
    tree.setItemDelegate(new RoomyDelegate(&tree));
    tree.setRootIsDecorated(false);
    tree.setUniformRowHeights(true);
    tree.setAllColumnsShowFocus(true);
    tree.setFrameShape(QFrame::NoFrame);
}

} // namespace

QString lockWord(const QString &mode)
{
    auto word = mode;
    if (word.endsWith(QStringLiteral("Lock")) && word.size() > 4)
        word.chop(4);
    QString spaced;
    for (qsizetype at = 0; at < word.size(); ++at) {
        if (at > 0 && word[at].isUpper() && word[at - 1].isLower())
            spaced += u' ';
        spaced += word[at];
    }
    return spaced.toUpper();
}

ForecastPage::ForecastPage(QWidget *parent)
    : QWidget(parent)
    , m_words(new QLabel(this))
    , m_notes(new CutLabel(this))
    , m_statements(new QTreeWidget(this))
    , m_comparison(new QTreeWidget(this))
{
    setObjectName(QStringLiteral("forecastPage"));
    m_words->setObjectName(QStringLiteral("forecastWords"));
    m_statements->setObjectName(QStringLiteral("forecastStatements"));
    m_statements->setAccessibleName(tr("Statements"));
    styleTree(*m_statements);
    m_statements->setColumnCount(ColumnCount);
    m_statements->setHeaderLabels({ QStringLiteral("#"), tr("Statement"), tr("Lock"), tr("Rows"), tr("Time") });
    auto *columns = m_statements->header();
    columns->setStretchLastSection(false);
    columns->setSectionResizeMode(QHeaderView::ResizeToContents);
    columns->setSectionResizeMode(TextColumn, QHeaderView::Stretch);
    m_comparison->setObjectName(QStringLiteral("forecastComparison"));
    m_comparison->setAccessibleName(tr("Forecast and measurement of the statement"));
    styleTree(*m_comparison);
    m_comparison->setUniformRowHeights(false);
    m_comparison->setItemDelegate(new WrappingDelegate(m_comparison));
    m_comparison->setWordWrap(true);
    m_comparison->setColumnCount(3);
    m_comparison->setHeaderLabels({ QString(), tr("Forecast"), tr("Measured") });
    m_comparison->header()->setStretchLastSection(false);
    m_comparison->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_comparison->header()->setSectionResizeMode(2, QHeaderView::Stretch);
    connect(m_comparison->header(), &QHeaderView::sectionResized, m_comparison, [this] { m_comparison->doItemsLayout(); }, Qt::QueuedConnection);
    auto *splitter = new AdaptiveSplitter(60 * theme::unit, this);
    splitter->setObjectName(QStringLiteral("forecastSplitter"));
    splitter->addWidget(m_statements);
    splitter->addWidget(m_comparison);
    splitter->setSizes({ 280, 420 });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    m_notes->setObjectName(QStringLiteral("forecastNotes"));
    m_notes->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_notes->setForegroundRole(QPalette::PlaceholderText);
    auto *about = new QHBoxLayout;
    about->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit / 2);
    about->setSpacing(theme::unit);
    about->addWidget(m_words);
    about->addWidget(m_notes, 1);
    layout->addLayout(about);
    layout->addWidget(splitter, 1);
    setFocusProxy(m_statements);
    connect(m_statements, &QTreeWidget::currentItemChanged, this, [this](QTreeWidgetItem *item) {
        const int statement = m_statements->indexOfTopLevelItem(item);
        compare(statement);
        if (statement >= 0)
            Q_EMIT currentStatementChanged(statement);
    });
}

QString ForecastPage::words() const
{
    return m_words->text();
}

void ForecastPage::setCurrentStatement(int statement)
{
    if (auto *item = m_statements->topLevelItem(statement))
        m_statements->setCurrentItem(item);
}

void ForecastPage::showFacts(std::vector<StatementFacts> facts, const QString &words, const QStringList &notes)
{
    const int kept = m_statements->indexOfTopLevelItem(m_statements->currentItem());
    const bool isSame = facts.size() == m_facts.size();
    m_facts = std::move(facts);
    m_words->setText(words);
    m_words->setVisible(!words.isEmpty());
    m_notes->setText(notes.join(u' '));
    m_notes->setToolTip(notes.join(u'\n'));
    m_notes->setVisible(!notes.isEmpty());
    const bool isMeasured = std::ranges::any_of(m_facts, [](const auto &fact) { return fact.measured || fact.error; });
    m_comparison->setColumnHidden(2, !isMeasured);
    m_statements->setColumnHidden(RowsColumn, !isMeasured);
    m_statements->setColumnHidden(TimeColumn, !isMeasured);
    const QSignalBlocker quiet(this);
    fill();
    setCurrentStatement(isSame && kept >= 0 ? kept : 0);
    compare(m_statements->indexOfTopLevelItem(m_statements->currentItem()));
}

void ForecastPage::fill()
{
    const QSignalBlocker quiet(m_statements);
    m_statements->clear();
    const QLocale locale;
    int number = 0;
    for (const auto &fact : m_facts) {
        auto *item = new QTreeWidgetItem(m_statements);
        item->setText(NumberColumn, QString::number(++number));
        item->setTextAlignment(NumberColumn, Qt::AlignRight | Qt::AlignVCenter);
        item->setText(TextColumn, fact.text);
        item->setToolTip(TextColumn, fact.text);
        const auto *lock = fact.forecast ? worstOf(*fact.forecast) : nullptr;
        if (lock) {
            item->setText(LockColumn, lock->isNew ? tr("new object") : lock->mode);
            item->setToolTip(LockColumn, QStringList { dumbo::objectName(lock->object), lock->mode, effectsText(lock->effects) }.join(QStringLiteral(" · ")));
            if (!lock->isNew && (lock->effects & int(dumbo::LockEffect::BlocksReads)))
                item->setForeground(LockColumn, look::colour(dumbo::FindingSeverity::Error, palette()));
        }
        if (fact.error) {
            item->setText(TimeColumn, tr("Failed"));
            item->setForeground(TimeColumn, look::colour(look::Step::Failed, palette()));
            item->setToolTip(TimeColumn, fact.error->toText());
        } else if (fact.measured) {
            item->setText(TimeColumn, timeOf(fact.measured->time));
            item->setText(RowsColumn, fact.measured->rows ? locale.toString(*fact.measured->rows) : QString());
        } else if (!fact.notTried.isEmpty()) {
            item->setText(TimeColumn, tr("not tried"));
            item->setToolTip(TimeColumn, fact.notTried);
        }
        for (const auto column : { RowsColumn, TimeColumn })
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
}

QTreeWidgetItem *ForecastPage::addRow(const QString &what, const QString &forecast, const QString &measured)
{
    auto *item = new QTreeWidgetItem(m_comparison, { what, forecast, measured });
    for (const int column : { 0, 1, 2 })
        item->setToolTip(column, item->text(column));
    return item;
}

void ForecastPage::compare(int statement)
{
    m_comparison->clear();
    if (statement < 0 || statement >= int(m_facts.size()))
        return;
    const auto &fact = m_facts[std::size_t(statement)];
    const auto none = tr("none");
    const auto forecast = fact.forecast.value_or(dumbo::StatementAdvice());
    const auto measured = fact.measured.value_or(dumbo::StatementMeasurement());
    const bool isMeasured = fact.measured.has_value();
    const auto said = [&](const QString &text) { return fact.forecast ? (text.isEmpty() ? none : text) : tr("unknown"); };
    const auto was = [&](const QString &text) { return !isMeasured ? QString() : text.isEmpty() ? none : text; };

    std::vector<dumbo::TakenLock> left = measured.locks;
    for (const auto &lock : forecast.locks) {
        const auto taken = std::ranges::find_if(left, [&](const auto &one) { return samePlace(one.object, lock.object) && lockWord(one.mode) == lockWord(lock.mode); });
        const auto mode = lock.isNew ? tr("%1, new: nobody waits").arg(lock.mode)
                                     : QStringList { lock.mode, effectsText(lock.effects) }.join(QStringLiteral(", "));
        QString really = was({});
        if (taken != left.end()) {
            really = lockWord(taken->mode);
            left.erase(taken);
        }
        addRow(tr("Lock on %1").arg(dumbo::objectName(lock.object)), mode, really);
    }
    for (const auto &lock : left) {
        const bool isNew = std::ranges::any_of(measured.created, [&](const auto &made) { return samePlace(made, lock.object); });
        auto *item = addRow(tr("Lock on %1").arg(dumbo::objectName(lock.object)), isNew ? QString() : said({}),
            isNew ? tr("%1, new: nobody waits").arg(lockWord(lock.mode)) : lockWord(lock.mode));
        if (fact.forecast && !isNew)
            item->setForeground(2, look::colour(dumbo::FindingSeverity::Warning, palette()));
    }
    if (forecast.locks.empty() && measured.locks.empty())
        addRow(tr("Locks"), said({}), was({}));
    addRow(tr("Rewrites"), said(namesOf(forecast.rewrites)), was(namesOf(measured.rewritten)));
    addRow(tr("Reads whole"), said(namesOf(forecast.scans)), {});
    if (!forecast.losesData.empty())
        addRow(tr("Loses data of"), namesOf(forecast.losesData), {})->setForeground(1, look::colour(dumbo::FindingSeverity::Error, palette()));
    if (!forecast.creates.empty() || !measured.created.empty())
        addRow(tr("Makes"), said(namesOf(forecast.creates)), was(namesOf(measured.created)));
    if (!forecast.drops.empty() || !measured.dropped.empty())
        addRow(tr("Drops"), said(namesOf(forecast.drops)), was(namesOf(measured.dropped)));
    if (forecast.fit != dumbo::TransactionFit::Inside)
        addRow(tr("Transaction"),
            forecast.fit == dumbo::TransactionFit::Alone       ? tr("runs alone, outside of one")
                : forecast.fit == dumbo::TransactionFit::Commits ? tr("ends it without a word")
                                                                 : tr("controls it itself"),
            {});
    if (isMeasured) {
        addRow(tr("Rows"), {}, measured.rows ? QLocale().toString(*measured.rows) : none);
        addRow(tr("Time"), {}, timeOf(measured.time));
        for (const auto &notice : measured.notices)
            addRow(tr("Notice"), {}, notice);
    }
    if (fact.error)
        addRow(tr("Error"), {}, fact.error->message())->setForeground(2, look::colour(look::Step::Failed, palette()));
    if (!fact.notTried.isEmpty())
        addRow(tr("Not tried"), {}, fact.notTried);
    for (const auto &activity : fact.activity)
        addActivity(activity);
    m_comparison->resizeColumnToContents(0);
    constexpr int widest = 170;
    m_comparison->setColumnWidth(0, std::min(widest, m_comparison->columnWidth(0) + theme::unit));
    m_comparison->doItemsLayout();
}

void ForecastPage::addActivity(const dumbo::ObjectActivity &activity)
{
    const QLocale locale;
    QStringList facts;
    if (activity.rowEstimate)
        facts.append(tr("about %1 rows").arg(locale.toString(*activity.rowEstimate)));
    if (activity.sizeBytes)
        facts.append(bytesText(*activity.sizeBytes));
    if (activity.readsPerMinute)
        facts.append(tr("%1 reads a minute").arg(locale.toString(*activity.readsPerMinute)));
    if (activity.writesPerMinute)
        facts.append(tr("%1 writes a minute").arg(locale.toString(*activity.writesPerMinute)));
    if (!facts.isEmpty())
        addRow(tr("%1 now").arg(dumbo::objectName(activity.object)), facts.join(QStringLiteral(", ")), {});
    for (const auto &holder : activity.holders)
        addRow(holder.waits ? tr("Waits for it") : tr("Used by"), tr("%1 (pid %2): %3").arg(holder.who).arg(holder.pid).arg(lockWord(holder.mode)), {})
            ->setToolTip(1, holder.text);
}

void ForecastPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || m_facts.empty())
        return;
    const int kept = m_statements->indexOfTopLevelItem(m_statements->currentItem());
    const QSignalBlocker quiet(this);
    fill();
    setCurrentStatement(kept);
    compare(kept);
}

} // namespace workbench
