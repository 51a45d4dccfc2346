# Sourced by review.sh and note.sh: keeps one comment, which is found by the marker that po writes on its first line and by its author.
#
# They set
#   here            the folder of this file
#   scratch         a folder for what is under way
#   authorization   the header that says who asks
#   comments        the address of the list of comments, where new ones are added
#   comment         the address of one comment, to which its number is appended
#   replace         the method that changes one
#   person          the key of a comment under which its author stands
#   name            the key of the author's name
#   me              the name of the account that asks

# ask METHOD ADDRESS [FILE] sends a file as JSON; the answer is in $scratch/answer, its number in $status, 000 where none came. The
# header goes in by a pipe: arguments can be read by every program of the machine.
ask() {
  local send=()
  [ $# -lt 3 ] || send=(--header 'Content-Type: application/json' --data-binary "@$3")
  status=$(printf '%s\n' "$authorization" | curl --silent --show-error --max-time 60 --header @- ${send[@]+"${send[@]}"} \
    --output "$scratch/answer" --write-out '%{http_code}' --request "$1" "$2") || status=000
}

# json_text FILE prints a text as a JSON string.
json_text() {
  local tab=$'\t' return=$'\r'
  printf '"'
  LC_ALL=C tr -d '\000-\010\013\014\016-\037' <"$1" |
    LC_ALL=C sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e "s/$tab/\\\\t/g" -e "s/$return/\\\\r/g" |
    LC_ALL=C awk 'BEGIN { ORS = "\\n" } { print }'
  printf '"'
}

# listed FILE prints what comments.awk sees in a list of comments.
listed() { LC_ALL=C awk -v marker="${marker:-}" -v person="$person" -v name="$name" -f "$here/comments.awk" "$1"; }

# find_comment sets found to the number of our comment, or to nothing.
find_comment() {
  local page
  found=
  for page in {1..100}; do
    ask GET "$comments?per_page=100&page=$page"
    [ "$status" = 200 ] || return 1
    listed "$scratch/answer" >"$scratch/listed"
    found=$(awk -v me="$me" '$2 == "marked" && $3 == me { print $1; exit }' "$scratch/listed")
    if [ -n "$found" ] || [ "$(wc -l <"$scratch/listed")" -lt 100 ]; then return 0; fi
  done
  status='more than 10,000 comments'
  return 1
}

# keep_comment FILE CHANGED writes the text into our comment. Where there is none yet it begins one if CHANGED is yes: a pull request
# that leaves the backlog alone needs none. It returns 1 where that cannot be, with the reason in status.
keep_comment() {
  local marker
  marker=$(head -n 1 "$1") # each backlog of a repository has its own
  find_comment || return 1
  if [ -z "$found" ] && [ "$2" != yes ]; then return 0; fi
  { printf '{"body":'; json_text "$1"; printf '}'; } >"$scratch/body.json"
  if [ -n "$found" ]; then
    ask "$replace" "$comment/$found" "$scratch/body.json"
  else
    ask POST "$comments" "$scratch/body.json"
  fi
  [ "$status" = 200 ] || [ "$status" = 201 ]
}
