#pragma once

#include "core/results/resultwriter.h"

namespace dumbo {

/// The writers behind ResultWriter::create().
[[nodiscard]] std::unique_ptr<ResultWriter> makeTableWriter(WriterOptions options, ByteSink sink);
[[nodiscard]] std::unique_ptr<ResultWriter> makeSeparatedWriter(
    char separator, const char *lineEnd, WriterOptions options, ByteSink sink);
[[nodiscard]] std::unique_ptr<ResultWriter> makeJsonWriter(bool isArray, WriterOptions options, ByteSink sink);
[[nodiscard]] std::unique_ptr<ResultWriter> makeMarkdownWriter(WriterOptions options, ByteSink sink);
[[nodiscard]] std::unique_ptr<ResultWriter> makeInsertWriter(WriterOptions options, ByteSink sink);

} // namespace dumbo
