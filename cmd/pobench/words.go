package main

import (
	"math/rand/v2"
	"strings"
)

// The vocabulary is wide enough that a backlog of 50,000 items has about as
// many near-duplicates as real ones have, not more: a rule that looks for them
// is measured on its work and not on the poverty of the generator.
var (
	roles = []string{
		"rider", "commuter", "hotel guest", "fleet operator", "mechanic", "support agent", "city planner", "accountant",
		"station owner", "student", "tourist", "team lead", "data analyst", "shop assistant", "warehouse clerk", "night porter",
		"event organiser", "insurance agent", "dispatcher", "driver", "parent of two", "season-ticket holder", "newcomer",
		"blind rider", "auditor", "marketing lead", "partner company", "site manager", "trainer", "translator",
	}
	verbs = []string{
		"see", "find", "export", "compare", "correct", "cancel", "reserve", "extend", "share", "archive", "restore", "group",
		"filter", "sort", "print", "confirm", "refund", "merge", "split", "schedule", "pause", "resume", "transfer", "rename",
		"attach", "translate", "hide", "approve", "reject", "assign", "count", "track", "import", "copy", "undo", "sign",
		"lock", "unlock", "renew", "report", "charge", "estimate", "plan", "review", "forward", "tag", "measure", "test",
	}
	qualities = []string{
		"closed", "monthly", "damaged", "missing", "delayed", "reserved", "shared", "printed", "signed", "first", "last", "daily",
		"regional", "lapsed", "pending", "duplicate", "foreign", "hidden", "public", "private", "planned", "recent", "previous",
		"temporary", "final", "partial", "rejected", "paid", "billed", "seasonal", "nightly", "fresh", "late", "local", "remote",
		"stored", "broken", "spare", "rented", "returned",
	}
	objects = []string{
		"ride", "receipt", "invoice", "bike", "station", "lock", "battery", "voucher", "subscription", "map", "route", "dock",
		"photo", "complaint", "address", "payment", "refund", "tariff", "zone", "account", "password", "message", "report",
		"contract", "shift", "helmet", "trailer", "coupon", "badge", "trip history", "price list", "damage report", "opening time",
		"delivery note", "work order", "service plan", "spare part", "test drive", "group booking", "street work", "holiday",
		"speed limit", "parking spot", "deposit", "insurance claim", "feedback form", "waiting list", "phone number", "VAT rate",
		"cost centre", "newsletter", "language", "currency", "key card", "repair log", "sensor reading", "weather warning",
		"traffic count", "permit", "inspection", "training course", "rating", "favourite", "reminder", "signature", "door code",
		"storage room", "pallet", "order line", "tracking number", "customs form", "return label", "loyalty point", "gift card",
		"seat", "ticket", "platform", "timetable", "detour", "accident report",
	}
	circumstances = []string{
		"of the last thirty days", "before the shift begins", "without calling support", "on a small phone", "while I am offline",
		"in my own language", "for a whole team at once", "right after the ride ends", "from the station's screen",
		"with one hand", "after the contract has ended", "during a holiday week", "in the currency of the country",
		"by scanning its code", "on behalf of a colleague", "from the weekly mail", "before the deposit is taken",
		"across two cities", "when the battery is nearly empty", "in large print", "with a screen reader",
		"at the end of the quarter", "while the station is closed", "for the tax office", "on the way to the airport",
		"within the first minute", "from an older receipt", "in the rain with gloves on", "when two people share a room",
		"without a credit card", "at night when nobody answers", "from the map", "by area and by week", "as a printed page",
		"before it is charged twice", "after a failed payment", "when the lock does not answer", "next to the planned one",
		"for the next board meeting", "with the reason beside it", "while the sale is on", "between two stations",
		"if the address is wrong", "only for the pilot area", "on the day of the event", "once the mechanic has signed",
		"up to an hour later", "as the law asks since spring",
	}
	benefits = []string{
		"I do not pay twice", "nobody waits at the station", "I can claim the trip", "the bike is back by the morning",
		"the books close on time", "my team needs no second tool", "I trust what the map shows", "we lose fewer bikes",
		"the partner gets its share", "I am home before dark", "the audit passes without questions", "the guest comes back",
		"I know what the month will cost", "support answers within an hour", "nobody is stranded", "the next shift starts clean",
		"I find the right part at once", "a mistake costs me a minute and not a day", "the city sees where lanes are needed",
		"the insurance accepts the claim", "I can ride every day", "a lost phone is no lost ride", "we order only what is used",
		"the sponsor sees what it paid for", "I need no paper", "the price is the one that was promised",
		"children ride safely", "the warehouse runs one night less", "I need not ask a colleague", "the call takes two minutes",
	}
	problems = []string{
		"arrives a day late", "cannot be found again", "is shown to the wrong people", "is printed without its date",
		"disappears when the network drops", "has to be typed a second time", "is charged although nobody used it",
		"does not fit on the screen", "is only known to one colleague", "changes its number overnight",
		"stays open for weeks", "is refused at the border", "comes back with an empty address", "is counted in two areas",
		"takes four calls to settle", "needs a signature that nobody has",
	}
	subjects = []string{
		"the pilot team", "support", "the finance department", "the mechanics", "two partner stations", "the night shift",
		"every third caller", "the city", "our largest customer", "the operator in the north", "a group of forty students",
		"the insurance", "the new colleagues", "the auditors",
	}
	sentences = []string{
		"Since the spring release {subject} told us that the {quality} {object} {problem}.",
		"In the interviews {subject} said they {verb} the {object} by hand {circumstance}.",
		"Today every {role} has to {verb} every {quality} {object}, which takes about {number} minutes a day.",
		"Last month this happened {number} times, mostly {circumstance}.",
		"The rule agreed with {subject}: a {quality} {object} may be changed until the {object} is closed.",
		"We looked at doing it {circumstance}; {subject} would not accept that.",
		"A first version may leave out the {quality} {object}, as {subject} never needs it.",
		"It must also hold {circumstance}, because the {quality} {object} {problem}.",
	}
	criteria = []string{
		"Given a {quality} {object}, when the {role} wants to {verb} it, then the {object} is shown within {number} seconds",
		"Given no network for {number} seconds, when I {verb} the {object}, then nothing is lost",
		"A {quality} {object} stays as it is {circumstance}",
		"The {object} names the {role}, the day and the {quality} {object}",
		"Given two people {verb} the same {object}, when the second one saves, then both are told",
		"At most {number} {quality} {object} entries are listed, the latest first",
		"Without the right to {verb} the {object} the {role} is told whom to ask",
	}
	notes = []string{
		"{subject} asked again, they need it {circumstance}",
		"talked to {subject}: the {quality} {object} comes first",
		"open with {subject} whether the {object} {problem}",
	}
	labels = []string{
		"pilot", "legal", "ux", "mobile", "backend", "export", "audit", "quick-win", "partner", "pricing", "security", "a11y",
		"reporting", "onboarding", "migration", "hardware", "needs, legal", "seasonal",
	}
	areas  = []string{"ride", "fleet", "pay", "stations", "support"}
	people = []string{"mara", "jonas", "timo", "lena", "aylin", "Zoë Łukasiewicz"}
)

// words returns what may stand in a template for {kind}.
func words(kind string) []string {
	switch kind {
	case "role":
		return roles
	case "verb":
		return verbs
	case "quality":
		return qualities
	case "object":
		return objects
	case "circumstance":
		return circumstances
	case "benefit":
		return benefits
	case "problem":
		return problems
	case "subject":
		return subjects
	case "number":
		return []string{"2", "3", "5", "12", "20", "30", "45"}
	}
	panic("no words of the kind " + kind)
}

// one picks an entry.
func one(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

// expand fills in the {kinds} of a template.
func expand(r *rand.Rand, template string) string {
	var text strings.Builder
	for {
		before, rest, found := strings.Cut(template, "{")
		text.WriteString(before)
		if !found {
			return text.String()
		}
		kind, after, _ := strings.Cut(rest, "}")
		text.WriteString(one(r, words(kind)))
		template = after
	}
}

// sentence expands a template and makes its first letter a capital.
func sentence(r *rand.Rand, template string) string {
	text := expand(r, template)
	return strings.ToUpper(text[:1]) + text[1:]
}
