#pragma once

#include "core/base/result.h"
#include "core/sdk/extension.h"
#include "core/sdk/extensions/documentquery.h"
#include "core/sdk/extensions/schemacomponents.h"

#include <optional>
#include <vector>

namespace dumbo {

/// How a database keeps documents: what the evaluator must know to mean the same.
struct DocumentTraits {
    bool keepsText = false; ///< a collection's document comes back byte for byte
    bool ordersKeys = false; ///< the database has its own order of keys, so theirs means nothing when objects are compared
    bool firstKeyWins = false; ///< of a key that occurs twice the database reads the first
    bool locksRows = false; ///< DocumentQuery::forUpdate
    int mostParameters = 0; ///< of one statement; 0: no limit that matters
    std::vector<DocumentStorage> storages; ///< that columns may have; the first is that of its own collections
    std::vector<DocumentIndex::Kind> indexKinds;
    bool generatedColumns = false; ///< DocumentIndex::generatedColumn
    friend bool operator==(const DocumentTraits &, const DocumentTraits &) = default;
};

/// One row to be written.
struct DocumentRow {
    std::vector<Value> key; ///< of a collection one text
    QByteArray text; ///< the whole document; in a collection _id and _version inside
    /// The version that the row must have. Nothing: any.
    std::optional<qint64> expectedVersion;
    /// What the document's text must be, where there is no version: a column of any table. Compared as the storage compares.
    std::optional<QByteArray> expectedText;
};

/// What is written, by one statement for all rows, or several where parameters are limited. Each answers the rows that were really
/// written: their key, and of a collection "_version" as it is now.
struct DocumentWrite {
    enum class Kind {
        Insert, ///< a row that exists already is left alone, and not answered
        Update, ///< rows that exist with what is expected; a collection's version rises by one
        Delete, ///< the same
        Upsert, ///< inserted or, where it exists, replaced
        DeleteMatching, ///< by filter; only where its SQL decides alone, else NotImplemented
    };
    Kind kind = Kind::Insert;
    DocumentSource source;
    std::vector<DocumentRow> rows;
    DocumentFilter filter;
};

/// A statement to run.
struct DocumentCommand {
    StatementText text;
    Parameters parameters;
};

/// A collection as a schema declares it.
struct CollectionDefinition {
    ObjectPath table; ///< schema may be empty
    std::vector<DocumentIndex> indexes;
};

/// How a path is written for people.
enum class PathNotation {
    Json, ///< an expression that answers JSON
    Text, ///< an expression that answers text
    JsonPath, ///< the standard's path, e.g. $.address.city
};

/// Documents on a database type: SQL for them, as values, without a connection. The plugin's own extension
/// (StoragePlugin::extension). Any thread.
class DUMBO_SDK_EXPORT PongoExtension : public Extension {
public:
    PongoExtension();
    ~PongoExtension() override;

    [[nodiscard]] static ExtensionId extensionId() { return { QStringLiteral("pongo"), 1 }; }
    [[nodiscard]] ExtensionId id() const final;

    [[nodiscard]] virtual DocumentTraits traits() const = 0;

    [[nodiscard]] virtual Result<DocumentStatement> find(const DocumentQuery &query) = 0;
    /// One row, one column. Nothing where SQL alone can't count.
    [[nodiscard]] virtual Result<std::optional<DocumentCommand>> count(const DocumentQuery &query) = 0;
    /// The values at a path of the documents that match, one a row, arrays whole or by their elements, perhaps several times and perhaps of documents that do not match
    /// (filterDone says): one column "value" of JSON texts. Nothing where it is cheaper to read the documents.
    [[nodiscard]] virtual Result<std::optional<DocumentStatement>> values(const DocumentQuery &query, const DocumentPath &path) = 0;
    /// In order. No rows: no statements.
    [[nodiscard]] virtual Result<std::vector<DocumentCommand>> write(const DocumentWrite &write) = 0;

    /// The migrations that make a collection and its indexes, byte for byte those of the existing Pongo as far as it has them.
    [[nodiscard]] virtual Result<std::vector<OfferedMigration>> migrations(const CollectionDefinition &collection) = 0;
    /// What makes an index; statements that can't run in a transaction are InvalidOperation.
    [[nodiscard]] virtual Result<std::vector<StatementText>> createIndex(const DocumentSource &source, const DocumentIndex &index) = 0;
    [[nodiscard]] virtual Result<std::vector<StatementText>> dropIndex(const DocumentSource &source, const DocumentIndex &index) = 0;
    /// What an index of the catalog does for documents; nothing where that is none of these.
    [[nodiscard]] virtual std::optional<DocumentIndex> readIndex(const DocumentSource &source, const CatalogIndex &index) = 0;
    [[nodiscard]] virtual Result<std::vector<StatementText>> rename(const DocumentSource &source, const QString &newName) = 0;
    [[nodiscard]] virtual Result<std::vector<StatementText>> drop(const DocumentSource &source) = 0;
    /// A copy of some rows, for trying: a table of another name, without indexes.
    [[nodiscard]] virtual Result<std::vector<StatementText>> copySample(
        const DocumentSource &source, const ObjectPath &target, qint64 rows)
        = 0;
    /// What makes the database refuse documents that do not match: a check, or triggers where checks can't be added. NotImplemented where
    /// SQL alone can't decide the filter.
    [[nodiscard]] virtual Result<std::vector<StatementText>> require(
        const DocumentSource &source, const QString &name, const DocumentFilter &filter)
        = 0;

    /// SQL for a path, without parameters: for people.
    [[nodiscard]] virtual QByteArray pathText(const DocumentSource &source, const DocumentPath &path, PathNotation notation) = 0;
};

} // namespace dumbo
