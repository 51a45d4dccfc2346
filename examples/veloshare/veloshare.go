// Package veloshare is the example product of po: bikes to rent in a city, an invented product with invented people and
// numbers. It holds five weeks of its history as data ([Steps]) and the backlog that they leave ([Files]), and depends on
// nothing but the standard library. po tour replays the steps into a real repository; the tests of po compute the example's
// figures from it.
//
// A test holds both against the golden values in testdata/veloshare.yaml.
package veloshare

import (
	"embed"
	"slices"
	"strings"
)

// AsOf is the moment after the last step by which the example is looked at, RFC 3339.
const AsOf = "2026-10-05T18:00:00+02:00"

// Domain completes the mail addresses of the people in [Steps]: mara@example.org.
const Domain = "example.org"

// Files is the backlog as the last step leaves it, in the folder backlog.
//
//go:embed all:backlog
var Files embed.FS

// A Step is what one person did at one moment, and one commit.
type Step struct {
	At  string // the moment, RFC 3339
	By  string // the author's name
	Why string // the reason, for the body of the commit; a command's own -m aside
	Run []Command
}

// A Command is a command line as somebody typed it and, where po learns that command later, what it leaves in the files.
type Command struct {
	Line  string // for a shell; empty where the files were changed in an editor
	Edits []Edit // nil: po knows the command
}

// An Edit changes one file.
type Edit struct {
	Path string // from the backlog's folder, with slashes
	Old  string // text that stands in the file once; empty: the whole file
	New  string // what stands there afterwards
}

// Apply gives the text of the file after the edit. It reports false where Old does not stand in it exactly once.
func (e Edit) Apply(text string) (string, bool) {
	if e.Old == "" {
		return e.New, true
	}
	return strings.Replace(text, e.Old, e.New, 1), strings.Count(text, e.Old) == 1
}

