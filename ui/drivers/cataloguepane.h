#pragma once

#include "core/base/error.h"
#include "core/plugins/install/catalogueinfo.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QSortFilterProxyModel;
class QTreeWidget;

namespace workbench {

class AskBar;
class DriverDesk;
class DriverListModel;
class FoldSection;
class ToneBox;

/// What catalogues offer, as far as it is known here: search, what is new, how old that knowledge is, and the catalogues themselves.
class CataloguePane : public QWidget {
    Q_OBJECT

public:
    explicit CataloguePane(DriverDesk &desk, QWidget *parent = nullptr);

    /// Reads all catalogues from their places.
    void checkForUpdates();
    /// Takes a question away; false where there was none.
    bool escape();

Q_SIGNALS:
    void offerWanted(const dumbo::CatalogueOffer &offer);
    void failed(const dumbo::Error &error);

private:
    void makeOffers();
    void makeCatalogues();
    void showSnapshot();
    void showState();
    void showCatalogues();
    void showCurrent();
    void propose();
    void askAdd(const dumbo::CatalogueProposal &proposal);
    void removeCurrent();
    [[nodiscard]] const dumbo::CatalogueOffer *current() const;

    DriverDesk &m_desk;
    DriverListModel *m_model;
    QSortFilterProxyModel *m_found;
    QLineEdit *m_search;
    QPushButton *m_check;
    QLabel *m_age;
    ToneBox *m_fault;
    QListView *m_list;
    QLabel *m_nothing;
    QLabel *m_about;
    QPushButton *m_get;
    FoldSection *m_section;
    QTreeWidget *m_catalogues;
    QLineEdit *m_location;
    QPushButton *m_add;
    QPushButton *m_remove;
    AskBar *m_question;
};

} // namespace workbench
