#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

#include <QByteArray>

#include <memory>
#include <optional>

class QIODevice;

namespace dumbo {

/// Documents of a file, one after the other: whatever its size, no more than the longest document is held.
///
/// One thread at a time.
class DUMBO_CORE_EXPORT JsonStream {
public:
    enum class Format {
        Automatic, ///< an array where the first byte is "[", else concatenated documents, which covers lines
        Lines, ///< NDJSON: one document a line; a line that is none is reported, and the next one read
        Array, ///< the elements of one array
        Concatenated, ///< documents with any space between, or none
    };

    struct Options {
        Format format = Format::Automatic;
        qint64 mostBytes = 1024 * 1024 * 1024; ///< of one document; a longer one is an error
        Cancellation cancellation = {};
    };

    /// A document, or what stands in its place.
    struct Item {
        QByteArray text; ///< without surrounding space
        qint64 line = 1; ///< where it begins, from 1
        qint64 position = 0; ///< in bytes of the file, from 0
        /// ErrorKind::Data where this is no JSON; its position is within the text.
        std::optional<Error> error = {};
    };

    /// device is open for reading, need not be seekable, and outlives the stream. A byte order mark is passed over.
    explicit JsonStream(QIODevice &device);
    JsonStream(QIODevice &device, const Options &options);
    ~JsonStream();
    JsonStream(JsonStream &&other) noexcept;
    JsonStream &operator=(JsonStream &&other) noexcept;

    /// Each document is validated. Nothing at the end. An item with an error may be followed by others: a bad line by the next one; a bad
    /// element or document by what begins behind the next line break, if any can begin there. An error of the call itself (the device's,
    /// Cancelled) is final.
    [[nodiscard]] Result<std::optional<Item>> next();

    /// Bytes of the device that were used so far, for progress.
    [[nodiscard]] qint64 bytesRead() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace dumbo
