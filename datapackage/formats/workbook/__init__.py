"""Parts of the spreadsheet: rows that are looked up, cells, sheets, the cover."""
