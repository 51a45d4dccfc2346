package doc

import "strings"

// looksDelimiter says whether line, without blanks around it, holds only what the delimiter row of a table may hold.
func looksDelimiter(line string) bool {
	if line[0] != '|' && line[0] != '-' && line[0] != ':' {
		return false
	}
	for i := range len(line) {
		if c := line[i]; c != '|' && c != '-' && c != ':' && !isSpace(c) {
			return false
		}
	}
	return true
}

// delimiterColumns counts the columns of a delimiter row such as "|:--|--:|"; false if line is none.
func delimiterColumns(line string) (n int, ok bool) {
	line = strings.TrimPrefix(line, "|")
	line = strings.TrimSuffix(line, "|")
	for more := line != ""; more; n++ {
		var column string
		column, line, more = strings.Cut(line, "|")
		if !isDelimiter(column) {
			return 0, false
		}
	}
	return n, n > 0
}

// isDelimiter says whether column is a run of '-' with at most one ':' on either side.
func isDelimiter(column string) bool {
	column = trimRight(trimLeft(column))
	column = strings.TrimPrefix(column, ":")
	column = strings.TrimSuffix(column, ":")
	return column != "" && strings.Trim(column, "-") == ""
}

// headerCells counts the cells of a table's row; a '|' behind a '\' divides none.
func headerCells(row string) int {
	end := len(row)
	if row[end-1] == '|' {
		end--
	}
	n, pos := 0, 0
	if row[0] == '|' {
		pos = 1
	}
	for pos < end {
		for pos < end && (row[pos] != '|' || pos > 0 && row[pos-1] == '\\') {
			pos++
		}
		pos++
		n++
	}
	return n
}
