#pragma once

#include <QByteArray>
#include <QIcon>
#include <QStringView>

namespace workbench {

/// The program's icon: the icon theme's `dumbo-workbench`, else the one built in. Window's thread only.
QIcon applicationIcon();

/// An icon of resources/icons/objects by its file name without suffix, such as "table" or "foreign-key". It has
/// the colour of the palette's text at the time it is painted, so it follows a change between light and dark, and
/// that of selected text where it is painted selected. An unknown name gives a null icon. Window's thread only.
QIcon objectIcon(QStringView name);

/// The SQL script that makes the sample database in an empty SQLite file: one transaction, several statements,
/// UTF-8. Costs a copy (86 KB). Any thread.
QByteArray sampleScript();

} // namespace workbench
