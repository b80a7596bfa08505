#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/opener.h"

#include "core/sdk/statement.h"

#include <QByteArray>

namespace cli {

struct ExplainArguments {
    enum class Format { Tree, Text, Json };

    ConnectionArguments connection;
    QByteArray sql;
    std::vector<dumbo::Value> parameters;
    Format format = Format::Tree;
    bool analyze = false;
    bool verbose = false;
};

/// Writes how the database runs a statement to standard output; what is to be said about it to standard error.
[[nodiscard]] ExitCode explainStatement(dumbo::DriverRegistry &registry, const ExplainArguments &arguments, Interrupt &interrupt);

} // namespace cli
