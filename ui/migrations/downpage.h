#pragma once

#include "core/migrations/downproof.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QLabel;
class QToolButton;

namespace workbench {

class SqlView;

/// The down script of a migration and whether it brings back what was before.
class DownPage : public QWidget {
    Q_OBJECT

public:
    explicit DownPage(QWidget *parent = nullptr);

    /// null: there is no migration.
    void showMigration(const dumbo::Migration *migration, const QString &highlighting);
    /// nothing: it was not tried.
    void showProof(const std::optional<dumbo::DownProof> &proof);
    void setBusy(bool busy);
    [[nodiscard]] QString words() const;
    [[nodiscard]] bool checksRows() const;

Q_SIGNALS:
    void proofWanted(bool checkRows);

protected:
    void changeEvent(QEvent *event) override;

private:
    SqlView *m_text;
    QToolButton *m_prove;
    QCheckBox *m_rows;
    QLabel *m_words;
    bool m_hasDown = false;
    std::optional<dumbo::DownProof> m_proof;
};

} // namespace workbench
