#pragma once

#include "core/catalog/completionitems.h"

#include <KTextEditor/CodeCompletionModel>
#include <KTextEditor/CodeCompletionModelControllerInterface>

#include <functional>

namespace workbench {

class StatementIndex;

/// Completion for KTextEditor: asks completionItems() with what the catalog held when it was last read; never a database.
class CompletionModel : public KTextEditor::CodeCompletionModel, public KTextEditor::CodeCompletionModelControllerInterface {
    Q_OBJECT
    Q_INTERFACES(KTextEditor::CodeCompletionModelControllerInterface)

public:
    using Objects = std::shared_ptr<const std::vector<dumbo::CatalogObject>>;

    CompletionModel(StatementIndex &index, QObject *parent = nullptr);

    void setDialect(const dumbo::Dialect &dialect) { m_dialect = dialect; }
    /// Asked each time, so that it is always the newest.
    void setObjects(std::function<Objects()> objects) { m_objects = std::move(objects); }
    [[nodiscard]] const std::vector<dumbo::CompletionItem> &items() const { return m_items; }

    void completionInvoked(KTextEditor::View *view, const KTextEditor::Range &range, InvocationType type) override;
    void executeCompletionItem(KTextEditor::View *view, const KTextEditor::Range &word, const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    bool shouldStartCompletion(
        KTextEditor::View *view, const QString &insertedText, bool userInsertion, const KTextEditor::Cursor &position) override;
    KTextEditor::Range completionRange(KTextEditor::View *view, const KTextEditor::Cursor &position) override;
    bool shouldAbortCompletion(KTextEditor::View *view, const KTextEditor::Range &range, const QString &current) override;
    MatchReaction matchingItem(const QModelIndex &) override { return None; }

private:
    [[nodiscard]] QVariant display(const dumbo::CompletionItem &item, int column) const;

    StatementIndex &m_index;
    dumbo::Dialect m_dialect;
    std::function<Objects()> m_objects;
    std::vector<dumbo::CompletionItem> m_items;
    KTextEditor::Range m_range;
};

/// The icon of a kind, by its name in the icon theme.
[[nodiscard]] QString completionIconName(const dumbo::CompletionItem &item);

} // namespace workbench
