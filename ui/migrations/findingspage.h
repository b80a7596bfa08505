#pragma once

#include "ui/migrations/findingdetails.h"

#include <QWidget>

class QLabel;
class QTreeWidget;

namespace workbench {

/// All findings about a migration, and the current one in full.
class FindingsPage : public QWidget {
    Q_OBJECT

public:
    explicit FindingsPage(QWidget *parent = nullptr);

    /// place says where the statement of a finding stands; words are shown where there is no finding.
    void showFindings(std::vector<dumbo::AdvisedFinding> findings, std::function<FindingDetails::Place(const dumbo::AdvisedFinding &)> place, const QString &words);
    [[nodiscard]] const std::vector<dumbo::AdvisedFinding> &findings() const { return m_findings; }
    [[nodiscard]] QTreeWidget &list() const { return *m_list; }
    [[nodiscard]] FindingDetails &details() const { return *m_details; }
    /// -1: none.
    [[nodiscard]] int current() const;
    void setCurrent(int finding);

Q_SIGNALS:
    void currentChanged(int finding);

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();

    std::vector<dumbo::AdvisedFinding> m_findings;
    std::function<FindingDetails::Place(const dumbo::AdvisedFinding &)> m_place;
    QTreeWidget *m_list;
    FindingDetails *m_details;
};

} // namespace workbench
