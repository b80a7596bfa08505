#include "ui/documents/treeediting.h"

#include "core/json/jsonstring.h"
#include "ui/documents/documentediting.h"
#include "ui/documents/documentlook.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documenttree.h"
#include "ui/documents/valueedit.h"
#include "ui/shell/messagearea.h"

#include <QComboBox>

namespace workbench {

using dumbo::ErrorKind;
using dumbo::fail;
using dumbo::JsonEdit;
using dumbo::JsonNode;
using dumbo::Result;
using Group = NodeAction::Group;

namespace {

constexpr qsizetype mostEditedCharacters = 20'000;

QString tr(const char *text)
{
    return DocumentEditing::tr(text);
}

/// _id and _version of a collection's document stand in columns; only of a new one can the id be chosen.
bool isKept(const DocumentEditing &editing, const DocumentNode &node)
{
    if (node.path.size() != 1 || !editing.source().isCollection)
        return false;
    const bool isNew = node.place.row < editing.tab().rows().addedCount();
    return node.key == "_version" || (node.key == "_id" && !isNew);
}

bool canChange(const DocumentEditing &editing, const DocumentNode &node)
{
    if (!editing.canEdit() || isKept(editing, node))
        return false;
    const auto *staged = editing.tab().rows().staged(node.place.row);
    return !staged || staged->state != DocumentsOverlay::State::Deleted;
}

void change(DocumentEditing &editing, const DocumentPlace &place, const std::function<Result<void>(JsonEdit &, const JsonNode &)> &how)
{
    if (const auto changed = changeNode(editing, place, how); !changed) {
        auto message = InlineMessage::fromError(changed.error());
        message.replaces = QStringLiteral("treeEdit");
        editing.tab().messages().show(message);
    }
}

QWidget *makeTypeEditor(DocumentEditing &editing, QWidget *parent, const DocumentNode &node)
{
    static constexpr std::array kinds { NodeKind::String, NodeKind::Number, NodeKind::Boolean, NodeKind::Null, NodeKind::Object, NodeKind::Array };
    auto *box = new QComboBox(parent);
    box->setObjectName(QStringLiteral("typeEdit"));
    box->setAccessibleName(tr("Type"));
    for (const auto kind : kinds)
        box->addItem(kindText(kind), int(kind));
    box->setCurrentIndex(box->findData(int(node.kind)));
    auto *tree = &editing.tab().tree();
    QObject::connect(box, &QComboBox::activated, tree, [&editing, tree, box, node] {
        const auto kind = NodeKind(box->currentData().toInt());
        tree->closeEditor();
        if (kind != node.kind) {
            change(editing, node.place, [&](JsonEdit &edit, const JsonNode &at) { return edit.replace(at, convertedValue(node, kind)); });
        }
    });
    QMetaObject::invokeMethod(box, [box] { box->showPopup(); }, Qt::QueuedConnection);
    return box;
}

QWidget *makeEditor(DocumentEditing &editing, QWidget *parent, const DocumentNode &node, DocumentTree::Part part)
{
    if (node.place.isDocument() || !canChange(editing, node))
        return nullptr;
    if (part == DocumentTree::Part::Type)
        return node.isWhole ? makeTypeEditor(editing, parent, node) : nullptr;
    const bool isKey = part == DocumentTree::Part::Key;
    if (isKey ? node.isElement : (node.isContainer() || !node.isWhole))
        return nullptr;
    const auto text = isKey ? dumbo::fromWtf8(node.key) : editedValueText(node);
    if (text.size() > mostEditedCharacters)
        return nullptr;
    auto *edit = new ValueEdit(text,
        [&editing, node, isKey](const QString &typed) -> Result<void> {
            if (isKey)
                return changeNode(editing, node.place, [&](JsonEdit &all, const JsonNode &at) { return all.renameKey(at, dumbo::toWtf8(typed)); });
            const auto json = typedValue(typed, node);
            if (!json)
                return fail(json.error());
            return changeNode(editing, node.place, [&](JsonEdit &all, const JsonNode &at) { return all.replace(at, *json); });
        },
        parent);
    auto *tree = &editing.tab().tree();
    QObject::connect(edit, &ValueEdit::closed, tree, &DocumentTree::closeEditor);
    return edit;
}

/// A key that the object has not got yet.
QByteArray freeKey(const JsonNode &object)
{
    const QByteArray plain = "field";
    auto key = plain;
    for (int number = 2; object.find(key).isValid(); ++number)
        key = plain + QByteArray::number(number);
    return key;
}

void addChild(DocumentEditing &editing, const DocumentPlace &place)
{
    qint64 position = 0;
    bool isMember = false;
    change(editing, place, [&](JsonEdit &edit, const JsonNode &node) {
        position = node.childCount();
        isMember = node.isObject();
        return isMember ? edit.insertMember(node, freeKey(node), "null") : edit.insertElement(node, "null");
    });
    auto child = place;
    child.steps.push_back(position);
    auto &tree = editing.tab().tree();
    tree.setExpanded(place, true);
    tree.edit(child, isMember ? DocumentTree::Part::Key : DocumentTree::Part::Value);
}

void duplicateNode(DocumentEditing &editing, const DocumentNode &node)
{
    change(editing, node.place, [&](JsonEdit &edit, const JsonNode &at) -> Result<void> {
        const auto text = at.text().toByteArray();
        if (!at.hasKey())
            return edit.insertElement(at.parent(), text, at.position() + 1);
        auto key = at.key() + " copy";
        while (at.parent().find(key).isValid())
            key += " copy";
        return edit.insertMember(at.parent(), key, text, at.position() + 1);
    });
}

void addEditActions(DocumentEditing &editing)
{
    auto &tab = editing.tab();
    auto *all = &editing;
    const auto inside = [all](const DocumentNode &node) { return !node.place.isDocument() && canChange(*all, node); };
    const auto edits = [all, inside](const DocumentNode &node) { return inside(node) && !node.isContainer() && node.isWhole; };
    tab.addNodeAction({ Group::Edit, tr("Edit Value"), QStringLiteral("document-edit"), Qt::Key_F2, edits,
        [all](const DocumentNode &node) { all->tab().tree().edit(node.place, DocumentTree::Part::Value); } });
    tab.addNodeAction({ Group::Edit, tr("Rename Key"), QStringLiteral("edit-rename"), {},
        [inside](const DocumentNode &node) { return inside(node) && !node.isElement; },
        [all](const DocumentNode &node) { all->tab().tree().edit(node.place, DocumentTree::Part::Key); } });
    tab.addNodeAction({ Group::Edit, tr("Change Type"), {}, {}, [inside](const DocumentNode &node) { return inside(node) && node.isWhole; },
        [all](const DocumentNode &node) { all->tab().tree().edit(node.place, DocumentTree::Part::Type); } });
    tab.addNodeAction({ Group::Edit, tr("Add Field or Element"), QStringLiteral("list-add"), {},
        [all](const DocumentNode &node) { return node.isContainer() && canChange(*all, node); },
        [all](const DocumentNode &node) { addChild(*all, node.place); } });
    tab.addNodeAction({ Group::Edit, tr("Duplicate Field or Element"), QStringLiteral("edit-duplicate"), {}, inside,
        [all](const DocumentNode &node) { duplicateNode(*all, node); } });
    tab.addNodeAction({ Group::Edit, tr("Remove Field or Element"), QStringLiteral("list-remove"), {}, inside, [all](const DocumentNode &node) {
                           change(*all, node.place, [](JsonEdit &edit, const JsonNode &at) { return edit.remove(at); });
                       } });
}

void addDocumentActions(DocumentEditing &editing)
{
    auto &tab = editing.tab();
    auto *all = &editing;
    const auto isDocument = [all](const DocumentNode &node) { return node.place.isDocument() && all->canEdit(); };
    tab.addNodeAction({ Group::Edit, tr("Edit as Text"), QStringLiteral("document-edit"), {}, isDocument,
        [all](const DocumentNode &) { all->editAsText(); } });
    tab.addNodeAction({ Group::Edit, tr("Duplicate Document"), QStringLiteral("edit-duplicate"), {},
        [all](const DocumentNode &node) { return node.place.isDocument() && all->whyNotAdd().isEmpty(); },
        [all](const DocumentNode &) { all->duplicate(); } });
    tab.addNodeAction({ Group::Edit, tr("Delete Documents"), QStringLiteral("edit-delete"), {}, isDocument,
        [all](const DocumentNode &) { all->removeSelected(); } });
    tab.addNodeAction({ Group::Edit, tr("Discard Changes"), QStringLiteral("edit-undo"), {},
        [all](const DocumentNode &node) { return all->tab().rows().staged(node.place.row) != nullptr; },
        [all](const DocumentNode &) { all->discardSelected(); } });
    tab.addNodeAction({ Group::Edit, tr("Compare"), QStringLiteral("kompare"), {}, [](const DocumentNode &node) { return node.place.isDocument(); },
        [all](const DocumentNode &) { all->compare(); } });
}

} // namespace

Result<void> changeNode(
    DocumentEditing &editing, const DocumentPlace &place, const std::function<Result<void>(JsonEdit &, const JsonNode &)> &change)
{
    const auto subject = editing.subject(place.row);
    if (const auto why = editing.whyNotEdit(); !subject || !why.isEmpty())
        return fail(ErrorKind::InvalidOperation, why.isEmpty() ? tr("The document is not in memory.") : why);
    const auto opened = editing.tab().rows().tryOpen(place.row);
    if (opened.document.isNull())
        return fail(ErrorKind::InvalidOperation, tr("The document is being read."));
    JsonEdit edit(opened.document);
    if (const auto changed = change(edit, DocumentRows::nodeAt(opened.document, place.steps)); !changed)
        return fail(changed.error());
    editing.setText(*subject, edit.text());
    return {};
}

void addTreeEditing(DocumentEditing &editing)
{
    editing.tab().tree().setEditorMaker(
        [&editing](QWidget *parent, const DocumentNode &node, DocumentTree::Part part) { return makeEditor(editing, parent, node, part); });
    addEditActions(editing);
    addDocumentActions(editing);
}

} // namespace workbench
