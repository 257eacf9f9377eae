// The table of networks is sorted by its headings.
document.querySelectorAll("table.sorted").forEach((table) => makeSortable(table));
