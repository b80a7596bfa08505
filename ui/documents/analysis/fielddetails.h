#pragma once

#include "core/documents/analysis/documentprofile.h"
#include "core/sdk/extensions/documentquery.h"

#include <QScrollArea>

#include <memory>
#include <vector>

class QLabel;
class QPushButton;
class QTreeWidget;
class QVBoxLayout;

namespace workbench {

class HistogramView;

/// What is known of one place, and ways from it to documents.
class FieldDetails : public QScrollArea {
    Q_OBJECT

public:
    explicit FieldDetails(QWidget *parent = nullptr);

    void showField(const std::shared_ptr<const dumbo::DocumentProfile> &profile, const std::vector<int> &place);
    void clear();
    [[nodiscard]] QPushButton &deviatingButton() const { return *m_deviating; }
    [[nodiscard]] HistogramView &histogram() const { return *m_histogram; }
    [[nodiscard]] QTreeWidget &values() const { return *m_values; }

Q_SIGNALS:
    /// These documents are to be shown.
    void filterWanted(const dumbo::DocumentFilter &filter);

private:
    void showTypes(const dumbo::FieldProfile &field);
    void showHistogram(const dumbo::FieldProfile &field);
    void showValues(const dumbo::FieldProfile &field);
    void showFacts(const dumbo::FieldProfile &field);
    void chooseRange(const dumbo::HistogramBar &bar);
    [[nodiscard]] dumbo::DocumentPath path() const;

    std::shared_ptr<const dumbo::DocumentProfile> m_profile;
    std::vector<int> m_place;
    bool m_barsAreDates = false;
    QLabel *m_title;
    QLabel *m_facts;
    QLabel *m_typesHeading;
    QVBoxLayout *m_types;
    QLabel *m_deviation;
    QPushButton *m_deviating;
    QLabel *m_histogramHeading;
    HistogramView *m_histogram;
    QLabel *m_valuesHeading;
    QTreeWidget *m_values;
};

} // namespace workbench
