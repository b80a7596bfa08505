#pragma once

#include <QString>

#include <vector>

namespace workbench {

/// What stands beside a component, or a migration of one, as sign and word.
enum class TreeMark {
    None, ///< as declared
    Missing,
    Different,
    Problem, ///< of the file
    Applied,
    Pending,
    Changed,
    OutOfOrder,
    Failed,
};

/// What should be in a database, as a file declares it, beside what is there.
struct TreeComponents {
    enum class State {
        None, ///< no file was chosen
        Reading,
        Ready,
        Failed, ///< message says why
    };
    struct Row {
        int parent = -1; ///< of rows; -1: the branch itself
        QString name;
        QString icon;
        QString detail;
        TreeMark mark = TreeMark::None;
        QString toolTip;
        bool isMigration = false;
    };

    State state = State::None;
    QString file; ///< its name, without the folder
    QString path;
    QString message;
    QString summary; ///< a word or two: "2 differ"
    std::vector<Row> rows; ///< parents before children
};

/// "missing", "differs", "applied", …; empty for None.
[[nodiscard]] QString markText(TreeMark mark);

} // namespace workbench
