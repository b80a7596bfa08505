#include "ui/migrations/migrationsempty.h"

#include "ui/shell/theme.h"

#include <QCommandLinkButton>
#include <QDir>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QVBoxLayout>

namespace workbench {

namespace {

constexpr int columnWidth = 52 * theme::unit;

} // namespace

MigrationsEmpty::MigrationsEmpty(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_words(new QLabel(this))
    , m_ways(new QWidget(this))
    , m_column(new QVBoxLayout(m_ways))
{
    setObjectName(QStringLiteral("migrationsEmpty"));
    setAcceptDrops(true);
    auto font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    m_title->setFont(font);
    m_title->setMaximumWidth(columnWidth);
    m_title->setWordWrap(true);
    m_words->setWordWrap(true);
    m_words->setMaximumWidth(columnWidth);
    m_words->setForegroundRole(QPalette::PlaceholderText);
    m_ways->setMaximumWidth(columnWidth);
    m_column->setContentsMargins(0, theme::unit, 0, 0);
    auto *rows = new QVBoxLayout;
    rows->addStretch(1);
    rows->addWidget(m_title);
    rows->addSpacing(theme::unit);
    rows->addWidget(m_words);
    rows->addWidget(m_ways);
    rows->addStretch(2);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * theme::unit, theme::unit, 2 * theme::unit, theme::unit);
    layout->addStretch(1);
    layout->addLayout(rows, 8);
    layout->addStretch(1);
    addButton(QStringLiteral("chooseFolder"), QStringLiteral("folder-open"), tr("Choose a Folder…"),
        tr("Of this program, Flyway, Atlas, Prisma, Drizzle, sqlx, Diesel, goose, golang-migrate, dbmate, or of plain SQL files"),
        [this] { Q_EMIT folderWanted(); });
    addButton(QStringLiteral("chooseFile"), QStringLiteral("document-open"), tr("Choose a File…"),
        tr("One migration, or a file of schema components"), [this] { Q_EMIT fileWanted(); });
    setFocusProxy(findChild<QCommandLinkButton *>());
}

void MigrationsEmpty::addButton(
    const QString &objectName, const QString &icon, const QString &text, const QString &explanation, std::function<void()> handler)
{
    auto *button = new QCommandLinkButton(text, explanation, m_ways);
    button->setObjectName(objectName);
    button->setAccessibleName(text);
    button->setIcon(theme::icon(icon));
    button->setIconSize(QSize(3 * theme::unit, 3 * theme::unit));
    connect(button, &QCommandLinkButton::clicked, this, std::move(handler));
    m_column->addWidget(button);
}

void MigrationsEmpty::show(const QString &title, const QString &words, bool offersSource)
{
    m_title->setText(title);
    m_words->setText(words);
    m_ways->setVisible(offersSource);
}

void MigrationsEmpty::showNoSource(const QString &connection)
{
    show(tr("Where are the migrations of %1?").arg(connection),
        tr("A migration is a SQL file that takes the database one step further. Here you see which are applied and what the others would lock, "
           "rewrite and lose; you try them without a trace, approve them and run them. The folder is remembered with the connection, and can "
           "be dropped here."),
        true);
}

void MigrationsEmpty::showNoMigrations(const QString &source)
{
    show(tr("There are no migrations yet"),
        tr("%1 holds none that can be read. As soon as there is one, F5 shows it. Is it another folder?").arg(QDir::toNativeSeparators(source)), true);
}

void MigrationsEmpty::showUnread(const QString &source)
{
    show(tr("The migrations could not be read"), tr("They are looked for in %1. F5 tries again. Is it another folder?").arg(QDir::toNativeSeparators(source)), true);
}

void MigrationsEmpty::showNoConnection()
{
    show(tr("The database of this tab is not open"), tr("Open it at the left; the tab goes on where it was."), false);
}

void MigrationsEmpty::dragEnterEvent(QDragEnterEvent *event)
{
    const auto urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile())
        event->acceptProposedAction();
}

void MigrationsEmpty::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    Q_EMIT dropped(event->mimeData()->urls().first().toLocalFile());
}

} // namespace workbench
