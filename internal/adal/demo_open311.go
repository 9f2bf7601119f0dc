package adal

import (
	"context"
	"fmt"

	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/monitoring/open311"
)

// A demoSignal is what a citizen told the demo's group through another program.
type demoSignal struct {
	Question, Institution, Address string
	Lat, Lon                       float64
	KK, RU                         string
	Declined                       string // the reason; "" while it waits
}

// signals admits a program and lets it pass on what citizens told today.
func (d *demo) signals(ctx context.Context, w watch) error {
	key, err := d.Open311.Admit(ctx, w.seats[1], "Ақтау қала қосымшасы (үлгі)")
	if err != nil {
		return err
	}
	c, err := w.Campaign(ctx, w.seats[1], w.campaign)
	if err != nil {
		return err
	}
	for i, s := range w.data.Signal {
		r := open311.Report{
			Code: open311.Code(c.Checklist, s.Question), Description: s.KK, Lang: i18n.KK, Address: s.Address,
			Place: monitoring.Place{Known: s.Lat != 0, Lat: s.Lat, Lon: s.Lon}, Answers: map[string][]string{},
		}
		if s.KK == "" {
			r.Description, r.Lang = s.RU, i18n.RU
		}
		if s.Institution != "" {
			r.Answers[open311.AtInstitution] = []string{s.Institution}
		}
		token, err := d.Open311.Send(ctx, key, r, nil)
		if err != nil {
			return fmt.Errorf("signal %d: %w", i+1, err)
		}
		if s.Declined == "" {
			continue
		}
		id, err := d.Open311.Resolve(ctx, token)
		if err == nil {
			err = d.Open311.Decline(ctx, w.seats[1], id, s.Declined)
		}
		if err != nil {
			return fmt.Errorf("declining signal %d: %w", i+1, err)
		}
	}
	return nil
}
