#include <QApplication>
#include <QMainWindow>
#include <QMenuBar>
#include <QSplitter>
#include <QStandardItemModel>
#include <QStatusBar>
#include <QTableView>
#include <QTreeView>

/// The least a workbench could be: a window with menus, a tree, a table and a status bar.
int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QMainWindow window;
    for (const auto *title : { "File", "Edit", "View", "Query", "Help" }) {
        auto *menu = window.menuBar()->addMenu(QString::fromLatin1(title));
        for (int i = 0; i < 10; ++i)
            menu->addAction(QStringLiteral("Action %1").arg(i));
    }
    QStandardItemModel tree;
    QStandardItemModel table(50, 7);
    for (int i = 0; i < 50; ++i) {
        tree.appendRow(new QStandardItem(QStringLiteral("Table %1").arg(i)));
        for (int column = 0; column < 7; ++column)
            table.setItem(i, column, new QStandardItem(QStringLiteral("Cell %1").arg(i * column)));
    }
    auto *splitter = new QSplitter(&window);
    auto *treeView = new QTreeView(splitter);
    treeView->setModel(&tree);
    auto *tableView = new QTableView(splitter);
    tableView->setModel(&table);
    window.setCentralWidget(splitter);
    window.statusBar()->showMessage(QStringLiteral("Ready"));
    window.resize(1200, 800);
    window.show();
    return QApplication::exec();
}