// Args splits the command line into words as a shell does: at blanks, line ends after a backslash among them, outside of
// single and double quotes. No other character is special, since the lines use none.
func (c Command) Args() []string {
	var args []string
	var word strings.Builder
	var quote rune
	inWord := false
	for _, r := range strings.ReplaceAll(c.Line, "\\\n", " ") {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, inWord = r, true
		case quote == 0 && (r == ' ' || r == '\n'):
			if inWord {
				args = append(args, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if inWord {
		args = append(args, word.String())
	}
	return args
}

// Steps is the history from the first day to [AsOf]. Dates in the files are those of the moments, in Europe/Berlin. What a step
// holds is read-only.
func Steps() []Step { return slices.Clone(history) }

var history = []Step{
	{At: "2026-09-01T09:00:00+02:00", By: "mara", Run: []Command{{Line: `po init . --key VS --name VeloShare`}}},
	{At: "2026-09-01T09:15:00+02:00", By: "mara", Why: "vision, definition of done, budget and areas", Run: []Command{
		{Edits: []Edit{
			{Path: "po.yaml", New: `version: 1
key: VS
timezone: Europe/Berlin
acceptance: required
score: wsjf
areas:
  - {name: ride, owner: mara}
  - {name: fleet, owner: jonas}
  - {name: pay, owner: mara}
ready: {text: on, benefit: on, criteria: 1, points: 8, dependencies: on, questions: on, unblocked: on}
`},
			{Path: "product.md", New: `---
name: VeloShare
owner: mara
vision: Anyone in the city gets on a bike within three minutes, without planning ahead.
done:
  - reviewed
  - tests pass
  - works offline for 30 s
  - texts in German and English
  - deployed to pilot
budget: {amount: 120000.00, currency: EUR, from: 2026-09-01, to: 2026-12-31}
team_cost: {per: sprint, amount: 24000.00}
---
`},
		}},
	}},
	{At: "2026-09-01T09:30:00+02:00", By: "mara", Run: []Command{
		{Line: `po add goal "Paid pilot rides" --status active --set "measure.metric=finished paid rides per week" \
  --set measure.unit=rides --set measure.baseline=0 --set measure.target=500 --set measure.by=2026-10-31 \
  --body "By 31 October, 500 pilot riders a week finish a paid ride without help."`, Edits: []Edit{
			{Path: "goals/G-1-paid-pilot-rides.md", New: `---
id: G-1
status: active
title: Paid pilot rides
created: 2026-09-01
measure: {metric: finished paid rides per week, unit: rides, baseline: 0, target: 500, by: 2026-10-31}
---
By 31 October, 500 pilot riders a week finish a paid ride without help.
`},
		}},
		{Line: `po add release "Pilot" --status active --version 0.1 --goal G-1 --target 2026-10-16 --features find \
  --features unlock --features pay --features return --set "measure.metric=finished paid rides per week" \
  --set measure.unit=rides --set measure.baseline=0 --set measure.target=500`, Edits: []Edit{
			{Path: "releases/R-1-pilot.md", New: `---
id: R-1
status: active
title: Pilot
created: 2026-09-01
version: "0.1"
goal: G-1
target: 2026-10-16
features:
  - find
  - unlock
  - pay
  - return
measure: {metric: finished paid rides per week, unit: rides, baseline: 0, target: 500}
---
`},
		}},
	}},
	{At: "2026-09-01T10:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po add story "Unlock a bike by scanning its QR code" --as "a rider" \
  --want "to unlock a bike by scanning its code" --so-that "I can start within seconds" \
  --criterion "Given a free bike, when I scan its code, then it unlocks within 3 seconds" \
  --criterion "Given a bike in repair, when I scan its code, then I am told so and offered the nearest free bike" \
  --criterion "Given no network for 30 seconds, when I scan the code, then the bike still unlocks" \
  --value 13 --moscow must --area ride --release R-1 --set scores.wsjf.ubv=13 --set scores.wsjf.tc=8 \
  --set scores.wsjf.rroe=5 --set scores.rice.reach=4000 --set scores.rice.impact=2 \
  --set scores.rice.confidence=0.8 --set scores.rice.effort=0.5`},
		{Line: `po add story "See free bikes near me on a map" --as "a rider" --want "to see free bikes near me on a map" \
  --so-that "I walk to one that is really there" --criterion "Bikes within 500 m of my position are shown" \
  --criterion "A bike that is taken disappears within 10 seconds" \
  --criterion "Without permission for location I can search for an address" --value 20 --moscow must \
  --area ride --release R-1 --set scores.wsjf.ubv=20 --set scores.wsjf.tc=13 --set scores.wsjf.rroe=8 \
  --set scores.rice.reach=6000 --set scores.rice.impact=3 --set scores.rice.confidence=0.8 \
  --set scores.rice.effort=0.75`},
		{Line: `po add story "Pay for a ride by card" --as "a rider" --want "to pay for my ride by card" \
  --so-that "I need no subscription" \
  --criterion "Given a valid card, when the ride ends, then the fare is charged once" \
  --criterion "Given a declined card, when the ride ends, then the ride is closed and I am asked for another card" \
  --value 20 --moscow must --area pay --depends-on VS-1 --release R-1 --set scores.wsjf.ubv=20 \
  --set scores.wsjf.tc=13 --set scores.wsjf.rroe=13 --set scores.rice.reach=4000 --set scores.rice.impact=3 \
  --set scores.rice.confidence=0.8 --set scores.rice.effort=1`},
		{Line: `po add story "Return a bike at a station and get a receipt" --as "a rider" \
  --want "to return a bike at a station and get a receipt" --so-that "I stop paying and can claim the trip" \
  --criterion "Given a free dock, when I push the bike in, then the ride ends within 5 seconds" \
  --criterion "The receipt shows time, fare and VAT" --value 13 --moscow must --area ride --depends-on VS-3 \
  --release R-1 --set scores.wsjf.ubv=13 --set scores.wsjf.tc=8 --set scores.wsjf.rroe=3 \
  --set scores.rice.reach=4000 --set scores.rice.impact=2 --set scores.rice.confidence=1 \
  --set scores.rice.effort=0.5`},
	}},
	{At: "2026-09-02T09:30:00+02:00", By: "mara", Run: []Command{
		{Line: `po add insight "Broken bike" --date 2026-08-31 --kind support --segment all --weight 14 \
  --body "The bike was broken and I had no way to tell you."`, Edits: []Edit{
			{Path: "insights/IN-1-broken-bike.md", New: `---
id: IN-1
status: new
title: Broken bike
date: 2026-08-31
kind: support
segment: all
weight: 14
---
The bike was broken and I had no way to tell you.
`},
		}},
		{Line: `po add story "Report a broken bike" --as "a rider" --want "to report a broken bike" \
  --so-that "nobody else is stranded with it" \
  --criterion "Given a bike I reported, when another rider looks at the map, then it is not offered" \
  --value 8 --moscow should --area fleet --release R-1 --insight IN-1 --set scores.wsjf.ubv=8 \
  --set scores.wsjf.tc=5 --set scores.wsjf.rroe=8 --set scores.rice.reach=900 --set scores.rice.impact=1 \
  --set scores.rice.confidence=0.8 --set scores.rice.effort=0.25`},
		{Line: `po add bug "Map shows bikes that were taken minutes ago" \
  --body "Steps: open the map, let a second rider take a bike, wait. Expected: gone within 10 seconds. Seen: still shown after 5 minutes." \
  --criterion "The expected result holds in 20 of 20 tries on the pilot fleet" --value 8 --moscow must \
  --area ride --release R-1 --set scores.wsjf.ubv=8 --set scores.wsjf.tc=13 --set scores.wsjf.rroe=5 \
  --set scores.rice.reach=6000 --set scores.rice.impact=1 --set scores.rice.confidence=1 \
  --set scores.rice.effort=0.25`},
	}},
	{At: "2026-09-02T11:00:00+02:00", By: "jonas", Run: []Command{
		{Line: `po add spike "Find out which lock firmware reports battery level" \
  --body "Question: which of the three lock models report battery level, and how often? Timebox: 2 days." \
  --criterion "A table of models, firmware and reporting interval is in the wiki" --moscow should \
  --area fleet --set scores.wsjf.ubv=1 --set scores.wsjf.tc=5 --set scores.wsjf.rroe=13`},
	}},
	{At: "2026-09-03T09:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po add enabler "Move card payments to strong customer authentication" \
  --body "Card payments without a second factor will be refused by the banks after the due date." \
  --criterion "A payment above EUR 30 asks for the second factor" \
  --criterion "A payment below EUR 30 does not" --value 3 --moscow must --area pay --release R-1 \
  --due 2026-10-15 --set scores.wsjf.ubv=3 --set scores.wsjf.tc=20 --set scores.wsjf.rroe=13 \
  --set scores.rice.reach=4000 --set scores.rice.impact=1 --set scores.rice.confidence=0.5 \
  --set scores.rice.effort=0.5`},
	}},
	{At: "2026-09-03T09:30:00+02:00", By: "mara", Run: []Command{
		{Line: `po prioritize VS-2 VS-1 VS-3 VS-4 --bottom`},
		{Line: `po prioritize VS-7 --after VS-1 -m "the battery answer decides which locks we order"`},
		{Line: `po prioritize VS-8 --before VS-4`},
		{Line: `po prioritize VS-5 --before VS-4`},
	}},
	{At: "2026-09-03T14:00:00+02:00", By: "timo", Run: []Command{
		{Line: `po edit VS-1 VS-4 VS-8 --points 5`},
		{Line: `po edit VS-2 VS-3 --points 8`},
		{Line: `po edit VS-5 VS-6 --points 3`},
		{Line: `po edit VS-7 --points 2`},
	}},
	{At: "2026-09-04T09:00:00+02:00", By: "mara", Run: []Command{{Line: `po ready VS-1 VS-2 VS-3 VS-4 VS-5 VS-6 VS-7 VS-8`}}},
	{At: "2026-09-04T10:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po add sprint "Sprint 1" --start 2026-09-07 --end 2026-09-18 --goal G-1 --capacity 16 --available-days 37 \
  --sprint-goal "A tester can find and unlock a bike in the pilot area."`, Edits: []Edit{
			{Path: "sprints/S-1-sprint-1.md", New: `---
id: S-1
status: planned
title: Sprint 1
sprint_goal: A tester can find and unlock a bike in the pilot area.
goal: G-1
start: 2026-09-07
end: 2026-09-18
capacity: 16
available_days: 37
---
`},
		}},
		{Line: `po sprint add S-1 VS-2 VS-1 VS-7`, Edits: []Edit{
			{Path: "items/VS-2-see-free-bikes-near-me-on-a-map.md", Old: "area: ride\n", New: "area: ride\nsprint: S-1\n"},
			{Path: "items/VS-1-unlock-a-bike-by-scanning-its-qr-code.md", Old: "area: ride\n", New: "area: ride\nsprint: S-1\n"},
			{Path: "items/VS-7-find-out-which-lock-firmware-reports-battery-level.md", Old: "area: fleet\n", New: "area: fleet\nsprint: S-1\n"},
		}},
	}},
	{At: "2026-09-07T09:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po start S-1`, Edits: []Edit{
			{Path: "sprints/S-1-sprint-1.md", Old: "status: planned\n", New: "status: active\n"},
			{Path: "sprints/S-1-sprint-1.md", Old: "available_days: 37\n", New: "available_days: 37\nbaseline: {VS-2: 8, VS-1: 5, VS-7: 2}\n"},
		}},
	}},
	{At: "2026-09-07T09:30:00+02:00", By: "timo", Run: []Command{{Line: `po start VS-2`}}},
	{At: "2026-09-07T09:40:00+02:00", By: "lena", Run: []Command{{Line: `po start VS-7`}}},
	{At: "2026-09-08T10:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po add story "Unlock up to four bikes as a group" --as "a hotel guest" \
  --want "to unlock up to four bikes with one phone" --so-that "my family can ride together" --value 8 \
  --moscow could --area ride --set scores.wsjf.ubv=8 --set scores.wsjf.tc=2 --set scores.wsjf.rroe=2 \
  --set scores.rice.reach=500 --set scores.rice.impact=2 --set scores.rice.confidence=0.5 \
  --set scores.rice.effort=1.5`},
	}},
	{At: "2026-09-08T11:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po add experiment "Reservation" --we-believe "letting riders reserve a bike for five minutes" \
  --will-result-in "more started rides" --we-know-when "ride starts per app open rise from 18 % to 23 %" \
  --set "metric.name=ride starts per app open" --set metric.unit=percent --set metric.baseline=18 \
  --set metric.target=23 --set metric.direction=up --min-sample 400 --method fake-door --start 2026-09-08 \
  --end 2026-09-21 --set cost.days=2`, Edits: []Edit{
			{Path: "experiments/EX-1-reservation.md", New: `---
id: EX-1
status: planned
title: Reservation
created: 2026-09-08
we_believe: letting riders reserve a bike for five minutes
will_result_in: more started rides
we_know_when: ride starts per app open rise from 18 % to 23 %
metric: {name: ride starts per app open, unit: percent, baseline: 18, target: 23, direction: up}
min_sample: 400
method: fake-door
start: 2026-09-08
end: 2026-09-21
cost: {days: 2}
---
`},
		}},
		{Line: `po start EX-1`, Edits: []Edit{
			{Path: "experiments/EX-1-reservation.md", Old: "status: planned\n", New: "status: running\n"},
		}},
		{Line: `po add decision "No reservation" --status proposed --deciders mara --based-on EX-1`, Edits: []Edit{
			{Path: "decisions/DEC-1-no-reservation.md", New: `---
id: DEC-1
status: proposed
title: No reservation
date: 2026-09-08
deciders:
  - mara
based_on:
  - EX-1
---
`},
		}},
	}},
	{At: "2026-09-09T10:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po add insight "Bikes that are gone" --kind interview --segment commuter \
  --body "I walked to three bikes that were gone."`, Edits: []Edit{
			{Path: "insights/IN-2-bikes-that-are-gone.md", New: `---
id: IN-2
status: new
title: Bikes that are gone
date: 2026-09-09
kind: interview
segment: commuter
---
I walked to three bikes that were gone.
`},
		}},
		{Line: `po add story "Fast app" --area ride --body "As a user, I want the app to be fast and user-friendly."`},
	}},
	{At: "2026-09-09T15:00:00+02:00", By: "jonas", Run: []Command{
		{Line: `po add story "Operator battery, moves and report" --moscow should --area fleet \
  --body "As an operator, I want to see the battery level and move bikes between stations and export a report so that the fleet works."`},
	}},
	{At: "2026-09-10T09:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po edit VS-6 --append insights=IN-2`},
		{Line: `po prioritize VS-6 --after VS-1 -m "testers lose trust in the map"`},
		{Line: `po add decision "Take VS-6 into sprint 1" --status accepted --deciders mara --consulted timo \
  --consulted lena --items VS-6 --based-on IN-2`, Edits: []Edit{
			{Path: "decisions/DEC-2-take-vs-6-into-sprint-1.md", New: `---
id: DEC-2
status: accepted
title: Take VS-6 into sprint 1
date: 2026-09-10
deciders:
  - mara
consulted:
  - timo
  - lena
items:
  - VS-6
based_on:
  - IN-2
---
`},
		}},
	}},
	{At: "2026-09-10T09:20:00+02:00", By: "mara", Run: []Command{
		{Line: `po sprint add S-1 VS-6 -m 'DEC-2'`, Edits: []Edit{
			{Path: "items/VS-6-map-shows-bikes-that-were-taken-minutes-ago.md", Old: "area: ride\n", New: "area: ride\nsprint: S-1\n"},
			{Path: "sprints/S-1-sprint-1.md", Old: "VS-7: 2}\n", New: "VS-7: 2}\nadded:\n  - {id: VS-6, date: 2026-09-10, points: 3}\n"},
		}},
	}},
	{At: "2026-09-10T15:00:00+02:00", By: "lena", Run: []Command{
		{Line: `po tick VS-7 1`},
		{Line: `po done VS-7`},
	}},
	{At: "2026-09-10T16:00:00+02:00", By: "jonas", Run: []Command{{Line: `po accept VS-7`}}},
	{At: "2026-09-11T09:00:00+02:00", By: "timo", Run: []Command{{Line: `po start VS-1`}}},
	{At: "2026-09-11T10:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po add insight "Student price" --kind survey --segment student --weight 61 --importance 8 --satisfaction 3 \
  --body "Too dear for every day."`, Edits: []Edit{
			{Path: "insights/IN-3-student-price.md", New: `---
id: IN-3
status: new
title: Student price
date: 2026-09-11
kind: survey
segment: student
weight: 61
importance: 8
satisfaction: 3
---
Too dear for every day.
`},
		}},
		{Line: `po add insight "Group rides" --date 2026-09-08 --kind sales --segment hotel \
  --body "We need four bikes on one phone."`, Edits: []Edit{
			{Path: "insights/IN-4-group-rides.md", New: `---
id: IN-4
status: new
title: Group rides
date: 2026-09-08
kind: sales
segment: hotel
---
We need four bikes on one phone.
`},
		}},
		{Line: `po add story "Student discount" --as "a student" --want "a cheaper fare" --so-that "I can ride every day" \
  --criterion "Given a confirmed student, when a ride ends, then the fare is 30 % lower" \
  --criterion "A student who is not confirmed pays the normal fare" --value 5 --moscow could --area pay \
  --depends-on VS-3 --insight IN-3 --bottom --set scores.wsjf.ubv=5 --set scores.wsjf.tc=3 \
  --set scores.wsjf.rroe=2 --set scores.rice.reach=1200 --set scores.rice.impact=1 \
  --set scores.rice.confidence=0.5 --set scores.rice.effort=0.5`},
		{Line: `po edit VS-9 --append insights=IN-4`},
	}},
	{At: "2026-09-11T14:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po add epic "First ride" --area ride`},
		{Line: `po add epic "Fleet care" --area fleet`},
		{Line: `po add epic "Loyalty" --area pay`},
		{Line: `po edit VS-1 VS-2 VS-3 VS-4 VS-6 VS-8 --epic VS-13`},
		{Line: `po edit VS-5 VS-7 VS-11 --epic VS-14`},
		{Line: `po edit VS-9 VS-12 --epic VS-15`},
	}},
	{At: "2026-09-11T15:00:00+02:00", By: "lena", Run: []Command{
		{Line: `po edit VS-9 --points 13`},
		{Line: `po edit VS-12 --points 5`},
	}},
	{At: "2026-09-14T09:00:00+02:00", By: "lena", Run: []Command{{Line: `po start VS-6`}}},
	{At: "2026-09-15T16:00:00+02:00", By: "timo", Run: []Command{
		{Line: `po tick VS-2 1 2 3`},
		{Line: `po done VS-2`},
	}},
	{At: "2026-09-17T16:00:00+02:00", By: "timo", Run: []Command{
		{Line: `po tick VS-1 1 2 3`},
		{Line: `po done VS-1`},
	}},
	{At: "2026-09-18T14:00:00+02:00", By: "mara", Run: []Command{{Line: `po accept VS-1 VS-2`}}},
	{At: "2026-09-18T15:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po close S-1 --met`, Edits: []Edit{
			{Path: "items/VS-6-map-shows-bikes-that-were-taken-minutes-ago.md", Old: "sprint: S-1\n"},
			{Path: "sprints/S-1-sprint-1.md", Old: "status: active\n", New: "status: closed\n"},
			{Path: "sprints/S-1-sprint-1.md", Old: "points: 3}\n", New: "points: 3}\nclosed: {date: 2026-09-18, met: true, done: {VS-7: 2, VS-2: 8, VS-1: 5}, returned: {VS-6: 3}}\n"},
		}},
	}},
	{At: "2026-09-18T16:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po add sprint "Sprint 2" --start 2026-09-21 --end 2026-10-02 --goal G-1 --capacity 16 --available-days 40 \
  --sprint-goal "A rider can pay for a ride and return the bike."`, Edits: []Edit{
			{Path: "sprints/S-2-sprint-2.md", New: `---
id: S-2
status: planned
title: Sprint 2
sprint_goal: A rider can pay for a ride and return the bike.
goal: G-1
start: 2026-09-21
end: 2026-10-02
capacity: 16
available_days: 40
---
`},
		}},
		{Line: `po sprint add S-2 VS-6 VS-3 VS-4`, Edits: []Edit{
			{Path: "items/VS-6-map-shows-bikes-that-were-taken-minutes-ago.md", Old: "area: ride\n", New: "area: ride\nsprint: S-2\n"},
			{Path: "items/VS-3-pay-for-a-ride-by-card.md", Old: "area: pay\n", New: "area: pay\nsprint: S-2\n"},
			{Path: "items/VS-4-return-a-bike-at-a-station-and-get-a-receipt.md", Old: "area: ride\n", New: "area: ride\nsprint: S-2\n"},
		}},
	}},
	{At: "2026-09-21T09:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po start S-2`, Edits: []Edit{
			{Path: "sprints/S-2-sprint-2.md", Old: "status: planned\n", New: "status: active\n"},
			{Path: "sprints/S-2-sprint-2.md", Old: "available_days: 40\n", New: "available_days: 40\nbaseline: {VS-6: 3, VS-3: 8, VS-4: 5}\n"},
		}},
	}},
	{At: "2026-09-21T09:30:00+02:00", By: "timo", Run: []Command{{Line: `po start VS-3`}}},
	{At: "2026-09-22T10:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po close EX-1 --result 19.1 --n 512 --decision stop`, Edits: []Edit{
			{Path: "experiments/EX-1-reservation.md", Old: "status: running\n", New: "status: invalidated\n"},
			{Path: "experiments/EX-1-reservation.md", Old: "cost: {days: 2}\n", New: "cost: {days: 2}\nresult: 19.1\nn: 512\ndecision: stop\nclosed: 2026-09-22\n"},
		}},
		{Line: `po edit DEC-1 --status accepted --date 2026-09-22 --review-on 2027-01-15`, Edits: []Edit{
			{Path: "decisions/DEC-1-no-reservation.md", Old: "status: proposed\n", New: "status: accepted\n"},
			{Path: "decisions/DEC-1-no-reservation.md", Old: "date: 2026-09-08\n", New: "date: 2026-09-22\n"},
			{Path: "decisions/DEC-1-no-reservation.md", Old: "  - EX-1\n", New: "  - EX-1\nreview_on: 2027-01-15\n"},
		}},
	}},
	{At: "2026-09-23T16:00:00+02:00", By: "lena", Run: []Command{
		{Line: `po tick VS-6 1`},
		{Line: `po done VS-6`},
	}},
	{At: "2026-09-24T09:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po sprint add S-2 VS-5 -m 'lena has room, and support asks daily'`, Edits: []Edit{
			{Path: "items/VS-5-report-a-broken-bike.md", Old: "area: fleet\n", New: "area: fleet\nsprint: S-2\n"},
			{Path: "sprints/S-2-sprint-2.md", Old: "VS-4: 5}\n", New: "VS-4: 5}\nadded:\n  - {id: VS-5, date: 2026-09-24, points: 3}\n"},
		}},
	}},
	{At: "2026-09-24T09:30:00+02:00", By: "lena", Run: []Command{{Line: `po start VS-5`}}},
	{At: "2026-09-25T11:00:00+02:00", By: "mara", Run: []Command{{Line: `po block VS-12 -m 'legal must confirm proof of study'`}}},
	{At: "2026-09-28T09:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po add experiment "First ten minutes free" --we-believe "giving first-time riders ten free minutes" \
  --will-result-in "a second ride within seven days" \
  --we-know-when "the share of second rides rises from 22 % to 30 %" \
  --set "metric.name=second ride within 7 days" --set metric.unit=percent --set metric.baseline=22 \
  --set metric.target=30 --set metric.direction=up --min-sample 300 --method ab-test --start 2026-09-28 \
  --end 2026-10-18`, Edits: []Edit{
			{Path: "experiments/EX-2-first-ten-minutes-free.md", New: `---
id: EX-2
status: planned
title: First ten minutes free
created: 2026-09-28
we_believe: giving first-time riders ten free minutes
will_result_in: a second ride within seven days
we_know_when: the share of second rides rises from 22 % to 30 %
metric: {name: second ride within 7 days, unit: percent, baseline: 22, target: 30, direction: up}
min_sample: 300
method: ab-test
start: 2026-09-28
end: 2026-10-18
---
`},
		}},
		{Line: `po start EX-2`, Edits: []Edit{
			{Path: "experiments/EX-2-first-ten-minutes-free.md", Old: "status: planned\n", New: "status: running\n"},
		}},
	}},
	{At: "2026-09-28T09:30:00+02:00", By: "timo", Run: []Command{{Line: `po start VS-4`}}},
	{At: "2026-09-29T16:00:00+02:00", By: "lena", Run: []Command{
		{Line: `po tick VS-5 1`},
		{Line: `po done VS-5`},
	}},
	{At: "2026-09-30T16:00:00+02:00", By: "timo", Run: []Command{
		{Line: `po tick VS-3 1 2`},
		{Line: `po done VS-3`},
	}},
	{At: "2026-10-01T16:00:00+02:00", By: "timo", Run: []Command{
		{Line: `po tick VS-4 1`},
		{Line: `po done VS-4`},
	}},
	{At: "2026-10-02T13:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po reject VS-4 -m 'receipt lacks VAT'`},
		{Line: `po accept VS-3 VS-6`},
	}},
	{At: "2026-10-02T13:30:00+02:00", By: "jonas", Run: []Command{{Line: `po accept VS-5`}}},
	{At: "2026-10-02T15:00:00+02:00", By: "mara", Run: []Command{
		{Line: `po close S-2 --not-met`, Edits: []Edit{
			{Path: "items/VS-4-return-a-bike-at-a-station-and-get-a-receipt.md", Old: "sprint: S-2\n"},
			{Path: "sprints/S-2-sprint-2.md", Old: "status: active\n", New: "status: closed\n"},
			{Path: "sprints/S-2-sprint-2.md", Old: "points: 3}\n", New: "points: 3}\nclosed: {date: 2026-10-02, met: false, done: {VS-6: 3, VS-5: 3, VS-3: 8}, returned: {VS-4: 5}}\n"},
		}},
	}},
	{At: "2026-10-05T09:00:00+02:00", By: "mara", Run: []Command{{Line: `po prioritize VS-8 --top -m 'the banks refuse payments after 15 October'`}}},
}
