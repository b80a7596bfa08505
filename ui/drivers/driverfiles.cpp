#include "ui/drivers/driverfiles.h"

#include "ui/shell/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>

namespace workbench {

namespace {

enum Column { PathColumn, SizeColumn, DigestColumn, ColumnCount };
constexpr int mostRows = 8;

} // namespace

DriverFiles::DriverFiles(QWidget *parent)
    : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("driverFiles"));
    setAccessibleName(tr("Files"));
    setColumnCount(ColumnCount);
    setHeaderLabels({ tr("File"), tr("Size"), tr("SHA-256") });
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setTabKeyNavigation(false);
    header()->setSectionResizeMode(PathColumn, QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(SizeColumn, QHeaderView::ResizeToContents);
}

void DriverFiles::show(const QList<FileView> &files)
{
    clear();
    for (const FileView &file : files) {
        auto *item = new QTreeWidgetItem(this, { file.path, file.size, file.digest });
        item->setFont(DigestColumn, theme::fixedFont());
        item->setTextAlignment(SizeColumn, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(DigestColumn, file.digest);
    }
    const int rows = int(std::min<qsizetype>(mostRows, std::max<qsizetype>(files.size(), 1)));
    const int row = files.isEmpty() ? fontMetrics().height() : sizeHintForRow(0);
    setFixedHeight(header()->sizeHint().height() + rows * row + 2 * frameWidth() + 2 * theme::unit);
}

void DriverFiles::keyPressEvent(QKeyEvent *event)
{
    if (event != QKeySequence::Copy || !currentItem()) {
        QTreeWidget::keyPressEvent(event);
        return;
    }
    QGuiApplication::clipboard()->setText(currentItem()->text(DigestColumn) + QStringLiteral("  ") + currentItem()->text(PathColumn));
}

QString checkLines(const QList<CheckView> &checks)
{
    QStringList lines;
    for (const CheckView &check : checks) {
        const QString sign = check.tone == Tone::Good ? QStringLiteral("✓") : check.tone == Tone::Bad ? QStringLiteral("✗") : QStringLiteral("–");
        QString line = sign + u' ' + check.name;
        if (check.tone != Tone::Good)
            line += QStringLiteral(": ") + check.word;
        if (!check.reason.isEmpty())
            line += QStringLiteral(" (%1)").arg(check.reason);
        lines.append(line);
    }
    return lines.join(u'\n');
}

} // namespace workbench
