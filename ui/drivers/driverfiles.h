#pragma once

#include "ui/drivers/driverview.h"

#include <QTreeWidget>

namespace workbench {

/// The files of a driver with their digests; what is selected can be copied.
class DriverFiles : public QTreeWidget {
    Q_OBJECT

public:
    explicit DriverFiles(QWidget *parent = nullptr);
    void show(const QList<FileView> &files);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

/// "✓ …" lines of what was tried.
[[nodiscard]] QString checkLines(const QList<CheckView> &checks);

} // namespace workbench
