package adal

import (
	"adal/internal/calendar"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// A checklist is an XLSForm workbook as monitoring sees it.
type checklist struct{ *forms.Form }

// readChecklist reads the workbook of a checklist.
func readChecklist(workbook []byte) (monitoring.Form, error) {
	f, err := forms.Import(workbook)
	if err != nil {
		return nil, err
	}
	return checklist{f}, nil
}

// Find implements monitoring.Form.
func (c checklist) Find(answers map[string][]string, today calendar.Day) (all []monitoring.Found, err error) {
	a, err := c.Check(answers, today)
	if err != nil {
		return nil, err
	}
	for _, q := range c.Shortcomings(a, today) {
		title := q.Finding
		if title == (i18n.Text{}) {
			title = q.Label
		}
		all = append(all, monitoring.Found{Question: q.Name, Title: title, Severity: q.Severity, Basis: q.Basis, Topic: q.Topic})
	}
	return all, nil
}
