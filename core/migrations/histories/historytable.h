#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace dumbo {

/// How a column tells how a step ended.
struct StateRule {
    enum class Means {
        Success, ///< false: failed
        Dirty, ///< true: failed
        Applied, ///< false: undone
        NotNullIsUndone, ///< a time: undone then
        NullIsFailed, ///< no time: never finished
        NotEmptyIsFailed, ///< an error's text
        Word, ///< `failed` or `undone` below; anything else: applied
    };
    QString column;
    Means means = Means::Success;
    QStringList failed {};
    QStringList undone {};
};

/// One row of the table of histories. Columns are compared without case and underscores, so that tools that let the database
/// choose the spelling are found everywhere.
struct HistoryDescriptor {
    QString tool;
    const char *name = nullptr;
    QString table {}; ///< compared without case
    QStringList columns {}; ///< all of them are there
    QStringList absent {}; ///< none of them is there
    QString beside {}; ///< such a table stands in the same schema
    QString type {}; ///< a pattern that the version column's type fits; empty: any
    QString pragma {}; ///< instead of a table
    QString version {}; ///< column, or empty
    QString title {}; ///< of the name; "app.name": two columns with a dot between; empty: the version
    QString appliedAt {};
    QString checksum {};
    QStringList order {}; ///< columns; else as stored
    std::vector<StateRule> states {}; ///< the first that says other than applied counts
    QString leftOut {}; ///< a pattern of versions that are the tool's own marks
    bool isState = false;
};

/// The table; of several that fit, the first one counts.
[[nodiscard]] const std::vector<HistoryDescriptor> &historyTable();

} // namespace dumbo
