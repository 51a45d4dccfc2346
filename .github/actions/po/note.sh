#!/usr/bin/env bash
# Keeps one note on a merge request of GitLab that says what it changes. Without a token that may write notes, as on a merge request from
# a fork, the text is in the log of the job.
#
# PO_TOKEN         a project access token with the scope api and the role Reporter, as a masked variable of the project
# CI_API_V4_URL CI_PROJECT_ID CI_PROJECT_URL CI_MERGE_REQUEST_IID CI_MERGE_REQUEST_DIFF_BASE_SHA CI_MERGE_REQUEST_SOURCE_BRANCH_SHA
# CI_COMMIT_SHA      as GitLab sets them
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=comment.sh
. "$here/comment.sh"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# whoami sets me to the account of the token.
whoami() {
  ask GET "$CI_API_V4_URL/user"
  [ "$status" = 200 ] || return 1
  { printf '[{"%s":' "$person"; cat "$scratch/answer"; printf '}]'; } >"$scratch/user"
  me=$(listed "$scratch/user" | awk '{ print $3 }')
  [ -n "$me" ] && [ "$me" != - ]
}

changed=no code=0
head=${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA} # the second is the merged result, where there is one
po diff "$CI_MERGE_REQUEST_DIFF_BASE_SHA...$head" --format markdown --exit-code >"$scratch/comment.md" || code=$?
case $code in
  0) ;;
  3) changed=yes ;;
  *) exit "$code" ;;
esac
if [ -n "${PO_TOKEN:-}" ]; then
  authorization="PRIVATE-TOKEN: $PO_TOKEN"
  comments=$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes
  comment=$comments
  replace=PUT person=author name=username
  if whoami && keep_comment "$scratch/comment.md" "$changed"; then exit 0; fi
  echo "the note was not written ($status)"
fi
cat "$scratch/comment.md"
