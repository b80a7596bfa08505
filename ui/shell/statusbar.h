#pragma once

#include <QStatusBar>

#include <array>
#include <chrono>

class QToolButton;

namespace workbench {

class OpenConnection;
class WorkspaceTab;

/// Always tells connection, whether it is production, user, read-only, transaction, session time zone, rows, elapsed, line and column. A click on a
/// part copies it.
class WorkspaceStatusBar : public QStatusBar {
    Q_OBJECT

public:
    enum class Part { Connection, Production, User, ReadOnly, Transaction, TimeZone, Rows, Elapsed, Position };
    static constexpr int partCount = 9;

    explicit WorkspaceStatusBar(QWidget *parent = nullptr);

    /// Either may be null.
    void showFacts(const OpenConnection *connection, const WorkspaceTab *tab);
    /// Empty where the part is not shown.
    [[nodiscard]] QString text(Part part) const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *addPart(Part part, const QString &name, bool permanent);
    void setText(Part part, const QString &text, const QString &toolTip = {});
    void showConnection(const OpenConnection *connection);
    void showTab(const WorkspaceTab *tab);

    std::array<QToolButton *, partCount> m_parts {};
    QColor m_accent;
};

/// "1.24 s", "12 ms", "3 min 05 s".
[[nodiscard]] QString elapsedText(std::chrono::milliseconds elapsed);

} // namespace workbench
