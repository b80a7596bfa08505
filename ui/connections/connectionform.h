#pragma once

#include "core/connection/connectiontarget.h"
#include "core/plugins/manifest.h"

#include <QPointer>
#include <QWidget>

class QVBoxLayout;

namespace workbench {

class FormSection;
class OptionField;

/// The options of a connector as a form, drawn from its manifest: the first group in the open, the others below headings.
class ConnectionForm : public QWidget {
    Q_OBJECT

public:
    explicit ConnectionForm(QWidget *parent = nullptr);

    /// Draws another connector's options. What was filled in stays where both have a place for it.
    void setManifest(const dumbo::ConnectorManifest &manifest);
    [[nodiscard]] const dumbo::ConnectorManifest &manifest() const { return m_manifest; }

    /// Connector, options and secrets; never readOnly.
    [[nodiscard]] dumbo::ConnectionTarget target() const;
    /// Fills in the target's options, of the manifest that is shown. A secret the target does not have keeps what is written
    /// in its field. Does not emit edited().
    void setTarget(const dumbo::ConnectionTarget &target);

    /// Null for an option the connector does not have.
    [[nodiscard]] OptionField *field(const QString &name) const;
    [[nodiscard]] const QList<OptionField *> &fields() const { return m_fields; }
    [[nodiscard]] bool hasHost() const;
    [[nodiscard]] bool hasSecret() const;
    /// Marks what is wrong; the first such field, or null.
    OptionField *markFaults();
    /// Marks one field and opens its section.
    void markField(const QString &name, const QString &error);
    void clearMarks();
    [[nodiscard]] QList<FormSection *> sections() const { return m_sections; }
    /// A row below the last secret, or at the end of the first section. Not owned.
    void setFirstSectionEnd(QWidget *widget) { m_end = widget; }
    /// Stands between the first section and the others.
    void setMiddle(QWidget *widget);

Q_SIGNALS:
    /// By a person.
    void edited();

private:
    void addField(FormSection &section, OptionField *field);
    void addHostAndPort(FormSection &section, OptionField *host);
    [[nodiscard]] FormSection *sectionOf(const QString &group);
    void openFilledSections();

    dumbo::ConnectorManifest m_manifest;
    QVBoxLayout *m_column;
    QPointer<QWidget> m_end;
    QList<FormSection *> m_sections;
    QList<OptionField *> m_fields;
};

} // namespace workbench
