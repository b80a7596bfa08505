#include "ui/drivers/preferredpane.h"

#include "core/plugins/driverregistry.h"
#include "ui/drivers/driverdesk.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/theme.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace workbench {

PreferredPane::PreferredPane(DriverDesk &desk, ConnectionHub &connections, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_connections(connections)
    , m_form(new QFormLayout)
    , m_nothing(new QLabel(tr("There are no drivers yet."), this))
{
    setObjectName(QStringLiteral("preferredPane"));
    auto *what = new QLabel(
        tr("Where several drivers serve one kind of database, a connection that does not name one takes the preferred one. What is open stays as it is."), this);
    what->setWordWrap(true);
    what->setForegroundRole(QPalette::PlaceholderText);
    m_form->setHorizontalSpacing(theme::unit + theme::unit / 2);
    m_form->setVerticalSpacing(theme::unit);
    m_form->setLabelAlignment(Qt::AlignRight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * theme::unit);
    column->addWidget(what);
    column->addWidget(m_nothing);
    column->addLayout(m_form);
    column->addStretch();
    connect(&m_desk, &DriverDesk::changed, this, &PreferredPane::showSnapshot);
    showSnapshot();
}

void PreferredPane::showSnapshot()
{
    QString focused = focusWidget() && focusWidget()->hasFocus() ? focusWidget()->objectName() : QString();
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
    QMap<QString, QList<dumbo::ConnectorManifest>> byType;
    for (const auto &manifest : m_connections.registry().connectors())
        byType[manifest.connector.databaseType].append(manifest);
    for (auto type = byType.cbegin(); type != byType.cend(); ++type)
        addType(type.key(), type.value());
    m_nothing->setVisible(byType.isEmpty());
    if (auto *again = focused.isEmpty() ? nullptr : findChild<QComboBox *>(focused))
        again->setFocus();
}

void PreferredPane::addType(const QString &type, const QList<dumbo::ConnectorManifest> &connectors)
{
    auto *combo = new QComboBox(this);
    combo->setObjectName(QStringLiteral("preferred.") + type);
    combo->setAccessibleName(tr("Preferred driver for %1").arg(type));
    combo->addItem(connectors.size() == 1 ? connectors.first().connector.toText() : tr("Automatic (%1)").arg(connectors.first().connector.toText()), QString());
    if (connectors.size() > 1) {
        for (const auto &manifest : connectors)
            combo->addItem(QStringLiteral("%1 — %2").arg(manifest.connector.toText(), manifest.name), manifest.connector.driver);
    }
    combo->setEnabled(connectors.size() > 1);
    combo->setToolTip(connectors.size() > 1 ? QString() : tr("There is only this one."));
    combo->setMaximumWidth(44 * theme::unit);
    const auto chosen = m_desk.snapshot().preferred.value(type);
    combo->setCurrentIndex(std::max(0, combo->findData(chosen.driver)));
    m_form->addRow(type, combo);
    connect(combo, &QComboBox::activated, this, [this, type, combo] { prefer(type, combo->currentData().toString()); });
}

void PreferredPane::prefer(const QString &type, const QString &driver)
{
    const auto connector = driver.isEmpty() ? std::nullopt : std::optional(dumbo::Connector { type, driver });
    m_desk.run<void>(
        tr("Noting the preferred driver…"),
        [type, connector](const DriverDesk::Work &work) { return work.manager.setPreferredConnector(type, connector); }, this,
        [this](const dumbo::Result<void> &done) {
            if (!done)
                Q_EMIT failed(done.error());
        });
}

} // namespace workbench
