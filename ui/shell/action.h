#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

namespace workbench {

/// What a person can ask the program to do, as data. The part that owns the matter registers it with a
/// handler in the ActionRegistry; menus, palette, tooltips and the page of shortcuts are made from it.
struct Action {
    QString id; ///< stable, "part.verb", e.g. "query.run-current"
    QString text; ///< as a menu shows it, with '&' before the mnemonic
    QString menu; ///< "file", "edit", "query", "migrations", "view", "help", or empty: only in the palette
    QList<QKeySequence> shortcuts; ///< the defaults; a person may change them
    QString icon; ///< name in the icon theme; may be empty
    bool checkable = false;
    bool beginsGroup = false; ///< a separator stands before it in its menu
    bool endsMenu = false; ///< it stands last in its menu, whatever is added later
};

} // namespace workbench
