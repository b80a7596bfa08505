#include "ui/newmigration/recordedpage.h"

#include "ui/shell/openconnection.h"
#include "ui/shell/theme.h"

#include <QFutureWatcher>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <QtConcurrentRun>

namespace workbench {

namespace {

enum Column { StatementColumn, TimeColumn };
constexpr int textRole = Qt::UserRole;

} // namespace

RecordedPage::RecordedPage(HistoryStore &store, QWidget *parent)
    : MigrationContentPage(parent)
    , m_store(store)
    , m_faces(new QStackedWidget(this))
    , m_nothing(new QLabel(this))
    , m_search(new QLineEdit(this))
    , m_list(new QTreeWidget(this))
{
    m_search->setObjectName(QStringLiteral("recordedSearch"));
    m_search->setPlaceholderText(tr("Filter statements"));
    m_search->setAccessibleName(tr("Filter statements"));
    m_search->setClearButtonEnabled(true);
    m_list->setObjectName(QStringLiteral("recordedStatements"));
    m_list->setAccessibleName(tr("Statements that were run by hand"));
    m_list->setHeaderLabels({ tr("Statement"), tr("Run") });
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(StatementColumn, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(TimeColumn, QHeaderView::ResizeToContents);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setObjectName(QStringLiteral("recordedNothing"));
    auto *all = new QPushButton(tr("Check &All"), this);
    auto *none = new QPushButton(tr("Check &None"), this);
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_search, 1);
    bar->addWidget(all);
    bar->addWidget(none);
    auto *choice = new QWidget(this);
    auto *column = new QVBoxLayout(choice);
    column->setContentsMargins({});
    column->addLayout(bar);
    column->addWidget(m_list, 1);
    m_faces->addWidget(m_nothing);
    m_faces->addWidget(choice);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_faces);
    connect(all, &QPushButton::clicked, this, [this] { checkShown(true); });
    connect(none, &QPushButton::clicked, this, [this] { checkShown(false); });
    connect(m_search, &QLineEdit::textChanged, this, &RecordedPage::filter);
    connect(m_list, &QTreeWidget::itemChanged, this, &RecordedPage::contentChanged);
}

void RecordedPage::showConnection(const OpenConnection *connection)
{
    ++m_generation;
    if (!connection) {
        showStatements({});
        return;
    }
    m_nothing->setText(tr("Reading the history…"));
    m_store.search(connection->name(), HistoryStore::mostEntries, this,
        [this, generation = m_generation, name = connection->name(), dialect = connection->dialect()](
            const dumbo::Result<std::vector<HistoryItem>> &found) {
            if (generation != m_generation)
                return;
            if (!found) {
                showStatements({});
                m_nothing->setText(tr("The history can't be read: %1").arg(found.error().message()));
                return;
            }
            // Splitting years of scripts takes a while.
            QtConcurrent::run([items = *found, name, dialect] { return recordedDdl(items, name, dialect); })
                .then(this, [this, generation](const std::vector<RecordedStatement> &statements) {
                    if (generation == m_generation)
                        showStatements(statements);
                });
        });
}

void RecordedPage::showStatements(const std::vector<RecordedStatement> &statements)
{
    m_nothing->setText(tr("No statement that changes the schema was run by hand on this connection.\n"
                          "What is run in query tabs is recorded in the history and can be chosen here."));
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    // The newest first: that is what a person has just done.
    for (auto statement = statements.rbegin(); statement != statements.rend(); ++statement) {
        const auto text = QString::fromUtf8(statement->text);
        auto *item = new QTreeWidgetItem(m_list, { text.simplified(), QLocale().toString(statement->time, QLocale::ShortFormat) });
        item->setData(StatementColumn, textRole, statement->text);
        item->setToolTip(StatementColumn, text);
        item->setCheckState(StatementColumn, Qt::Unchecked);
    }
    m_faces->setCurrentIndex(statements.empty() ? 0 : 1);
    filter(m_search->text());
    Q_EMIT contentChanged();
}

void RecordedPage::filter(const QString &words)
{
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        auto *item = m_list->topLevelItem(row);
        item->setHidden(!item->text(StatementColumn).contains(words, Qt::CaseInsensitive));
    }
}

void RecordedPage::checkShown(bool checked)
{
    {
        const QSignalBlocker quiet(m_list);
        for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
            auto *item = m_list->topLevelItem(row);
            if (!item->isHidden())
                item->setCheckState(StatementColumn, checked ? Qt::Checked : Qt::Unchecked);
        }
    }
    m_list->viewport()->update();
    Q_EMIT contentChanged();
}

MigrationContent RecordedPage::content() const
{
    MigrationContent content;
    for (int row = m_list->topLevelItemCount() - 1; row >= 0; --row) {
        const auto *item = m_list->topLevelItem(row);
        if (item->checkState(StatementColumn) == Qt::Checked)
            content.up.push_back(item->data(StatementColumn, textRole).toByteArray());
    }
    return content;
}

QString RecordedPage::missing() const
{
    return content().up.empty() ? tr("Check the statements that belong into the migration.") : QString();
}

QString RecordedPage::suggestedTitle() const
{
    const auto statements = content().up;
    if (statements.empty())
        return {};
    // "create table hut": the words up to the name.
    return QString::fromUtf8(statements.front()).simplified().section(u' ', 0, 2).section(u'(', 0, 0).toLower();
}

} // namespace workbench
