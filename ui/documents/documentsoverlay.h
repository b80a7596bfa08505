#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <QByteArray>
#include <QObject>

#include <vector>

namespace workbench {

/// Changes that are staged, laid over the documents as they came: views show the staged text, marked as such.
class DocumentsOverlay : public QObject {
    Q_OBJECT

public:
    enum class State {
        Changed,
        Deleted, ///< still shown, struck through
        Added, ///< not in the database yet; shown above the others
        Conflict, ///< somebody else wrote it since it was read
    };
    struct Staged {
        State state = State::Changed;
        QByteArray text; ///< the whole document; of a deleted one as it was
        std::vector<dumbo::DocumentPath> changed; ///< where it differs, for marks
    };

    using QObject::QObject;

    /// Null: as it came. The pointer is valid until the next signal.
    [[nodiscard]] virtual const Staged *staged(const QByteArray &keyText) const = 0;
    [[nodiscard]] virtual qint64 addedCount() const = 0;
    [[nodiscard]] virtual const Staged &added(qint64 number) const = 0;

Q_SIGNALS:
    /// Of one document.
    void changed(const QByteArray &keyText);
    /// Which documents are added, or anything of many documents.
    void wasReset();
};

} // namespace workbench
