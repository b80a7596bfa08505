#pragma once

#include "core/base/result.h"
#include "core/json/jsonpatch.h"

#include <QAbstractItemModel>

#include <optional>
#include <vector>

namespace workbench {

/// What differs between two documents, or what two people made of one. Values, so that they can be made in any thread.
struct DocumentDifference {
    enum class Sides { Two, Three };
    /// Of a difference with a value on each side; nothing: it is not there.
    struct Entry {
        dumbo::JsonThreeWay::Side side = dumbo::JsonThreeWay::Side::Mine;
        QByteArrayList path;
        std::optional<QByteArray> before;
        std::optional<QByteArray> mine; ///< of two sides: now
        std::optional<QByteArray> theirs;
    };

    Sides sides = Sides::Two;
    std::vector<Entry> entries; ///< at most mostEntries
    qint64 count = 0;
    bool isStructural = true; ///< false: one of them is no JSON, and the texts stand as one entry
    bool differsInText = false; ///< in white space, order of keys or the way numbers are written only
    // Of three sides, to be merged.
    std::vector<dumbo::JsonThreeWay> changes;
    std::vector<dumbo::JsonDocument> documents; ///< before, mine, theirs: kept for the nodes of changes

    static constexpr std::size_t mostEntries = 5000;

    [[nodiscard]] qsizetype conflictCount() const;
};

[[nodiscard]] DocumentDifference differenceOfTwo(const QByteArray &before, const QByteArray &now);
/// before may be empty: both inserted it. hidesVersion: not what the database counts itself.
[[nodiscard]] DocumentDifference differenceOfThree(const QByteArray &before, const QByteArray &mine, const QByteArray &theirs, bool hidesVersion = false);

/// Differences, and below each the values of its sides. Where both changed the same, one side is to be chosen.
class DifferenceModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role {
        LookRole = Qt::UserRole, ///< a Look
        ChosenRole, ///< of a side that can be chosen: whether it is
        ValueRole, ///< the whole JSON text
        NoteRole, ///< of a path: what became of it
    };
    enum class Look { Path, Before, Removed, Added, Mine, Theirs };

    using QAbstractItemModel::QAbstractItemModel;

    void setDifference(DocumentDifference difference);
    [[nodiscard]] const DocumentDifference &difference() const { return m_difference; }
    /// By order among the conflicts.
    [[nodiscard]] const std::vector<std::optional<bool>> &takesMine() const { return m_takesMine; }
    [[nodiscard]] bool isDecided() const;
    [[nodiscard]] qsizetype openCount() const;
    /// Where a side can be chosen, chooses it.
    bool choose(const QModelIndex &index);
    void chooseAll(bool mine);
    /// Theirs with what was chosen. InvalidOperation while something is not decided.
    [[nodiscard]] dumbo::Result<QByteArray> merged() const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void choicesChanged();

private:
    struct SideRow {
        Look look = Look::Before;
        const std::optional<QByteArray> *value = nullptr;
        QString title;
    };
    [[nodiscard]] std::vector<SideRow> sidesOf(const DocumentDifference::Entry &entry) const;
    [[nodiscard]] QVariant pathData(const DocumentDifference::Entry &entry, int role) const;
    [[nodiscard]] QString noteOf(const DocumentDifference::Entry &entry) const;

    DocumentDifference m_difference;
    std::vector<int> m_conflicts; ///< by entry its number among the conflicts, or -1
    std::vector<std::optional<bool>> m_takesMine;
};

} // namespace workbench
