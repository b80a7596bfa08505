#pragma once

#include "core/connection/profile.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace workbench {

class ColourChoice;
class FormSection;

/// What a saved connection has besides its options: how it is found and marked, what it may do, how it gets there.
class ProfileFields : public QWidget {
    Q_OBJECT

public:
    explicit ProfileFields(const QStringList &folders, QWidget *parent = nullptr);

    /// Everything but id, connector and options, which stay as they are.
    void fill(dumbo::Profile &profile) const;
    void show(const dumbo::Profile &profile);
    void setReadOnly(bool readOnly);
    [[nodiscard]] bool isReadOnly() const;
    [[nodiscard]] QString name() const;
    /// What it will be called where nobody names it.
    void setSuggestedName(const QString &name);
    /// ssh leads to hosts; passwords are kept where there are some. keychainFault says why they can't be.
    void offer(bool tunnel, bool secrets, const QString &keychainFault);
    /// Whether all can be understood; what can't is marked.
    [[nodiscard]] bool markFaults();
    [[nodiscard]] QList<FormSection *> sections() const;
    /// Where a password's fate is chosen; stands with the form's own fields.
    [[nodiscard]] QWidget *passwordKeeping() const;

Q_SIGNALS:
    /// By a person, in what the connection string shows.
    void edited();

private:
    void makeMarks(const QStringList &folders);
    void makeTunnel();
    void makeStartup();

    FormSection *m_marks;
    FormSection *m_tunnel;
    FormSection *m_startup;
    QLineEdit *m_name;
    QComboBox *m_folder;
    ColourChoice *m_colour;
    QCheckBox *m_production;
    QCheckBox *m_readOnly;
    QCheckBox *m_savesPasswords;
    QLabel *m_keychain;
    QWidget *m_keeping;
    QLineEdit *m_destination;
    QLineEdit *m_sshOptions;
    QLabel *m_sshError;
    QPlainTextEdit *m_startupSql;
};

} // namespace workbench
