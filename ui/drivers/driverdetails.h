#pragma once

#include "ui/drivers/driverview.h"

#include <QScrollArea>

class QCheckBox;
class QFormLayout;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace workbench {

class AskBar;
class DriverFiles;
class FoldSection;

/// One driver: what it is, why it is not loading, what can be done with it, and all there is to know about it. Asks before
/// it says that something is to be taken away.
class DriverDetails : public QScrollArea {
    Q_OBJECT

public:
    explicit DriverDetails(QWidget *parent = nullptr);

    void show(const DriverView &driver);
    [[nodiscard]] const DriverView &driver() const { return m_driver; }
    /// While something else is done nothing more can be asked for.
    void setBusy(bool busy);
    /// Takes a question away; false where there was none.
    bool escape();

Q_SIGNALS:
    void updateWanted(const QString &id);
    void disableWanted(const QString &id, bool disabled);
    void rollBackWanted(const QString &id);
    void versionWanted(const QString &id, const QString &version);
    /// All versions where version is empty.
    void removeWanted(const QString &id, const QString &version);
    void isolationWanted(const QString &id, bool isolated);
    void keyWanted(const QString &fingerprint);

protected:
    void changeEvent(QEvent *event) override;

private:
    void makeHead();
    void makeButtons();
    void makeFacts();
    void makeSections();
    void showHead();
    void showPicture();
    void showFacts();
    void showVersions();
    void addVersion(const VersionView &version);
    void readLicence();
    void askRemove(const QString &version);
    [[nodiscard]] QPushButton *addButton(const QString &name, const QString &icon, const QString &tip);

    DriverView m_driver;
    QVBoxLayout *m_column;
    QLabel *m_picture = nullptr;
    QLabel *m_name;
    QLabel *m_about;
    QLabel *m_description;
    ToneBox *m_reason;
    ToneBox *m_note;
    AskBar *m_question;
    QWidget *m_buttons;
    QPushButton *m_update;
    QPushButton *m_disable;
    QPushButton *m_rollBack;
    QPushButton *m_remove;
    QWidget *m_isolation;
    QCheckBox *m_isolated;
    QFormLayout *m_facts;
    FoldSection *m_canSection;
    FoldSection *m_checkSection;
    FoldSection *m_versionSection;
    FoldSection *m_fileSection;
    FoldSection *m_licenceSection;
    QLabel *m_can;
    QLabel *m_checks;
    QWidget *m_versions;
    DriverFiles *m_files;
    QPlainTextEdit *m_licence;
};

} // namespace workbench
