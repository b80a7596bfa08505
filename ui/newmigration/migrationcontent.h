#pragma once

#include <QByteArray>
#include <QWidget>

#include <vector>

namespace workbench {

/// What a new migration is to hold.
struct MigrationContent {
    std::vector<QByteArray> up; ///< without ";" at their ends
    std::vector<QByteArray> down;
    bool inTransaction = true;
};

/// One way to fill a new migration.
class MigrationContentPage : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;
    [[nodiscard]] virtual MigrationContent content() const = 0;
    /// Why there is nothing to write yet; empty: there is.
    [[nodiscard]] virtual QString missing() const = 0;
    /// A title that says what is in it; empty: none comes to mind.
    [[nodiscard]] virtual QString suggestedTitle() const { return {}; }
    [[nodiscard]] virtual bool isBusy() const { return false; }
    virtual void cancel() { }

Q_SIGNALS:
    void contentChanged();
};

} // namespace workbench
