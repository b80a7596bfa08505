#pragma once

#include "ui/documents/documentstab.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace workbench {

/// The values of one field among the documents shown, each with the number of documents: the most frequent first.
class ValuesPane : public QWidget {
    Q_OBJECT

public:
    enum class Count {
        Whole, ///< an array is one value
        Elements, ///< each element of an array
    };
    static constexpr int mostValues = 1000;

    ValuesPane(DocumentsTab &tab, QWidget *parent = nullptr);

    void count(const dumbo::DocumentPath &path, Count how);
    [[nodiscard]] QLineEdit &field() const { return *m_field; }
    [[nodiscard]] QTreeWidget &values() const { return *m_values; }
    [[nodiscard]] QString state() const;

private:
    struct Found {
        std::vector<std::pair<QByteArray, qint64>> values;
        bool isCut = false;
    };
    void start();
    void take(const dumbo::Result<Found> &result);
    void wantValue();
    [[nodiscard]] static dumbo::Result<Found> read(dumbo::Execution &execution);

    DocumentsTab &m_tab;
    QLineEdit *m_field;
    QComboBox *m_how;
    QPushButton *m_count;
    QPushButton *m_cancel;
    QLabel *m_state;
    QTreeWidget *m_values;
    DocumentsJob m_job;
    quint64 m_run = 0;
    QByteArray m_shown; ///< the field of the values that are shown
};

} // namespace workbench
