# Reads a JSON array of comments and prints a line for each: its number, "marked" where its first line is the marker, else "other", and
# the name of its author. -v marker=LINE is the first line of the text that po diff writes; -v person=KEY is the key of a comment that
# holds the author, -v name=KEY the author's name in it.
# It reads from quote to quote, so that no body, however long or hostile, is taken for anything but a text.

BEGIN { RS = "\"" }

!inside { structure($0); inside = 1; text = ""; next }

{
	if (length(text) < 20000) text = text substr($0, 1, 20000) # no name is longer, nor the marker
	if (escaped($0)) { text = text "\""; next }
	string(text)
	inside = 0
}

# escaped reports whether the quote after a piece of a text belongs to the text.
function escaped(piece,    n) {
	n = length(piece)
	while (n > 0 && substr(piece, n, 1) == "\\") n--
	return (length(piece) - n) % 2
}

function structure(s,    i, c) {
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "{" || c == "[") {
			kind[++depth] = c
			key[depth] = ""
			awaits_key = c == "{"
			if (depth == 2) { id = "-"; author = "-"; mark = "other" }
		} else if (c == "}" || c == "]") {
			if (depth == 2 && c == "}") print id, mark, author
			depth--
			awaits_key = 0
		} else if (c == ",") {
			awaits_key = kind[depth] == "{"
		} else if (c == ":") {
			awaits_key = 0
		} else if (c ~ /[0-9]/ && depth == 2 && key[2] == "id") {
			id = (id == "-" ? "" : id) c
		}
	}
}

function string(s) {
	if (awaits_key) { key[depth] = s; return }
	if (depth == 2 && key[2] == "body" && first_line(s) == marker) mark = "marked"
	if (depth == 3 && key[2] == person && key[3] == name && s !~ /[ \t]/) author = s
}

# first_line is the text up to the first line end, with the three signs that some servers write in another form.
function first_line(s) {
	gsub(/\\u003[cC]/, "<", s)
	gsub(/\\u003[eE]/, ">", s)
	gsub(/\\\//, "/", s)
	sub(/\\[rn].*/, "", s)
	return s
}
