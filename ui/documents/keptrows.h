#pragma once

#include <QByteArray>
#include <QObject>
#include <QSet>

#include <memory>
#include <set>
#include <vector>

namespace dumbo {
class ResultStore;
}

namespace workbench {

class DocumentRows;

/// Finds chosen rows again when the documents were read anew: by their keys, because row numbers mean other documents then. Rows
/// without a key, or whose key was not in memory, are not found.
class KeptRows : public QObject {
    Q_OBJECT

public:
    explicit KeptRows(DocumentRows &rows, QObject *parent = nullptr);

    /// Before a reset. What an earlier search has not found stays wanted.
    void keep(qint64 current, const std::vector<qint64> &selected);
    /// After it; found() follows, at once or as rows arrive.
    void search();
    /// Somebody chose something else.
    void drop();

Q_SIGNALS:
    /// All that was found so far; current is -1 where it was not.
    void found(qint64 current, const std::set<qint64> &selected);

private:
    void scan();
    void take(qint64 row, bool isCurrent);

    DocumentRows &m_rows;
    QSet<QByteArray> m_keys; ///< still to be found
    QByteArray m_currentKey;
    std::shared_ptr<dumbo::ResultStore> m_store; ///< as it was before the reset
    qint64 m_added = 0;
    qint64 m_current = -1;
    std::set<qint64> m_selected;
    qint64 m_scanned = 0;
};

} // namespace workbench
