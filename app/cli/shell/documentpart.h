#pragma once

#include "app/cli/liveconnection.h"
#include "app/cli/shell/shellreader.h"
#include "app/cli/shell/shellsettings.h"
#include "core/documents/documentengine.h"

#include <QHash>
#include <QStringList>

#include <optional>

namespace cli {

/// Runs expressions on documents in a shell.
class DocumentPart {
public:
    explicit DocumentPart(LiveConnection &connection);

    /// source is the file it stands in, or empty.
    [[nodiscard]] PartOutcome run(const ShellSettings &settings, const ShellPart &part, const QString &source);
    /// Paths that occur in some documents of a collection, "address.city"; read when they are first asked for.
    [[nodiscard]] QStringList paths(const QString &collection);

private:
    [[nodiscard]] dumbo::Result<const dumbo::DocumentEngine *> engine();

    LiveConnection &m_connection;
    std::optional<dumbo::DocumentEngine> m_engine;
    QHash<QString, QStringList> m_paths; ///< by collection
};

} // namespace cli
