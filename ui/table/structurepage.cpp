#include "ui/table/structurepage.h"

#include "ui/table/structuremodel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>

namespace workbench {

StructurePage::StructurePage(QWidget *parent)
    : QTreeView(parent)
    , m_model(new StructureModel(this))
{
    setObjectName(QStringLiteral("structurePage"));
    setAccessibleName(tr("Structure"));
    setModel(m_model);
    setFrameShape(NoFrame);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setTextElideMode(Qt::ElideRight);
    setExpandsOnDoubleClick(true);
    connect(this, &QTreeView::activated, this, &StructurePage::activate);
}

void StructurePage::setObject(const dumbo::CatalogObject &object, const std::vector<dumbo::CatalogObject> &partitions)
{
    if (m_object == object && m_partitions == partitions)
        return;
    const bool first = !m_object;
    m_object = object;
    m_partitions = partitions;
    const auto scroll = verticalScrollBar()->value();
    const auto current = currentIndex().data().toString();
    m_model->setObject(object, partitions);
    for (int row = 0; row < m_model->rowCount(); ++row)
        setFirstColumnSpanned(row, {}, true);
    expandAll();
    const auto found = m_model->match(m_model->index(0, 0), Qt::DisplayRole, current, 1, Qt::MatchExactly | Qt::MatchRecursive);
    if (!current.isEmpty() && !found.isEmpty())
        setCurrentIndex(found.front());
    verticalScrollBar()->setValue(scroll);
    if (!first)
        return;
    for (int column = 0; column < StructureModel::ColumnCount; ++column) {
        resizeColumnToContents(column);
        setColumnWidth(column, std::min(columnWidth(column) + 16, 320));
    }
    header()->setStretchLastSection(true);
}

void StructurePage::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy) && currentIndex().isValid())
        QGuiApplication::clipboard()->setText(currentIndex().siblingAtColumn(0).data().toString());
    else
        QTreeView::keyPressEvent(event);
}

void StructurePage::activate(const QModelIndex &index)
{
    const auto target = index.siblingAtColumn(0).data(StructureModel::targetRole).toStringList();
    if (target.size() == 3)
        Q_EMIT targetActivated({ target[0], target[1], target[2] });
}

} // namespace workbench
