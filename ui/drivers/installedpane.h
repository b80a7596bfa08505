#pragma once

#include <QWidget>

class QLabel;
class QListView;

namespace workbench {

class DriverDesk;
class DriverDetails;
class DriverListModel;
class ToneBox;

/// The drivers there are, and the selected one at length.
class InstalledPane : public QWidget {
    Q_OBJECT

public:
    explicit InstalledPane(DriverDesk &desk, QWidget *parent = nullptr);

    [[nodiscard]] DriverDetails &details() const { return *m_details; }
    [[nodiscard]] DriverListModel &model() const { return *m_model; }
    /// Of a driver's id, or of the part that a person sees.
    void select(const QString &id);
    [[nodiscard]] bool contains(const QString &text) const;

private:
    void showSnapshot();
    void showCurrent();

    DriverDesk &m_desk;
    DriverListModel *m_model;
    QListView *m_list;
    DriverDetails *m_details;
};

} // namespace workbench
