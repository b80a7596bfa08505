#pragma once

#include "core/connection/sessionevents.h"

#include <QFrame>
#include <QMap>

class QCheckBox;
class QLineEdit;

namespace workbench {

/// A question that stands in the window instead of above it: a password, a passphrase, or whether a host is to be trusted.
class CredentialsPrompt : public QFrame {
    Q_OBJECT

public:
    struct Subject {
        QString connection; ///< its name
        QColor accent;
        QMap<QString, QString> labels; ///< of fields, as the driver calls them
        bool canSave = false; ///< a keychain may keep the answer
        bool saves = false; ///< it is to be kept unless the person says otherwise
        QString keychainFault; ///< why it can't be kept; empty: nothing is known against it
    };

    CredentialsPrompt(const dumbo::CredentialsRequest &request, const Subject &subject, QWidget *parent = nullptr);

    /// "Password for shop".
    [[nodiscard]] QString title() const { return m_title; }

Q_SIGNALS:
    void answered(const QMap<QString, QString> &secrets, bool saves);
    void refused();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QString label(const QString &field) const;
    void addFields(class QGridLayout &grid, int &row);
    void addSave(class QGridLayout &grid, int &row);
    void addButtons(class QGridLayout &grid, int row);
    void accept();

    dumbo::CredentialsRequest m_request;
    Subject m_subject;
    QString m_title;
    QMap<QString, QLineEdit *> m_lines;
    QCheckBox *m_save = nullptr;
};

} // namespace workbench
