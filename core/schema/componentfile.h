#pragma once

#include "core/base/result.h"
#include "core/schema/componentoffers.h"
#include "core/schema/resolvedcomponents.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace dumbo {

/// Components as a JSON file declares them (resources/schemas/schema-components.schema.json).
struct ComponentFile {
    std::shared_ptr<const SchemaComponent> root; ///< a DatabaseComponent; what could not be read is left out
    QString path;
    std::vector<ComponentProblem> problems; ///< of the file's form: unknown keys, values of a wrong type
    /// The line of a pointer, from 1.
    std::function<int(const QString &pointer)> lineOf;

    /// Of a problem: path, line, and a message that ends with the pointer.
    [[nodiscard]] DUMBO_CORE_EXPORT SourceProblem located(const ComponentProblem &problem) const;
};

/// Data with path and line where it is no JSON, or no component file at all; Connection errors never. All else that is wrong is in
/// ComponentFile::problems.
[[nodiscard]] DUMBO_CORE_EXPORT Result<ComponentFile> parseComponents(const QByteArray &json, const QString &path);
/// NotFound or System where the file can't be read.
[[nodiscard]] DUMBO_CORE_EXPORT Result<ComponentFile> readComponents(const QString &path);

/// The text looks like a component file: an object with the key "schemaComponents".
[[nodiscard]] DUMBO_CORE_EXPORT bool isComponentFile(const QByteArray &json);

/// A component file as a source of migrations (layout "components"). Problems of the file and of its components are problems of the
/// set, with lines; MigrationStatement::line is the line of the component that made it.
[[nodiscard]] DUMBO_CORE_EXPORT Result<MigrationSet> readComponentMigrations(
    const QString &path, const Dialect &dialect, const std::vector<ComponentOffer> &offers = {});

/// A file to start from, which runs as it stands on PostgreSQL, SQLite and MariaDB.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray sampleComponentFile();

} // namespace dumbo
