#include "ui/connections/connectionform.h"

#include "ui/connections/formsection.h"
#include "ui/connections/optionfield.h"
#include "ui/shell/theme.h"

#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>

namespace workbench {

using dumbo::ConnectionTarget;
using dumbo::ConnectorManifest;
using dumbo::OptionDescription;
using Type = OptionDescription::Type;

namespace {

constexpr int portWidth = 12 * theme::unit;

std::optional<OptionDescription> firstOfType(const ConnectorManifest &manifest, Type type)
{
    const auto found = std::ranges::find(manifest.options, type, &OptionDescription::type);
    return found == manifest.options.end() ? std::nullopt : std::optional(*found);
}

/// The option of the one connector that means what an option of the other means; empty: there is none.
QString counterpart(const ConnectorManifest &from, const QString &name, const ConnectorManifest &to)
{
    if (to.option(name))
        return name;
    static const QList<QStringList> families { { QStringLiteral("user"), QStringLiteral("username"), QStringLiteral("uid") },
        { QStringLiteral("dbname"), QStringLiteral("database") } };
    for (const QStringList &family : families) {
        if (!family.contains(name))
            continue;
        for (const QString &other : family) {
            if (to.option(other))
                return other;
        }
    }
    const auto option = from.option(name);
    const bool isUnique = option && (option->type == Type::Host || option->type == Type::Port || option->type == Type::Secret);
    const auto same = isUnique && firstOfType(from, option->type)->name == name ? firstOfType(to, option->type) : std::nullopt;
    return same ? same->name : QString();
}

} // namespace

ConnectionForm::ConnectionForm(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("connectionForm"));
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(theme::unit);
}

void ConnectionForm::setManifest(const ConnectorManifest &manifest)
{
    if (manifest.connector == m_manifest.connector)
        return;
    const ConnectionTarget before = target();
    const ConnectorManifest old = std::exchange(m_manifest, manifest);
    if (m_end)
        m_end->setParent(this); // not deleted with the section it stands in
    qDeleteAll(m_sections);
    m_sections.clear();
    m_fields.clear();
    const auto port = firstOfType(manifest, Type::Port);
    for (const OptionDescription &option : manifest.options) {
        auto *field = new OptionField(option, this);
        m_fields.append(field);
        connect(field, &OptionField::edited, this, [this, field] {
            field->setError({});
            Q_EMIT edited();
        });
    }
    for (OptionField *field : std::as_const(m_fields)) {
        const bool besideHost = port && field->option().name == port->name && hasHost();
        if (!besideHost)
            addField(*sectionOf(field->option().group), field);
    }
    if (m_end && !m_sections.isEmpty()) {
        m_sections.first()->addRow({}, m_end);
        m_end->show();
    }
    ConnectionTarget kept;
    for (const auto &[name, value] : before.options.entries()) {
        const QString place = counterpart(old, name, manifest);
        const auto option = old.option(name);
        // The usual ports differ from one kind of server to another.
        const bool fits = old.connector.databaseType == manifest.connector.databaseType || option->type != Type::Port;
        if (!place.isEmpty() && fits && manifest.option(place)->accepts(value))
            kept.options.set(place, value);
    }
    for (auto secret = before.secrets.begin(); secret != before.secrets.end(); ++secret) {
        if (const QString place = counterpart(old, secret.key(), manifest); !place.isEmpty())
            kept.secrets.insert(place, secret.value());
    }
    setTarget(kept);
}

FormSection *ConnectionForm::sectionOf(const QString &group)
{
    const QString first = m_manifest.options.isEmpty() ? QString() : m_manifest.options.first().group;
    const QString title = group == first ? QString() : group;
    for (FormSection *section : std::as_const(m_sections)) {
        if (section->title() == title)
            return section;
    }
    auto *section = new FormSection(title, this);
    // The first one stands at the top, above what is shown between it and the others.
    m_column->insertWidget(m_sections.isEmpty() ? 0 : m_column->count(), section);
    m_sections.append(section);
    return section;
}

void ConnectionForm::addField(FormSection &section, OptionField *field)
{
    const auto host = firstOfType(m_manifest, Type::Host);
    if (host && field->option().name == host->name && firstOfType(m_manifest, Type::Port))
        addHostAndPort(section, field);
    else
        section.addRow(field->hasOwnLabel() ? QString() : field->option().label, field);
}

void ConnectionForm::addHostAndPort(FormSection &section, OptionField *host)
{
    OptionField *port = field(firstOfType(m_manifest, Type::Port)->name);
    auto *both = new QWidget(&section);
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::unit);
    row->addWidget(host, 1, Qt::AlignTop);
    auto *label = new QLabel(port->option().label, both);
    label->setBuddy(port);
    label->setFixedHeight(port->sizeHint().height());
    row->addWidget(label, 0, Qt::AlignTop);
    port->setFixedWidth(portWidth);
    row->addWidget(port, 0, Qt::AlignTop);
    both->setFocusProxy(host);
    both->setToolTip(host->option().help);
    section.addRow(host->option().label, both);
}

ConnectionTarget ConnectionForm::target() const
{
    ConnectionTarget target;
    target.connector = m_manifest.connector;
    for (const OptionField *field : m_fields) {
        const auto value = field->value();
        if (!value)
            continue;
        if (field->isSecret())
            target.secrets.insert(field->option().name, std::get<QString>(*value));
        else
            target.options.set(field->option().name, *value);
    }
    return target;
}

void ConnectionForm::setTarget(const ConnectionTarget &target)
{
    for (OptionField *field : std::as_const(m_fields)) {
        const QString &name = field->option().name;
        if (!field->isSecret())
            field->setValue(target.options.value(name));
        else if (target.secrets.contains(name))
            field->setValue(target.secrets.value(name));
        field->setError({});
    }
    openFilledSections();
}

void ConnectionForm::openFilledSections()
{
    for (const OptionField *field : std::as_const(m_fields)) {
        if (field->value())
            sectionOf(field->option().group)->setOpen(true);
    }
}

OptionField *ConnectionForm::field(const QString &name) const
{
    const auto found = std::ranges::find_if(m_fields, [&name](const OptionField *field) { return field->option().name == name; });
    return found == m_fields.end() ? nullptr : *found;
}

bool ConnectionForm::hasHost() const
{
    return firstOfType(m_manifest, Type::Host).has_value();
}

bool ConnectionForm::hasSecret() const
{
    return firstOfType(m_manifest, Type::Secret).has_value();
}

void ConnectionForm::setMiddle(QWidget *widget)
{
    m_column->addWidget(widget);
}

OptionField *ConnectionForm::markFaults()
{
    OptionField *first = nullptr;
    for (OptionField *field : std::as_const(m_fields)) {
        const QString fault = field->fault();
        field->setError(fault);
        if (fault.isEmpty())
            continue;
        sectionOf(field->option().group)->setOpen(true);
        if (!first)
            first = field;
    }
    return first;
}

void ConnectionForm::markField(const QString &name, const QString &error)
{
    if (OptionField *marked = field(name)) {
        sectionOf(marked->option().group)->setOpen(true);
        marked->setError(error);
    }
}

void ConnectionForm::clearMarks()
{
    for (OptionField *field : std::as_const(m_fields))
        field->setError({});
}

} // namespace workbench
