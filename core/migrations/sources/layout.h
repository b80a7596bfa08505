#pragma once

#include "core/migrations/sources/migrationsource.h"

#include <QRegularExpression>
#include <QStringList>

#include <vector>

namespace dumbo {

/// What a file is to its migration.
enum class FileRole {
    Up, ///< may hold the down script too, where the layout has sections
    Down,
    Repeatable,
    Unsupported, ///< takes part in the tool's runs but can't be run from here; FilePattern::message says what to do
    Ignored, ///< part of the layout without statements to run
};

/// Files of one kind. The pattern fits the whole path below the source, with "/" between its parts, and has the groups
/// "name" (Migration::name), "version" and "title" as far as they exist.
struct FilePattern {
    QRegularExpression pattern {};
    FileRole role = FileRole::Up;
    const char *message = nullptr; ///< of Unsupported: a sentence to be translated, %1 is the file's name
    bool isFatal = false; ///< of Unsupported
};

enum class VersionOrder {
    Name, ///< the tool sorts by file name
    Number, ///< 2 before 10
    Dotted, ///< 1.2 before 1.10
};

/// A comment line that says something to the tool.
struct Annotation {
    enum class Meaning {
        Up, ///< the up script begins; group "options" may say more
        Down,
        StatementBegin, ///< what follows, up to StatementEnd, is one statement
        StatementEnd,
        Break, ///< a statement ends before group "mark"
        NoTransaction,
        Delimiter, ///< group "delimiter" ends statements instead of ";"
        Unsupported, ///< message says what to do; always fatal
    };
    enum class Place { Anywhere, Header, FirstLine }; ///< Header: before the first line that is neither blank nor a comment
    QRegularExpression pattern {}; ///< of a whole line
    Meaning meaning = Meaning::Up;
    Place place = Place::Anywhere;
    const char *message = nullptr;
};

/// By what a layout is recognised: any one of these is enough.
struct Evidence {
    std::vector<QRegularExpression> files {}; ///< a path below the source fits
    std::vector<QRegularExpression> lines {}; ///< a line of a script fits
    QStringList besideParent {}; ///< such a file stands in the folder above, and a file of the layout in this one
};

/// A file that says more about one script.
struct Sidecar {
    QString suffix {}; ///< behind the script's path, or with "/" in front a file of the script's folder; empty: none
    QRegularExpression noTransaction {}; ///< a line of it
    QRegularExpression noPlaceholders {};
};

/// The files of a new migration. {version}, {dashed} (a time with hyphens) and {title} are replaced.
struct NewFiles {
    enum class Numbering { Sequence, Time };
    QString up {};
    QString down {}; ///< empty: sections, or no down script
    bool alwaysDown = false; ///< a pair belongs together
    Numbering numbering = Numbering::Time; ///< in an empty folder; else as the last one there
    int digits = 4; ///< of a sequence's first number
    QByteArray header {}; ///< before the up statements
    QByteArray downHeader {}; ///< in the same file before the down statements
    QByteArray noTransaction {}; ///< a line before all others
    QByteArray between = "\n"; ///< between two statements
    QByteArray wholeBegin {}; ///< around a statement with ";" in it, for a tool that would cut it there
    QByteArray wholeEnd {};
};

/// One row of the table of layouts. All that readMigrations() knows about a tool stands here.
struct LayoutDescriptor {
    QString id {};
    const char *name = nullptr;
    Evidence evidence {};
    std::vector<FilePattern> files {}; ///< the first one that fits counts
    VersionOrder order = VersionOrder::Name;
    bool pairsByVersion = false; ///< up and down scripts belong together by version; else by name
    bool refusesDuplicates = false; ///< the tool can't have two of one version
    bool countsUp = false; ///< small numbers follow each other without gaps
    bool wantsDown = false; ///< an up script without a down script is worth a word
    bool isRecursive = false; ///< folders below count, however deep
    bool needsUpSection = false; ///< without a line that means Up the tool runs nothing
    std::vector<Annotation> annotations {};
    Sidecar sidecar {};
    QRegularExpression placeholder {}; ///< the tool puts something else in its place
    QString journal {}; ///< lists the migrations in order (Drizzle); empty: the folder does
    NewFiles created {};
};

/// The table, in the order in which layouts are recognised; "plain" is the last.
[[nodiscard]] const std::vector<LayoutDescriptor> &layoutTable();
/// Null for an unknown id.
[[nodiscard]] const LayoutDescriptor *layoutOf(const QString &id);

} // namespace dumbo
