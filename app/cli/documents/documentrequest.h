#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace cli {

/// A text that a person gave, and where it stands in what was typed.
struct RequestText {
    QByteArray text;
    QString name; ///< e.g. "filter"
    qint64 offset = 0;
};

/// What is wanted of a collection, or of any column with JSON.
struct DocumentRequest {
    enum class Action {
        Find,
        Count,
        Distinct, ///< argument: the path
        Aggregate, ///< argument: the pipeline
        Insert, ///< documents
        Update, ///< argument: the update
        Replace, ///< argument: the document
        Delete,
        Indexes,
        CreateIndex, ///< argument: the keys, e.g. {a: 1, b: -1}
        DropIndex, ///< index.name
        Collections,
        Create,
        Drop,
        Rename, ///< newName
        Schema, ///< what the documents look like
        Advise, ///< which indexes a filter wants
        Export,
        Import,
    };
    Action action = Action::Find;
    QString collection; ///< "name" or "schema.name"
    QString column; ///< of a table that is no collection; empty: the only one that fits
    RequestText filter;
    RequestText sort;
    RequestText projection;
    RequestText argument;
    std::vector<RequestText> documents;
    qint64 skip = 0;
    std::optional<qint64> limit;
    bool onlyOne = false; ///< of those that match, the first
    bool upserts = false;
    std::optional<qint64> expectedVersion; ///< Replace
    bool explains = false; ///< tells the SQL; nothing is changed
    bool previews = false; ///< tells what would change
    dumbo::DocumentIndex index;
    QString newName;
    enum class SchemaForm {
        Table,
        Json, ///< one object, for programs
        Draft, ///< a JSON Schema
    };
    SchemaForm schemaForm = SchemaForm::Table;
    std::optional<qint64> sample; ///< Schema: about so many documents; nothing: all
};

} // namespace cli
