#!/usr/bin/env bash
# Checks the backlog of a checkout, with its findings at the lines of the pull request and in the summary of the job, and keeps one comment
# that says what the pull request changes. It ends as po check does: 0, or 3 when there is an error among the findings. Where the comment
# may not be written, as on a pull request from a fork, the same text is in the summary of the job.
#
# PO_ARGS          arguments of po check, split at blanks and never evaluated
# PO_COMMENT       true: keep the comment
# PO_PR PO_BASE PO_HEAD      number and ends of the pull request; empty outside of one
# GH_TOKEN GITHUB_API_URL GITHUB_SERVER_URL GITHUB_REPOSITORY GITHUB_STEP_SUMMARY      as GitHub sets them
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=comment.sh
. "$here/comment.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
exec 3>&1 # where commands to the runner go, whatever is redirected

# told COMMAND... runs it. Where it could not do its work its words are an annotation of the job too: that is read before any log.
told() {
  local code=0
  "$@" 2>"$scratch/words" || code=$?
  cat "$scratch/words" >&2
  case $code in
    0 | 3) ;;
    *) LC_ALL=C awk '{ sub(/^po: error: /, ""); gsub(/%/, "%25"); gsub(/\r/, "%0D"); printf "%s%s", (NR == 1 ? "::error title=po::" : "%0A"), $0 } END { print "" }' "$scratch/words" >&3 ;;
  esac
  return "$code"
}

# add the text to the summary; where the comment had to be cut, then the whole as lines. A step may write 1 MiB.
summarize() {
  [ -n "${GITHUB_STEP_SUMMARY:-}" ] || return 0
  { echo; cat "$scratch/comment.md"; echo; } >>"$GITHUB_STEP_SUMMARY"
}
summarize_rest() {
  [ -n "${GITHUB_STEP_SUMMARY:-}" ] || return 0
  [ "$(tail -n 1 "$scratch/comment.md")" = 'The rest is in the job summary' ] || return 0
  local room
  room=$((1000000 - $(cat "$GITHUB_STEP_SUMMARY" 2>/dev/null | wc -c)))
  po diff "$PO_BASE...$PO_HEAD" | LC_ALL=C awk -v room="$room" 'BEGIN { print "" } { room -= length($0) + 5 } room > 0 { print "    " $0 }' >>"$GITHUB_STEP_SUMMARY"
}

# check ARGUMENT... ends all where po could not check; the findings are in result.
check() {
  result=0
  told po check --format github "$@" || result=$?
  [ "$result" = 0 ] || [ "$result" = 3 ] || exit "$result"
}

# describe writes the text, and whether it says anything.
describe() {
  local code=0
  changed=no
  told po diff "$PO_BASE...$PO_HEAD" --format markdown --exit-code >"$scratch/comment.md" || code=$?
  case $code in
    0) ;;
    3) changed=yes ;;
    *) exit "$code" ;;
  esac
}

post() {
  authorization="Authorization: Bearer $GH_TOKEN"
  comments=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues/$PO_PR/comments
  comment=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues/comments
  replace=PATCH person=user name=login
  me='github-actions[bot]' # whose token this is; nobody can register that name
  if keep_comment "$scratch/comment.md" "$changed"; then return; fi
  case $status in
    401 | 403 | 404) echo '::notice title=po::the token may not comment here: the change is described in the job summary (permissions: pull-requests: write; a fork has none)' ;;
    *) echo "::warning title=po::the comment was not written ($status): the change is described in the job summary" ;;
  esac
  summarize
}

set -f # a * in an argument is no file name
# shellcheck disable=SC2086
check ${PO_ARGS:-}
set +f
[ -n "${PO_PR:-}" ] || exit "$result"
describe
if [ "${PO_COMMENT:-true}" = true ]; then post; else summarize; fi
summarize_rest
exit "$result"
