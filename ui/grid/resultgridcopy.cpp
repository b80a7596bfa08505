// Copying out of ResultGrid.
#include "ui/grid/resultgrid.h"

#include "ui/grid/gridscene.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

namespace workbench {

void ResultGrid::makeCopyActions()
{
    for (const CopyFormat format : allCopyFormats) {
        auto *action = new QAction(copyFormatTitle(format), this);
        action->setObjectName(QStringLiteral("grid.copy-") + copyFormatId(format));
        connect(action, &QAction::triggered, this, [this, format] { copy(format); });
        m_copyActions.append(action);
    }
}

QAction *ResultGrid::copyAction(CopyFormat format) const
{
    return m_copyActions.at(static_cast<qsizetype>(format));
}

QList<QAction *> ResultGrid::copyActions() const
{
    return m_copyActions;
}

void ResultGrid::setCopyGate(CopyGate gate)
{
    m_copyGate = std::move(gate);
}

void ResultGrid::copy(CopyFormat format, bool withHeader)
{
    CopyRequest request { selectedRanges(), format, withHeader };
    if (request.ranges.empty())
        return;
    if (!m_copyGate) {
        startCopy(request);
        return;
    }
    const quint64 generation = m_copyGeneration;
    m_copyGate(request, [self = QPointer(this), request, generation] {
        // Meanwhile another result may have come, or another copy.
        if (self && self->m_copyGeneration == generation)
            self->startCopy(request);
    });
}

void ResultGrid::startCopy(const CopyRequest &request)
{
    if (!m_scene->source)
        return;
    const quint64 generation = ++m_copyGeneration;
    Q_EMIT copyStarted(request);
    m_scene->source->copy(request, this, [this, request, generation](const GridSource::CopyResult &result) {
        if (generation == m_copyGeneration)
            finishCopy(request, result);
    });
}

void ResultGrid::finishCopy(const CopyRequest &request, const GridSource::CopyResult &result)
{
    if (!result) {
        Q_EMIT copyFailed(request, result.error());
        return;
    }
    QGuiApplication::clipboard()->setText(*result);
    Q_EMIT copyFinished(request);
}

}
