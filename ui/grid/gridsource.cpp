#include "ui/grid/gridsource.h"

namespace workbench {

GridSource::GridSource(QObject *parent)
    : QObject(parent)
{
}

GridSource::~GridSource() = default;

}
