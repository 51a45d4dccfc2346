package main

// topics are the pages of po help TOPIC.
func topics() []topic {
	return []topic{
		{"formats", "the files of a backlog", topicFormats},
		{"exit-codes", "what the exit codes mean", topicExitCodes},
		{"environment", "the variables that po reads", topicEnvironment},
		{"query", "how to ask for items", topicQuery},
		{"sharing", "working with others through git", topicSharing},
		{"review", "reviewing a branch", topicReview},
	}
}

const topicFormats = `
The files of a backlog

  backlog/po.yaml      settings: key of new ids, statuses, areas, scales, rules
  backlog/product.md   name, vision, Definition of Done
  backlog/items/       one Markdown file a story, bug, enabler, spike or epic
  backlog/goals/ sprints/ releases/ experiments/ insights/ decisions/

An item:

  ---
  id: VS-12
  status: draft
  title: Student discount
  priority: 1040
  type: story
  created: 2026-09-11
  value: 5
  ---
  As a student, I want a cheaper fare, so that I can ride every day.

  ## Acceptance criteria

  - [ ] Given a confirmed student, when a ride ends, then the fare is 30 % lower

priority is the place in the order: the lower number comes first, and any number between two others may be typed by hand.
What is unset is left out. Keys that po does not know are kept. po schema prints all keys with what they may hold.
po fmt puts the keys in their usual order.

Items come in and go out as tables too:

  po list --format csv --columns id,points,value > items.csv
  po edit --from items.csv          one commit, and all rows or none
  po edit --table points,value      the same in the editor
  po list --format markdown         a table for a page or a mail
`

const topicExitCodes = `
Exit codes

  0    done
  1    could not do it, or a rule of the product refuses it
  2    wrong usage
  3    looked, and found wanting: po check has findings at or above --fail-on, po diff --exit-code found changes
  130  interrupted
`

const topicEnvironment = `
Environment

  PO_BACKLOG     the backlog's folder
  PO_NOW         the moment that is now, such as 2026-10-05T18:00:00+02:00: the source of every date in a file
  PO_COMMIT      off: commands change the files only, po commit makes the commit
  PO_EDITOR      the editor; else GIT_EDITOR, core.editor, VISUAL, EDITOR
  PO_PAGER       the pager; else PAGER, less; cat or nothing means none
  PO_HYPERLINKS  0: no links on a terminal
  NO_COLOR CLICOLOR CLICOLOR_FORCE TERM COLUMNS      colour and width
  GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE
  GIT_DIR GIT_WORK_TREE GIT_CEILING_DIRECTORIES GIT_CONFIG_GLOBAL …      as git reads them
`

const topicQuery = `
Queries

  po list status:ready,done type:story not:label:later points:5.. sprint:none owner:mara "free words"

  KEY:VALUE        the key has the value; commas are or: status:ready,done
  KEY:A..B         a range of numbers or dates; A.. and ..B are open at one end
  KEY:none         the key is unset; KEY:any: it is set
  not:TERM         the term does not hold; -TERM is read as well
  is:WORD          open, closed, proposed, ready, active, finished, dropped, blocked, prioritized, orphan
  under:VS-15      the items of an epic
  words            in the id, the title or a label

Several terms must all hold. Keys are those of the files, own fields, inputs such as scores.wsjf.ubv, and position, score, missing,
criteria, age. me is you. Without a term on status or is: only open items are listed, without one on type: no epics; -a lifts both.
`

const topicSharing = `
Sharing is git's: po itself never opens a connection.

  git pull --rebase        fetch what others did
  … work with po …
  git push

A proposal that others shall review:

  git switch -c refine-pay
  … work with po …
  git push -u origin HEAD

What two people touch is merged by git, line by line. In a clone git can merge field by field instead, as rebase and cherry-pick do then:

  po install merge
  po check                 after a merge: what no merge of lines can see
  po renumber VS-12        when two people took one number

Hosting services do not run merge drivers: a pull request that is merged there by button is merged line by line.

"I worked on main and may not push to it":

  git switch -c refine-pay
  git branch -f main origin/main
  git push -u origin HEAD
`

const topicReview = `
Reviewing a branch

  git switch BRANCH
  po diff main             what it brings, in the words of the product
  po check --since main    what it leaves to be done
  po show VS-12            an item whole

On a pull request the action in .github/actions/po of po's repository keeps po diff main...HEAD --format markdown as a comment, and
po check --format github puts findings at their lines; examples/actions shows it, the hooks for pre-commit and jobs for GitLab.
For other build services:

  po check --format sarif          or gitlab, junit, json: exit code 3 when there is an error
  po check --since main            only what the branch brings
  po check --json > known.json     an old backlog starts green:
  po check --baseline known.json

Who may change what stands under policy: in po.yaml; po check --since main judges each commit by it, and po check --explain
policy.author shows its form. Anybody can write any author into a commit: only signed commits and the host's own rules hold.

Before each commit, and while typing:

  po install hooks                 git checks what is staged
  po check --staged                the same by hand
  po check --stdin-filename FILE   for editors: the standard input in the place of FILE
`
