#pragma once

#include "ui/documents/differencemodel.h"
#include "ui/shell/backgroundtask.h"

#include <QTreeView>

#include <memory>

namespace workbench {

/// What differs between two documents, or between what two people made of one: each place with the values of its sides. Where a side
/// is to be chosen, a click, Space or Enter on it does. Long documents are compared in the background.
class DifferenceView : public QTreeView {
    Q_OBJECT

public:
    explicit DifferenceView(QWidget *parent = nullptr);
    ~DifferenceView() override;

    [[nodiscard]] DifferenceModel &differences() const { return *m_model; }
    [[nodiscard]] bool isComparing() const { return m_task != nullptr; }

    void showTwo(const QByteArray &before, const QByteArray &now);
    void showThree(const QByteArray &before, const QByteArray &mine, const QByteArray &theirs, bool hidesVersion = false);
    void clear();

Q_SIGNALS:
    /// The differences are there.
    void compared();
    void choicesChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void compare(qsizetype bytes, const std::function<DocumentDifference()> &make);
    void take(DocumentDifference difference);

    DifferenceModel *m_model;
    std::unique_ptr<BackgroundTask<int, DocumentDifference>> m_task;
};

} // namespace workbench
