#include "ui/connections/formsection.h"

#include "ui/connections/sectionheading.h"
#include "ui/shell/theme.h"

#include <QAbstractButton>
#include <QFormLayout>
#include <QLabel>

namespace workbench {

namespace {

/// The same for all sections, so that their fields stand in line; a longer label takes two lines.
constexpr int labelWidth = 17 * theme::unit;

} // namespace

FormSection::FormSection(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_content(new QWidget(this))
    , m_form(new QFormLayout(m_content))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::unit);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(theme::unit + theme::unit / 2);
    m_form->setVerticalSpacing(theme::unit);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignRight);
    if (!title.isEmpty()) {
        m_heading = new SectionHeading(this);
        m_heading->setObjectName(QStringLiteral("section.") + title);
        m_heading->setText(title);
        m_heading->setAccessibleName(title);
        m_heading->setCheckable(true);
        m_heading->setFocusPolicy(Qt::StrongFocus);
        m_heading->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        connect(m_heading, &QAbstractButton::toggled, this, &FormSection::setOpen);
        column->addWidget(m_heading);
    }
    column->addWidget(m_content);
    setOpen(title.isEmpty());
}

QLabel *FormSection::addRow(const QString &label, QWidget *input, const QString &explanation)
{
    QWidget *field = input;
    if (!explanation.isEmpty()) {
        field = new QWidget(m_content);
        auto *column = new QVBoxLayout(field);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(2);
        column->addWidget(input);
        auto *words = new QLabel(explanation, field);
        words->setWordWrap(true);
        words->setForegroundRole(QPalette::PlaceholderText);
        column->addWidget(words);
    }
    auto *name = new QLabel(label, m_content);
    name->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    name->setBuddy(input);
    name->setToolTip(input->toolTip());
    name->setFixedWidth(labelWidth);
    if (name->sizeHint().width() > labelWidth)
        name->setWordWrap(true);
    if (!label.isEmpty())
        name->setMinimumHeight(input->sizeHint().height());
    name->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_form->addRow(name, field);
    return name;
}

bool FormSection::isOpen() const
{
    return !m_content->isHidden();
}

void FormSection::setOpen(bool open)
{
    m_content->setVisible(open);
    if (!m_heading)
        return;
    m_heading->setChecked(open);
    m_heading->setAccessibleDescription(open ? tr("Open") : tr("Folded"));
}

} // namespace workbench
