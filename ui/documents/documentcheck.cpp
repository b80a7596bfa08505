#include "ui/documents/documentcheck.h"

#include "core/json/jsondocument.h"

#include <QCoreApplication>

namespace workbench {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentCheck", text);
}

/// A member that the database keeps itself.
std::optional<DocumentProblem> checkKept(const dumbo::JsonNode &before, const dumbo::JsonNode &now, QByteArrayView key, const QString &sentence)
{
    const auto was = before.find(key);
    const auto is = now.find(key);
    if (!is.isValid() || (was.isValid() && was.text() == is.text()))
        return {};
    return DocumentProblem { sentence, is.begin() };
}

} // namespace

std::optional<DocumentProblem> checkDocument(const StagedDocument &document, const dumbo::DocumentSource &source)
{
    if (document.kind == StagedDocument::Kind::Delete)
        return {};
    const auto now = dumbo::JsonDocument::parse(document.text);
    if (!now)
        return DocumentProblem { now.error().message(), now.error().position() };
    if (!source.isCollection)
        return {};
    const auto root = now->root();
    if (!root.isObject())
        return DocumentProblem { tr("A document of a collection is an object: it begins with { and ends with }."), root.begin() };
    if (document.kind == StagedDocument::Kind::Insert) {
        const auto id = root.find("_id");
        if (id.isValid() && (!id.isString() || id.string().isEmpty()))
            return DocumentProblem { tr("The _id is a text that is not empty."), id.begin() };
        return {};
    }
    const auto before = dumbo::JsonDocument::parse(document.before);
    const auto known = before ? before->root() : dumbo::JsonNode();
    if (auto problem = checkKept(known, root, "_id", tr("The _id of a document stays as it is: duplicate the document instead.")))
        return problem;
    return checkKept(known, root, "_version", tr("The database counts the _version: it stays as it is."));
}

} // namespace workbench
