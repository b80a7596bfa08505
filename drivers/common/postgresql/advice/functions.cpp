#include "drivers/common/postgresql/advice/functions.h"

#include <QSet>

namespace dumbo::postgresql::advice {

namespace {

/// What people write as defaults and in generated columns; "now" is the transaction's time.
const QSet<QString> &stableFunctions()
{
    static const QSet<QString> names = [] {
        const auto words = QStringLiteral(
            "now transaction_timestamp statement_timestamp current_setting current_schema current_schemas current_database current_user "
            "session_user to_char to_date to_timestamp to_number to_tsvector to_tsquery date_trunc date_part extract age timezone make_date make_time "
            "make_timestamp make_timestamptz make_interval justify_days justify_hours lower upper initcap length char_length octet_length trim btrim ltrim "
            "rtrim substr substring replace translate reverse repeat lpad rpad left right position strpos concat concat_ws format split_part "
            "regexp_replace regexp_match md5 sha224 sha256 sha384 sha512 encode decode digest ascii chr quote_literal quote_ident coalesce nullif "
            "greatest least abs ceil ceiling floor round trunc sign sqrt power mod div exp ln log int4range int8range numrange tsrange tstzrange daterange "
            "jsonb_build_object jsonb_build_array json_build_object json_build_array to_json to_jsonb jsonb_object json_object jsonb_set array_length "
            "cardinality array_append array_prepend array_cat array_to_string string_to_array point box circle line lseg path polygon inet_client_addr "
            "txid_current pg_current_xact_id hashtext num_nulls num_nonnulls unaccent setweight pi");
        const auto list = words.split(u' ');
        return QSet<QString>(list.begin(), list.end());
    }();
    return names;
}

const QSet<QString> &volatileFunctions()
{
    static const QSet<QString> names { QStringLiteral("random"), QStringLiteral("gen_random_uuid"), QStringLiteral("uuid_generate_v1"),
        QStringLiteral("uuid_generate_v1mc"), QStringLiteral("uuid_generate_v4"), QStringLiteral("uuidv4"), QStringLiteral("uuidv7"),
        QStringLiteral("clock_timestamp"), QStringLiteral("timeofday"), QStringLiteral("nextval"), QStringLiteral("currval"), QStringLiteral("lastval"),
        QStringLiteral("setval"), QStringLiteral("gen_random_bytes"), QStringLiteral("gen_salt"), QStringLiteral("random_normal"), QStringLiteral("pg_sleep") };
    return names;
}

} // namespace

Volatility volatilityOf(World &world, const QStringList &name)
{
    const auto function = name.isEmpty() ? QString() : name.back();
    const auto schema = name.size() > 1 ? name[name.size() - 2] : QString();
    if (const auto *known = schema == u"pg_catalog" ? nullptr : world.function({ {}, schema, function })) {
        for (const auto &[property, value] : known->properties) {
            if (property == u"volatility")
                return value == u"volatile" ? Volatility::Volatile : Volatility::Stable;
        }
        return Volatility::Unknown;
    }
    if (volatileFunctions().contains(function))
        return Volatility::Volatile;
    return stableFunctions().contains(function) ? Volatility::Stable : Volatility::Unknown;
}

} // namespace dumbo::postgresql::advice
