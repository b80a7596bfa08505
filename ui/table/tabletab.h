#pragma once

#include "core/sdk/catalogobject.h"
#include "ui/shell/workspacetab.h"

#include <QTimer>

#include <memory>

class QMenu;
class QTabWidget;

namespace workbench {

class DataPage;
class MessageArea;
class QueryServices;
class SqlView;
class StructurePage;
class TabSession;

/// A table or view: its rows, its structure, its DDL.
class TableTab : public WorkspaceTab {
    Q_OBJECT

public:
    TableTab(QueryServices &services, Workspace &workspace, const QString &connectionId);
    ~TableTab() override;

    [[nodiscard]] QString typeName() const override;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;
    void cancel() override;
    void refresh() override;

    [[nodiscard]] DataPage &data() const { return *m_data; }
    [[nodiscard]] StructurePage &structure() const { return *m_structure; }
    [[nodiscard]] SqlView &ddl() const { return *m_ddl; }
    [[nodiscard]] QTabWidget &pages() const { return *m_pages; }
    [[nodiscard]] const dumbo::ObjectPath &path() const { return m_path; }

    void goToLastRow();
    void focusFilter();
    void exportRows();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void makeLayout();
    QWidget *makeDdlPage();
    [[nodiscard]] const dumbo::CatalogObject *object() const;
    [[nodiscard]] std::vector<dumbo::CatalogObject> partitionsOf(const dumbo::CatalogObject &table) const;
    void onCatalogChanged();
    void showPage();
    void loadDdl();
    void updateFacts();
    void showValue(bool wanted);
    void addToMenu(QMenu *menu);

    QTabWidget *m_pages;
    TabSession *m_session;
    DataPage *m_data;
    StructurePage *m_structure;
    SqlView *m_ddl;
    MessageArea *m_messages;
    dumbo::ObjectPath m_path;
    bool m_dataLoaded = false;
    bool m_ddlLoaded = false;
    QTimer m_clock; ///< runs only while rows are read
};

/// Brings table tabs and their actions into the window.
void installTablePart(Workspace &workspace, QueryServices &services);

} // namespace workbench
