#pragma once

#include "core/sdk/catalogobject.h"
#include "core/sdk/statement.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace dumbo {

/// Where something is in a document, step by step, in UTF-8: { "address", "city" }. A step of digits is a position in an array
/// where there is an array, else a key. Empty: the value itself.
using DocumentPath = QByteArrayList;

/// One side of a comparison of fields.
struct DocumentOperand {
    bool isField = false;
    DocumentPath path; ///< of a field
    QByteArray value; ///< JSON text of a constant
    friend bool operator==(const DocumentOperand &, const DocumentOperand &) = default;
};

/// Which documents, as one tree: what MongoDB's filter syntax says, without its short forms. Constants are JSON texts, numbers
/// with all their digits. What each kind means is defined by core's evaluator, as MongoDB documents it: a field that is an array
/// matches by the whole and by each element, a comparison of order holds only within one type, null equals what is missing.
struct DocumentFilter {
    enum class Kind {
        And, ///< of no children: every document
        Or, ///< of no children: none
        Not, ///< of one child
        Equal, ///< value
        Greater, ///< value; the same type only
        GreaterOrEqual,
        Less,
        LessOrEqual,
        In, ///< one of values; of none: no document
        Exists,
        Type, ///< one of types
        Regex, ///< pattern and options
        Modulo, ///< divisor and remainder, both whole numbers
        Size, ///< an array of exactly so many elements
        ElementMatch, ///< an array with an element that the one child matches; the child's paths begin at the element
        Compare, ///< left and right by comparison; orders all types, as $expr does
    };
    enum class Comparison { Equal, NotEqual, Greater, GreaterOrEqual, Less, LessOrEqual };

    Kind kind = Kind::And;
    DocumentPath path; ///< empty for And, Or, Not and Compare, and for a condition on an element itself
    QByteArray value;
    std::vector<QByteArray> values;
    QStringList types; ///< "number", "string", "object", "array", "bool", "null"; of numbers also "int", "long", "double", "decimal"
    QByteArray pattern; ///< a regular expression as PCRE reads it
    QByteArray options; ///< of the letters i, m, s and x
    QByteArray divisor;
    QByteArray remainder;
    qint64 size = 0;
    Comparison comparison = Comparison::Equal;
    DocumentOperand left;
    DocumentOperand right;
    std::vector<DocumentFilter> children;
    qint64 position = -1; ///< in the text it was read from, in bytes; -1: nowhere

    friend bool operator==(const DocumentFilter &, const DocumentFilter &) = default;
};

/// Documents are ordered by the types' order first: missing and null, numbers, texts, objects, arrays, booleans. Of an array the
/// smallest element counts upwards, the largest downwards.
struct DocumentSortKey {
    DocumentPath path;
    bool descending = false;
    friend bool operator==(const DocumentSortKey &, const DocumentSortKey &) = default;
};

/// How a column holds JSON.
enum class DocumentStorage {
    Jsonb, ///< the server keeps values, not the text
    JsonText, ///< the text as it came, which the server knows to be JSON
    Text, ///< the text as it came; rows may hold what is no JSON
};

/// An index for documents. Its statements and those made for filters fit each other.
struct DocumentIndex {
    enum class Kind {
        Value, ///< order and equality of the values at paths
        Containment, ///< any equality anywhere in the document (GIN)
    };
    QString name; ///< empty: made from collection and paths
    Kind kind = Kind::Value;
    std::vector<DocumentSortKey> keys; ///< of Value
    bool unique = false;
    /// SQLite: by a generated column of this name; empty: by an expression. Only where a key is single.
    QString generatedColumn;
    friend bool operator==(const DocumentIndex &, const DocumentIndex &) = default;
};

/// The column that holds the documents, and what names a row.
struct DocumentSource {
    ObjectPath table;
    QString column = QStringLiteral("data");
    DocumentStorage storage = DocumentStorage::Jsonb;
    /// A Pongo collection: _id and _version stand in columns, and the columns win over the copies in the document.
    bool isCollection = true;
    QStringList key = { QStringLiteral("_id") }; ///< columns; empty: rows can't be told apart, so nothing can be written
    std::vector<DocumentIndex> indexes; ///< that exist: SQL is made so that they serve

    friend bool operator==(const DocumentSource &, const DocumentSource &) = default;
};

/// What of a document is wanted. Of both kinds only _id may be an exception.
struct DocumentProjection {
    enum class Mode { Whole, Include, Exclude };
    Mode mode = Mode::Whole;
    std::vector<DocumentPath> paths;
    bool withId = true;
    friend bool operator==(const DocumentProjection &, const DocumentProjection &) = default;
};

struct DocumentQuery {
    DocumentSource source;
    DocumentFilter filter;
    std::vector<DocumentSortKey> sort;
    qint64 skip = 0;
    std::optional<qint64> limit;
    DocumentProjection projection;
    /// Only about so many rows, picked from all over the table before the filter is looked at; nothing: all rows. Cheap rather than perfectly
    /// random; the table's own order where the database has no better.
    std::optional<qint64> sample;
    bool forUpdate = false; ///< rows stay locked until the transaction ends, where the database can
    friend bool operator==(const DocumentQuery &, const DocumentQuery &) = default;
};

/// SQL for a query. Its rows are never fewer than those wanted; what SQL alone did not decide is left to the evaluator.
/// Columns: the key, for a collection "_version", then the document's text; they have these names, the document's is "data".
struct DocumentStatement {
    StatementText text;
    Parameters parameters;
    bool filterDone = false; ///< exactly the documents wanted, else each row is to be tried again
    bool sortDone = false;
    bool rangeDone = false; ///< skip and limit; only where filterDone and sortDone
    bool projectionDone = false;
    QStringList reasons; ///< a sentence for each thing that is left to the client
};

} // namespace dumbo
