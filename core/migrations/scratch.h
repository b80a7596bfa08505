#pragma once

#include "core/migrations/databaseopener.h"
#include "core/sdk/extensions/migrations.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace dumbo {

struct ScratchOptions {
    enum class Content {
        Empty, ///< a database without objects
        Schema, ///< the objects of the original, without rows
        Rows, ///< a copy with all rows, where the database can make one
    };
    Content content = Content::Empty;
    /// What Schema makes, read with CatalogDepth::Full and DDL; null: it is read from the original first.
    std::shared_ptr<const CatalogPart> catalog = {};
    Cancellation cancellation = {};
    /// How many statements of Schema ran, of how many; may be empty.
    std::function<void(qsizetype done, qsizetype total)> progress = {};
};

/// A database made for trying, and dropped again: by drop(), else by the destructor. What a program left behind that crashed is swept
/// when the next one is made. Lives in the thread that made it; whatever open() gave is gone before.
class DUMBO_CORE_EXPORT ScratchCopy {
public:
    ScratchCopy(ScratchCopy &&other) noexcept;
    ScratchCopy &operator=(ScratchCopy &&other) noexcept;
    ~ScratchCopy();

    [[nodiscard]] const ScratchDatabase &database() const;
    /// What the copy lacks or has otherwise than the original, in sentences.
    [[nodiscard]] const QStringList &warnings() const;
    /// A connection to it, as often as asked.
    [[nodiscard]] Result<std::unique_ptr<OpenDatabase>> open(const Cancellation &cancellation = {}) const;
    /// As an opener, which holds as long as this does; its requests' options go over those of the scratch database.
    [[nodiscard]] DatabaseOpener opener() const;
    /// Idempotent. The error names what is left behind; the next sweep takes it.
    [[nodiscard]] Result<void> drop();

private:
    friend DUMBO_CORE_EXPORT Result<ScratchCopy> makeScratch(const DatabaseOpener &opener, const ScratchOptions &options);
    struct Data;
    explicit ScratchCopy(std::unique_ptr<Data> data);
    std::unique_ptr<Data> d;
};

/// Makes one from the opener's database, which is only read. NotImplemented where the connector has no scratch databases.
[[nodiscard]] DUMBO_CORE_EXPORT Result<ScratchCopy> makeScratch(const DatabaseOpener &opener, const ScratchOptions &options);

/// The extension of a connection; NotImplemented, with a sentence, where it has none.
[[nodiscard]] DUMBO_CORE_EXPORT Result<MigrationsExtension *> migrationsOf(Connection &connection);

} // namespace dumbo
