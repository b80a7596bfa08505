#pragma once

#include "core/sdk/connectionoptions.h"

#include <QByteArray>
#include <QMap>

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace dumbo::postgresql {

/// The options of a connection, as a program that links the driver writes them. What is empty is libpq's
/// business: service file, environment (PGHOST, …), defaults
/// (https://www.postgresql.org/docs/17/libpq-connect.html#LIBPQ-PARAMKEYWORDS).
struct PostgresOptions
{
    QString host = {}; ///< names, addresses, folders of sockets; several are separated by commas
    QString port = {}; ///< one, or as many as hosts
    QString database = {};
    QString user = {};
    QString password = {};
    QString service = {}; ///< of pg_service.conf
    QString sslMode = {}; ///< e.g. "verify-full"
    QString sslRootCertificate = {};
    QString sslCertificate = {};
    QString sslKey = {};
    QString sslPassword = {};
    QString targetSessionAttributes = {}; ///< e.g. "read-write"
    QString applicationName = {}; ///< empty: the program's name
    QString settings = {}; ///< libpq's "options", e.g. "-c search_path=crm"
    std::optional<std::chrono::seconds> connectTimeout = {}; ///< for each host
    std::vector<std::pair<QString, QString>> more = {}; ///< any other keyword of libpq

    [[nodiscard]] static PostgresOptions fromOptions(
        const ConnectionOptions &options, const QMap<QString, QString> &secrets = {});
    /// Without what is empty, and without secrets.
    [[nodiscard]] ConnectionOptions toOptions() const;
    [[nodiscard]] QMap<QString, QString> secrets() const;

    /// What libpq gets: its keywords with their values, only those that are set.
    [[nodiscard]] std::vector<std::pair<QByteArray, QByteArray>> keywords() const;
};

} // namespace dumbo::postgresql
