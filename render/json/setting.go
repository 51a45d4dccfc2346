package json

import "github.com/po-backlog/po/backlog"

// Setting is the shape of one setting of po.yaml, as po config list gives it.
type Setting struct {
	Key   string `json:"key" doc:"dotted inside maps, with the number of the entry inside lists: areas.1.name"`
	Value string `json:"value" doc:"as written; a list of scalars as [a, b]"`
}

// SettingFields lists the fields of a setting.
func SettingFields() []Field { return fieldsOf(Setting{}) }

// SettingsOf gives settings their shapes, in the order of the file.
func SettingsOf(entries []backlog.Entry) []Setting {
	shapes := make([]Setting, len(entries))
	for i, e := range entries {
		shapes[i] = Setting{Key: e.Key, Value: e.Value.Text}
	}
	return shapes
}
