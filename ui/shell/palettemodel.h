#pragma once

#include "ui/shell/palette.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace workbench {

/// The entries that fit the pattern, best first, at most a hundred.
class PaletteModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        DetailRole = Qt::UserRole, ///< QString
        NoteRole, ///< QString
        PositionsRole, ///< QList<qsizetype> of matched characters in the title
    };
    using QAbstractListModel::QAbstractListModel;

    void setEntries(QList<PaletteEntry> entries);
    void setPattern(const QString &pattern);
    [[nodiscard]] const PaletteEntry &entry(int row) const { return m_entries[m_shown[row].entry]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Shown {
        qsizetype entry = 0;
        int score = 0;
        QList<qsizetype> positions;
    };
    QList<PaletteEntry> m_entries;
    QList<Shown> m_shown;
};

/// Draws title with the matched characters in bold, detail and note.
class PaletteDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace workbench
