#pragma once

#include "core/base/error.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;

namespace dumbo {
struct ConnectorManifest;
}

namespace workbench {

class ConnectionHub;
class DriverDesk;

/// Which connector serves a database type where several can.
class PreferredPane : public QWidget {
    Q_OBJECT

public:
    PreferredPane(DriverDesk &desk, ConnectionHub &connections, QWidget *parent = nullptr);

Q_SIGNALS:
    void failed(const dumbo::Error &error);

private:
    void showSnapshot();
    void addType(const QString &type, const QList<dumbo::ConnectorManifest> &connectors);
    void prefer(const QString &type, const QString &driver);

    DriverDesk &m_desk;
    ConnectionHub &m_connections;
    QFormLayout *m_form;
    QLabel *m_nothing;
};

} // namespace workbench
