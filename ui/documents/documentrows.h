#pragma once

#include "core/base/error.h"
#include "core/json/jsondocument.h"
#include "core/results/resultstore.h"
#include "ui/documents/documentnode.h"
#include "ui/documents/documentsoverlay.h"

#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

namespace workbench {

class StoreSource;

/// The documents of a result as the views show them: added ones first, then those of the store, staged texts over what came.
/// Nothing here waits: small documents are indexed when they are asked for, long ones in a worker thread, and rows that went to
/// disk arrive later.
class DocumentRows : public QObject {
    Q_OBJECT

public:
    /// A document that is looked into.
    struct Opened {
        dumbo::JsonDocument document; ///< null: being read, or no JSON
        std::optional<dumbo::Error> error;
    };
    static constexpr qint64 smallLimit = 256 * 1024; ///< bytes that are indexed at once

    explicit DocumentRows(QObject *parent = nullptr);
    ~DocumentRows() override;

    /// Null: no documents. The store's last column is the document, the first ones are its key.
    void setResult(const std::shared_ptr<dumbo::ResultStore> &store, const dumbo::DocumentSource &source);
    void setOverlay(DocumentsOverlay *overlay);
    [[nodiscard]] DocumentsOverlay *overlay() const;
    [[nodiscard]] const std::shared_ptr<dumbo::ResultStore> &store() const { return m_store; }
    [[nodiscard]] const dumbo::DocumentSource &source() const { return m_source; }

    [[nodiscard]] qint64 count() const;
    /// Those at the top that are not in the database.
    [[nodiscard]] qint64 addedCount() const;

    /// Nothing: not in memory yet, rowsReady() follows. Of an added document it is empty.
    [[nodiscard]] std::optional<DocumentKey> tryKey(qint64 row) const;
    /// The beginning of the text, at most so many bytes; cut within a character perhaps. Nothing as for tryKey().
    [[nodiscard]] std::optional<QByteArray> tryBeginning(qint64 row, qsizetype most) const;
    /// Bytes of the whole text; -1 while the row is not in memory.
    [[nodiscard]] qint64 textSize(qint64 row) const;
    /// The row holds SQL's NULL in place of a document.
    [[nodiscard]] bool isNull(qint64 row) const;
    /// The document with its index. Reads long ones in the background: rowsReady() follows.
    [[nodiscard]] Opened tryOpen(qint64 row);
    /// What is staged for the row; null: nothing.
    [[nodiscard]] const DocumentsOverlay::Staged *staged(qint64 row) const;
    [[nodiscard]] static dumbo::JsonNode nodeAt(const dumbo::JsonDocument &document, const std::vector<qint64> &steps);
    /// The node there; nothing while the document is not in memory or where there is no such place.
    [[nodiscard]] std::optional<DocumentNode> tryNode(const DocumentPlace &place);

Q_SIGNALS:
    /// More rows; those that were there are the same.
    void countChanged();
    /// These came into memory, or were read, or staged.
    void rowsReady(qint64 first, qint64 last);
    /// What is asked is still answered as before; then everything changes.
    void aboutToReset();
    void wasReset();
    /// The store's state.
    void stateChanged();

private:
    class Cache;
    void onOverlayChanged(const QByteArray &keyText);
    void onOverlayReset();
    [[nodiscard]] qint64 storeRow(qint64 row) const;
    [[nodiscard]] std::optional<dumbo::CellView> tryCell(qint64 row, int column) const;
    [[nodiscard]] int textColumn() const;
    void read(qint64 row);

    std::shared_ptr<dumbo::ResultStore> m_store;
    std::unique_ptr<StoreSource> m_feed; ///< wakes us up
    dumbo::DocumentSource m_source;
    QPointer<DocumentsOverlay> m_overlay;
    std::unique_ptr<Cache> m_cache;
    qint64 m_added = 0; ///< as of the last reset
    quint64 m_generation = 0;
};

/// A node of an indexed document.
[[nodiscard]] DocumentNode nodeOf(const dumbo::JsonNode &node, const DocumentPlace &place);

} // namespace workbench
