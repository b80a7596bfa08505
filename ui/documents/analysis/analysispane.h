#pragma once

#include "core/documents/analysis/documentprofile.h"
#include "ui/documents/documentstab.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <atomic>
#include <memory>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace workbench {

class FieldDetails;
class FieldModel;

/// What the documents of the tab look like: fields, types, shares, ranges, from a sample or from all of them.
class AnalysisPane : public QWidget {
    Q_OBJECT

public:
    AnalysisPane(DocumentsTab &tab, QWidget *parent = nullptr);

    /// Null before the first analysis.
    [[nodiscard]] std::shared_ptr<const dumbo::DocumentProfile> profile() const;
    [[nodiscard]] QTreeView &fields() const { return *m_fields; }
    [[nodiscard]] FieldDetails &details() const { return *m_details; }
    [[nodiscard]] FieldModel &model() const { return *m_model; }
    void analyse(bool all);
    void showField(const dumbo::DocumentPath &path);

Q_SIGNALS:
    void profileChanged();
    /// The analysis ended; not ok: failed or cancelled, the profile is the one before.
    void finished(bool ok);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeHead();
    QWidget *makeEmpty();
    void take(const dumbo::Result<dumbo::DocumentProfile> &result);
    void showState();
    void showCurrent();
    void wantFilter(const dumbo::DocumentFilter &filter);

    DocumentsTab &m_tab;
    FieldModel *m_model;
    QLabel *m_state;
    QPushButton *m_sample;
    QPushButton *m_all;
    QPushButton *m_cancel;
    QLabel *m_empty;
    QStackedWidget *m_pages;
    QTreeView *m_fields;
    FieldDetails *m_details;
    DocumentsJob m_job;
    bool m_isRunning = false;
    bool m_isStale = false; ///< another query is shown since
    QString m_failure;
    dumbo::DocumentPath m_wanted; ///< to be shown when the fields are known
    std::shared_ptr<std::atomic<qint64>> m_read;
    QElapsedTimer m_since;
    QTimer m_clock; ///< runs only while something is analysed
};

} // namespace workbench
