package check

import "slices"

// Rules returns the table of all rules, in the order of their groups.
func Rules() []Rule {
	return slices.Concat(
		fileRules(), textRules(), idRules(), refRules(), statusRules(), orderRules(), dateRules(), itemRules(),
		storyRules(), criteriaRules(), setRules(), readyRules(), scoreRules(),
		sprintRules(), goalRules(), releaseRules(), experimentRules(), recordRules(), privacyRules(),
		policyRules(), ignoreRules(),
	)
}

// Find looks up a rule by its name.
func Find(name string) (Rule, bool) {
	rules := Rules()
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Name == name })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}
