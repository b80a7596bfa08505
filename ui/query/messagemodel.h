#pragma once

#include "core/base/error.h"

#include <QAbstractTableModel>
#include <QDateTime>

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

namespace workbench {

/// One line of the message log.
struct LogMessage {
    enum class Kind { Run, Done, Notice, Warning, Cancelled, Error };
    Kind kind = Kind::Done;
    QDateTime time;
    QString text; ///< the statement's beginning, or what was said; one line
    QString outcome; ///< "3 rows", "2 rows changed", an error's message
    std::optional<std::chrono::milliseconds> elapsed;
    QString details; ///< for tooltip and copying
    int line = -1; ///< of the editor, from 0; -1: no place
    int column = 0;
};

/// What happened in a tab, the newest last. Holds the last few thousand lines.
class MessageModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        TimeColumn,
        TextColumn,
        OutcomeColumn,
        ElapsedColumn,
        ColumnCount,
    };
    static constexpr int mostMessages = 5000;

    explicit MessageModel(QObject *parent = nullptr);

    void append(std::vector<LogMessage> messages);
    void clear();
    [[nodiscard]] const LogMessage &message(int row) const { return m_messages[std::size_t(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::deque<LogMessage> m_messages;
};

} // namespace workbench
