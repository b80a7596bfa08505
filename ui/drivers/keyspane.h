#pragma once

#include "core/base/error.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace workbench {

class AskBar;
class DriverDesk;
class ToneBox;

/// Whose drivers the person trusts: every key that was decided about or that signed something installed.
class KeysPane : public QWidget {
    Q_OBJECT

public:
    explicit KeysPane(DriverDesk &desk, QWidget *parent = nullptr);

    void select(const QString &fingerprint);
    bool escape();

Q_SIGNALS:
    void failed(const dumbo::Error &error);

private:
    void showSnapshot();
    void showCurrent();
    void askTrust();
    void askDistrust();
    void addKey();
    void trust(const QString &key, const QString &name);

    DriverDesk &m_desk;
    ToneBox *m_fault;
    QTreeWidget *m_list;
    QLabel *m_nothing;
    QLabel *m_whole;
    AskBar *m_question;
    QPushButton *m_trust;
    QPushButton *m_distrust;
    QLineEdit *m_key;
    QLineEdit *m_name;
    QPushButton *m_add;
};

} // namespace workbench
