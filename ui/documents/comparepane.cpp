#include "ui/documents/comparepane.h"

#include "core/json/jsonpatch.h"
#include "ui/documents/differenceview.h"
#include "ui/documents/documentrows.h"
#include "ui/query/sqlview.h"
#include "ui/shell/cutlabel.h"
#include "ui/shell/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>

namespace workbench {

namespace {

enum Page { DifferencePage, PatchPage };
constexpr qsizetype mostShownPatch = 1'000'000;

} // namespace

ComparePane::ComparePane(DocumentEditing &editing, QWidget *parent)
    : QWidget(parent)
    , m_editing(editing)
    , m_differences(new DifferenceView(this))
    , m_patchView(new SqlView(this))
    , m_pages(new QTabBar(this))
    , m_page(new QStackedWidget(this))
    , m_copy(new QToolButton(this))
    , m_hint(new QLabel(this))
{
    setObjectName(QStringLiteral("comparePane"));
    makeLayout();
    setFocusProxy(m_differences);
    connect(&editing.tab(), &DocumentsTab::currentChanged, this, &ComparePane::follow);
    connect(&editing.tab().rows(), &DocumentRows::rowsReady, this, [this] {
        if (m_waits && isVisible())
            begin();
        else
            follow();
    });
    connect(m_pages, &QTabBar::currentChanged, this, [this](int page) {
        m_page->setCurrentIndex(page);
        m_copy->setVisible(page == PatchPage);
    });
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(QString::fromUtf8(m_patch)); });
    begin();
}

ComparePane::~ComparePane() = default;

void ComparePane::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(theme::unit, theme::unit / 2, theme::unit / 2, theme::unit / 2);
    auto *sides = new QVBoxLayout;
    sides->setSpacing(2);
    sides->addWidget(makeSide(0, tr("From")));
    sides->addWidget(makeSide(1, tr("To")));
    top->addLayout(sides, 1);
    auto *swapButton = new QToolButton(this);
    swapButton->setObjectName(QStringLiteral("compareSwap"));
    swapButton->setIcon(theme::icon(QStringLiteral("exchange-positions")));
    swapButton->setText(tr("Exchange"));
    swapButton->setAccessibleName(tr("Exchange both documents"));
    swapButton->setToolTip(tr("Exchange both documents"));
    swapButton->setAutoRaise(true);
    connect(swapButton, &QToolButton::clicked, this, &ComparePane::swap);
    top->addWidget(swapButton);
    layout->addLayout(top);
    m_hint->setObjectName(QStringLiteral("compareHint"));
    m_hint->setWordWrap(true);
    m_hint->setContentsMargins(theme::unit, 0, theme::unit, theme::unit);
    layout->addWidget(m_hint);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(0, 0, theme::unit / 2, 0);
    m_pages->setObjectName(QStringLiteral("comparePages"));
    m_pages->setDrawBase(false);
    m_pages->setExpanding(false);
    m_pages->addTab(tr("Differences"));
    m_pages->addTab(tr("Patch"));
    m_pages->setTabToolTip(PatchPage, tr("RFC 6902: what leads from one document to the other"));
    bar->addWidget(m_pages);
    bar->addStretch(1);
    m_copy->setObjectName(QStringLiteral("copyPatch"));
    m_copy->setText(tr("Copy"));
    m_copy->setAccessibleName(tr("Copy the patch"));
    m_copy->setIcon(theme::icon(QStringLiteral("edit-copy")));
    m_copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_copy->setAutoRaise(true);
    m_copy->hide();
    bar->addWidget(m_copy);
    layout->addLayout(bar);
    m_patchView->setObjectName(QStringLiteral("comparePatch"));
    m_patchView->setAccessibleName(tr("Patch"));
    m_patchView->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_page->addWidget(m_differences);
    m_page->addWidget(m_patchView);
    layout->addWidget(m_page, 1);
}

QWidget *ComparePane::makeSide(int side, const QString &title)
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins({});
    layout->setSpacing(theme::unit);
    auto *label = new QLabel(title, row);
    label->setMinimumWidth(fontMetrics().horizontalAdvance(tr("From") + QStringLiteral("  ")));
    label->setEnabled(false);
    m_names[std::size_t(side)] = new CutLabel(row);
    m_names[std::size_t(side)]->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_names[std::size_t(side)]->setObjectName(side == 0 ? QStringLiteral("compareFrom") : QStringLiteral("compareTo"));
    auto *choose = new QToolButton(row);
    choose->setText(tr("Choose"));
    choose->setObjectName(side == 0 ? QStringLiteral("chooseFrom") : QStringLiteral("chooseTo"));
    choose->setToolTip(tr("Take the document that is chosen now"));
    choose->setAutoRaise(true);
    connect(choose, &QToolButton::clicked, this, [this, side] {
        if (const auto subject = m_editing.currentSubject()) {
            m_waits = false;
            m_sides[std::size_t(side)] = sideOf(*subject);
            m_follows = false;
            show();
        }
    });
    layout->addWidget(label);
    layout->addWidget(m_names[std::size_t(side)], 1);
    layout->addWidget(choose);
    return row;
}

