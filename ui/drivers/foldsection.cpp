#include "ui/drivers/foldsection.h"

#include "ui/connections/sectionheading.h"
#include "ui/shell/theme.h"

#include <QVBoxLayout>

namespace workbench {

FoldSection::FoldSection(const QString &name, const QString &title, QWidget *content, QWidget *parent)
    : QWidget(parent)
    , m_heading(new SectionHeading(this))
    , m_content(new QWidget(this))
{
    setObjectName(name);
    m_heading->setObjectName(name + QStringLiteral("Heading"));
    m_heading->setCheckable(true);
    m_heading->setFocusPolicy(Qt::StrongFocus);
    m_heading->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::unit / 2);
    column->addWidget(m_heading);
    // Folded, not even its margin is left.
    auto *inside = new QVBoxLayout(m_content);
    inside->setContentsMargins(2 * theme::unit + 4, 0, 0, theme::unit);
    inside->addWidget(content);
    column->addWidget(m_content);
    m_content->hide();
    setTitle(title);
    connect(m_heading, &QAbstractButton::toggled, this, &FoldSection::setOpen);
}

void FoldSection::setTitle(const QString &title)
{
    m_heading->setText(title);
    m_heading->setAccessibleName(title);
}

bool FoldSection::isOpen() const
{
    return !m_content->isHidden();
}

void FoldSection::setOpen(bool open)
{
    m_heading->setChecked(open);
    m_heading->setAccessibleDescription(open ? tr("Open") : tr("Folded"));
    m_content->setVisible(open);
    if (open)
        Q_EMIT opened();
}

} // namespace workbench
