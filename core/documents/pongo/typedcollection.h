#pragma once

#include "core/documents/pongo/collection.h"

#include <concepts>
#include <utility>

namespace dumbo::pongo {

/// How a type becomes JSON and back; specialise it:
///
/// ```cpp
/// template <>
/// struct Codec<User> {
///     static QByteArray toJson(const User &user);
///     static Result<User> fromJson(const QByteArray &json); // _id and _version are among the members
/// };
/// ```
template <typename T>
struct Codec;

template <typename C, typename T>
concept CodecOf = requires(const T &value, const QByteArray &json) {
    { C::toJson(value) } -> std::convertible_to<QByteArray>;
    { C::fromJson(json) } -> std::convertible_to<Result<T>>;
};

/// A value with what the columns say of it.
template <typename T>
struct Stored {
    QByteArray id;
    qint64 version = 0;
    T value;
};

/// A collection of documents of one type. As the untyped one, which raw() gives; filters and updates stay texts.
template <typename T, typename C>
class Collection {
public:
    explicit Collection(Collection<> raw)
        : m_raw(std::move(raw))
    {
        static_assert(CodecOf<C, T>, "Codec<T> needs toJson(const T &) and fromJson(const QByteArray &) → Result<T>");
    }

    [[nodiscard]] const Collection<> &raw() const { return m_raw; }

    [[nodiscard]] Result<Inserted> insertOne(const T &value) const { return m_raw.insertOne(C::toJson(value)); }
    [[nodiscard]] Result<BatchOutcome> insertMany(const std::vector<T> &values, BatchMode mode = BatchMode::Each) const
    {
        return m_raw.insertMany(texts(values), mode);
    }

    [[nodiscard]] Result<std::vector<Stored<T>>> find(const QByteArray &filter = {}, const FindOptions &options = {}) const
    {
        auto cursor = m_raw.find(filter, options);
        if (!cursor)
            return fail(cursor.error());
        std::vector<Stored<T>> values;
        while (true) {
            const auto document = cursor->next();
            if (!document)
                return fail(document.error());
            if (!*document)
                return values;
            auto value = decoded(**document);
            if (!value)
                return fail(value.error());
            values.push_back(std::move(*value));
        }
    }
    [[nodiscard]] Result<std::optional<Stored<T>>> findOne(const QByteArray &filter = {}, const FindOptions &options = {}) const
    {
        return decodedOne(m_raw.findOne(filter, options));
    }
    [[nodiscard]] Result<std::optional<Stored<T>>> findById(const QByteArray &id) const { return decodedOne(m_raw.findById(id)); }
    [[nodiscard]] Result<qint64> countDocuments(const QByteArray &filter = {}) const { return m_raw.countDocuments(filter); }

    [[nodiscard]] Result<Changed> updateOne(const QByteArray &filter, const QByteArray &update, const WriteOptions &options = {}) const
    {
        return m_raw.updateOne(filter, update, options);
    }
    [[nodiscard]] Result<ChangedMany> updateMany(const QByteArray &filter, const QByteArray &update) const
    {
        return m_raw.updateMany(filter, update);
    }
    [[nodiscard]] Result<Changed> replaceOne(const QByteArray &filter, const T &value, const WriteOptions &options = {}) const
    {
        return m_raw.replaceOne(filter, C::toJson(value), options);
    }
    [[nodiscard]] Result<BatchOutcome> replaceMany(const std::vector<T> &values, BatchMode mode = BatchMode::Each) const
    {
        return m_raw.replaceMany(texts(values), mode);
    }
    [[nodiscard]] Result<Changed> deleteOne(const QByteArray &filter, const ExpectedVersion &expected = {}) const
    {
        return m_raw.deleteOne(filter, expected);
    }
    [[nodiscard]] Result<qint64> deleteMany(const QByteArray &filter) const { return m_raw.deleteMany(filter); }

    [[nodiscard]] Result<std::optional<Stored<T>>> findOneAndUpdate(
        const QByteArray &filter, const QByteArray &update, const FindOneAndOptions &options = {}) const
    {
        return decodedOne(m_raw.findOneAndUpdate(filter, update, options));
    }
    [[nodiscard]] Result<std::optional<Stored<T>>> findOneAndReplace(
        const QByteArray &filter, const T &value, const FindOneAndOptions &options = {}) const
    {
        return decodedOne(m_raw.findOneAndReplace(filter, C::toJson(value), options));
    }
    [[nodiscard]] Result<std::optional<Stored<T>>> findOneAndDelete(const QByteArray &filter, const FindOneAndOptions &options = {}) const
    {
        return decodedOne(m_raw.findOneAndDelete(filter, options));
    }

    /// handler(std::optional<Stored<T>>) → Result<std::optional<T>>.
    template <typename F>
    [[nodiscard]] Result<std::optional<Stored<T>>> handle(const QByteArray &id, F handler, const ExpectedVersion &expected = {}) const
    {
        return decodedOne(m_raw.handle(
            id,
            [&](const std::optional<Document> &document) -> Result<std::optional<QByteArray>> {
                auto stored = decodedOne(document);
                if (!stored)
                    return fail(stored.error());
                const Result<std::optional<T>> changed = handler(std::move(*stored));
                if (!changed)
                    return fail(changed.error());
                return *changed ? std::optional(C::toJson(**changed)) : std::nullopt;
            },
            expected));
    }

private:
    static std::vector<QByteArray> texts(const std::vector<T> &values)
    {
        std::vector<QByteArray> documents;
        for (const auto &value : values)
            documents.push_back(C::toJson(value));
        return documents;
    }
    static Result<Stored<T>> decoded(const Document &document)
    {
        auto value = C::fromJson(document.text);
        if (!value)
            return fail(value.error());
        return Stored<T> { document.id, document.version, std::move(*value) };
    }
    static Result<std::optional<Stored<T>>> decodedOne(const Result<std::optional<Document>> &document)
    {
        if (!document)
            return fail(document.error());
        if (!*document)
            return std::optional<Stored<T>>();
        auto value = decoded(**document);
        if (!value)
            return fail(value.error());
        return std::move(*value);
    }

    Collection<> m_raw;
};

} // namespace dumbo::pongo
