#pragma once

#include "ui/grid/gridcell.h"

#include <array>
#include <vector>

namespace workbench {

enum class CopyFormat : quint8 { Tsv, Csv, Json, NdJson, Markdown, Insert };

inline constexpr std::array allCopyFormats { CopyFormat::Tsv, CopyFormat::Csv, CopyFormat::Json,
    CopyFormat::NdJson, CopyFormat::Markdown, CopyFormat::Insert };

/// The name a format has on the command line and in settings: tsv, csv, json, ndjson, markdown, insert.
QString copyFormatId(CopyFormat format);

/// What a person reads in a menu, translated.
QString copyFormatTitle(CopyFormat format);

/// Which cells to copy, and how.
struct CopyRequest
{
    /// Inside the source, not empty, may overlap; in the order in which the person chose them.
    std::vector<GridRange> ranges;
    CopyFormat format = CopyFormat::Tsv;
    /// The first line names the columns, where the format knows such a line.
    bool withHeader = false;

    /// One cell alone is copied as its bare text, without quotes.
    bool isSingleCell() const;
    /// Cells in all ranges; overlapping ones count each time.
    qint64 cellCount() const;
};

}
