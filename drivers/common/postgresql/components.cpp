#include "drivers/common/postgresql/components.h"

#include <QCoreApplication>

namespace dumbo::postgresql {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgresComponents", text);
}

class PostgresComponents final : public SchemaComponentsExtension {
public:
    std::vector<ComponentOffer> offers() const override { return { postgis(), citext(), hstore(), trigrams() }; }
};

/// An operator on two boxes, found by GiST.
OfferedOperator onGeometry(const QString &name, const QString &description)
{
    return { name, u"geometry"_s, u"geometry"_s, u"boolean"_s, description, u"gist"_s };
}

OfferedOperator distance(const QString &name, const QString &type, const QString &description)
{
    return { name, type, type, u"double precision"_s, description, u"gist"_s };
}

std::vector<OfferedOperator> geometryOperators()
{
    return {
        onGeometry(u"&&"_s, tr("The boxes intersect")),
        onGeometry(u"&&&"_s, tr("The boxes intersect in all dimensions")),
        onGeometry(u"@"_s, tr("The box is inside the other")),
        onGeometry(u"~"_s, tr("The box has the other inside")),
        onGeometry(u"~="_s, tr("The boxes are the same")),
        onGeometry(u"<<"_s, tr("The box is left of the other")),
        onGeometry(u">>"_s, tr("The box is right of the other")),
        onGeometry(u"&<"_s, tr("The box does not go beyond the other's right edge")),
        onGeometry(u"&>"_s, tr("The box does not go beyond the other's left edge")),
        onGeometry(u"<<|"_s, tr("The box is below the other")),
        onGeometry(u"|>>"_s, tr("The box is above the other")),
        onGeometry(u"&<|"_s, tr("The box does not go above the other")),
        onGeometry(u"|&>"_s, tr("The box does not go below the other")),
        { u"="_s, u"geometry"_s, u"geometry"_s, u"boolean"_s, tr("Same coordinates in the same order"), u"btree"_s },
        distance(u"<->"_s, u"geometry"_s, tr("Distance")),
        distance(u"<#>"_s, u"geometry"_s, tr("Distance of the boxes")),
        distance(u"<<->>"_s, u"geometry"_s, tr("Distance in all dimensions")),
        { u"|=|"_s, u"geometry"_s, u"geometry"_s, u"double precision"_s, tr("Closest approach of two trajectories"), {} },
        { u"&&"_s, u"geography"_s, u"geography"_s, u"boolean"_s, tr("The boxes intersect"), u"gist"_s },
        distance(u"<->"_s, u"geography"_s, tr("Distance on the sphere, in metres")),
    };
}

} // namespace

ComponentOffer postgis()
{
    return { u"PostGIS"_s, u"postgis"_s, tr("Places and shapes: points, lines, areas, and questions about them"), {},
        {
            { u"geometry"_s, u"geometry(Point, 4326)"_s, tr("A shape on a plane, in a coordinate system"), u"gist"_s },
            { u"geography"_s, u"geography(Point, 4326)"_s, tr("A shape on the globe, by longitude and latitude"), u"gist"_s },
            { u"box2d"_s, u"box2d"_s, tr("The box around a shape"), {} },
            { u"box3d"_s, u"box3d"_s, tr("The box around a shape, with heights"), {} },
        },
        geometryOperators() };
}

ComponentOffer citext()
{
    return { u"citext"_s, u"citext"_s, tr("Text that compares without regard to case"), {},
        { { u"citext"_s, u"citext"_s, tr("Text; \"A\" and \"a\" are equal"), {} } },
        {
            { u"="_s, u"citext"_s, u"citext"_s, u"boolean"_s, tr("Equal but for case"), u"btree"_s },
            { u"~~"_s, u"citext"_s, u"citext"_s, u"boolean"_s, tr("LIKE but for case"), {} },
        } };
}

ComponentOffer hstore()
{
    return { u"hstore"_s, u"hstore"_s, tr("Pairs of key and value in one column"), {},
        { { u"hstore"_s, u"hstore"_s, tr("Pairs of key and value"), u"gin"_s } },
        {
            { u"->"_s, u"hstore"_s, u"text"_s, u"text"_s, tr("The value of a key"), {} },
            { u"?"_s, u"hstore"_s, u"text"_s, u"boolean"_s, tr("Has the key"), u"gin"_s },
            { u"@>"_s, u"hstore"_s, u"hstore"_s, u"boolean"_s, tr("Has all pairs of the other"), u"gin"_s },
            { u"||"_s, u"hstore"_s, u"hstore"_s, u"hstore"_s, tr("Both together; the right one wins"), {} },
        } };
}

ComponentOffer trigrams()
{
    return { u"pg_trgm"_s, u"pg_trgm"_s, tr("Likeness of texts, and indexes for LIKE '%…%'"), {}, {},
        {
            { u"%"_s, u"text"_s, u"text"_s, u"boolean"_s, tr("The texts are alike"), u"gin"_s },
            { u"<->"_s, u"text"_s, u"text"_s, u"real"_s, tr("How little the texts are alike"), u"gist"_s },
        } };
}

std::unique_ptr<SchemaComponentsExtension> makeSchemaComponents()
{
    return std::make_unique<PostgresComponents>();
}

} // namespace dumbo::postgresql
