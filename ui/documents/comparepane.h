#pragma once

#include "ui/documents/documentediting.h"
#include "ui/shell/backgroundtask.h"

#include <QWidget>

class QLabel;
class QTabBar;
class QToolButton;
class QStackedWidget;

namespace workbench {

class DifferenceView;
class SqlView;

/// Two documents side by side in their differences, or one as it was and as it is changed; and the patch (RFC 6902) that leads from
/// one to the other.
class ComparePane : public QWidget {
    Q_OBJECT

public:
    explicit ComparePane(DocumentEditing &editing, QWidget *parent = nullptr);
    ~ComparePane() override;

    [[nodiscard]] DifferenceView &differences() const { return *m_differences; }
    [[nodiscard]] QByteArray patch() const { return m_patch; }

    /// With what is selected: two documents; or one that is changed, with what it was; else the chosen one with the next that is
    /// chosen.
    void begin();

private:
    struct Side {
        QString name;
        QByteArray text;
        bool isSet = false;
    };
    void makeLayout();
    QWidget *makeSide(int side, const QString &title);
    [[nodiscard]] Side sideOf(const DocumentEditing::Subject &subject) const;
    void follow();
    void swap();
    void show();
    void readPatch();

    using Making = BackgroundTask<int, QByteArray>;

    DocumentEditing &m_editing;
    DifferenceView *m_differences;
    SqlView *m_patchView;
    QTabBar *m_pages;
    QStackedWidget *m_page;
    QToolButton *m_copy;
    std::array<QLabel *, 2> m_names {};
    QLabel *m_hint;
    std::array<Side, 2> m_sides;
    bool m_waits = false; ///< for documents that are being read
    bool m_follows = false; ///< the second side is the next document that is chosen
    QByteArray m_patch;
    std::unique_ptr<Making> m_making;
};

} // namespace workbench