ComparePane::Side ComparePane::sideOf(const DocumentEditing::Subject &subject) const
{
    const StagedDocument document { subject.kind, subject.read.key, subject.read.keyText, subject.read.text, subject.read.version, subject.text };
    return { m_editing.nameOf(document), subject.text, true };
}

void ComparePane::begin()
{
    const auto rows = m_editing.tab().selectedRows();
    const auto current = m_editing.currentSubject();
    m_sides = {};
    m_follows = false;
    const auto first = rows.size() == 2 ? m_editing.subject(rows.front()) : std::nullopt;
    const auto second = rows.size() == 2 ? m_editing.subject(rows.back()) : std::nullopt;
    const auto isBeingRead = [this](qint64 row) { return !m_editing.subject(row) && !m_editing.tab().rows().tryOpen(row).error; };
    m_waits = rows.size() == 2 ? isBeingRead(rows.front()) || isBeingRead(rows.back())
                               : m_editing.tab().currentRow() >= 0 && isBeingRead(m_editing.tab().currentRow());
    if (m_waits) {
        show();
        return;
    }
    if (first && second) {
        m_sides = { sideOf(*first), sideOf(*second) };
    } else if (current && current->id && current->kind == StagedDocument::Kind::Edit) {
        const auto now = sideOf(*current);
        m_sides = { Side { tr("%1 as it was read").arg(now.name), current->read.text, true }, Side { tr("%1 as it is changed").arg(now.name), now.text, true } };
    } else if (current) {
        m_sides[0] = sideOf(*current);
        m_follows = true;
    }
    show();
}

void ComparePane::follow()
{
    if (isVisible() && m_waits)
        begin();
    if (!isVisible() || !m_follows)
        return;
    const auto subject = m_editing.currentSubject();
    if (!subject)
        return;
    const auto side = sideOf(*subject);
    if (side.name == m_sides[0].name || (m_sides[1].isSet && side.name == m_sides[1].name && side.text == m_sides[1].text))
        return;
    m_sides[1] = side;
    show();
}

void ComparePane::swap()
{
    std::swap(m_sides[0], m_sides[1]);
    m_follows = false;
    show();
}

void ComparePane::show()
{
    for (std::size_t side = 0; side < m_sides.size(); ++side) {
        m_names[side]->setText(m_sides[side].isSet ? m_sides[side].name : tr("not chosen"));
        m_names[side]->setToolTip(m_names[side]->text());
        m_names[side]->setEnabled(m_sides[side].isSet);
    }
    const bool isReady = m_sides[0].isSet && m_sides[1].isSet;
    m_hint->setText(m_waits ? tr("The documents are being read.")
            : m_sides[0].isSet ? tr("Choose another document to compare it with.") : tr("Choose a document, or select two."));
    m_hint->setVisible(!isReady);
    m_pages->setVisible(isReady);
    m_page->setVisible(isReady);
    m_patch.clear();
    m_patchView->setSql({}, QStringLiteral("JSON"));
    m_making.reset();
    if (!isReady) {
        m_differences->clear();
        return;
    }
    m_differences->showTwo(m_sides[0].text, m_sides[1].text);
    readPatch();
}

void ComparePane::readPatch()
{
    m_making = std::make_unique<Making>(
        [from = m_sides[0].text, to = m_sides[1].text](const Making::Desk &) -> dumbo::Result<QByteArray> {
            const auto before = dumbo::JsonDocument::parse(from);
            const auto after = dumbo::JsonDocument::parse(to);
            if (!before || !after)
                return dumbo::fail(before ? after.error() : before.error());
            return dumbo::makeJsonPatch(before->root(), after->root());
        },
        Making::Listener { [](int) {}, [this](const dumbo::Result<QByteArray> &made) {
                              m_patch = made.value_or(QByteArray());
                              m_copy->setEnabled(made.has_value());
                              const auto shown = made ? QString::fromUtf8(made->first(std::min(mostShownPatch, made->size()))) : made.error().message();
                              m_patchView->setSql(shown, made ? QStringLiteral("JSON") : QStringLiteral("None"));
                          } });
}

} // namespace workbench
