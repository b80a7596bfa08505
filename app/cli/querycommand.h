#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/opener.h"
#include "core/results/resultwriter.h"
#include "core/sdk/statement.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace cli {

struct QueryArguments {
    ConnectionArguments connection;
    std::optional<QByteArray> sql; ///< nothing: from the file
    QString file; ///< "-" is standard input
    dumbo::ResultFormat format = dumbo::ResultFormat::Table;
    std::optional<QByteArray> nullText;
    std::vector<dumbo::Value> parameters;
    QString tableName = QStringLiteral("result");
    bool header = true;
};

/// Runs the statements in order and writes their results to standard output as they arrive.
[[nodiscard]] ExitCode runQuery(dumbo::DriverRegistry &registry, const QueryArguments &arguments, Interrupt &interrupt);

/// A --param of the command line: a whole number in its shortest form is a number, everything else text.
[[nodiscard]] dumbo::Value parameterFromText(const QString &text);

} // namespace cli
