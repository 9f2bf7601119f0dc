package initiatives_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/initiatives"

	"golang.org/x/mod/sumdb/note"
)

// issued is the kit of an initiative that worked.
func (h *house) issued() []byte {
	h.t.Helper()
	id := h.judged()
	check(h.t, h.SaveKit(h.t.Context(), h.lead, id, initiatives.Kit{
		Steps: i18n.Text{KK: "1. Тақта қойыңыз."}, Course: "/learning/kurs", Files: []initiatives.KitFile{{Name: "үлгі.txt", Type: "text/plain", Content: []byte("әғқңөұүһі")}},
	}))
	kit, err := h.ExportKit(h.t.Context(), id)
	check(h.t, err)
	return kit
}

// TestKit carries an initiative from one installation to another.
func TestKit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		here := newHouse(t, d)
		kit := here.issued()
		there, err := db.Open(t.Context(), t.TempDir()+"/there.db")
		check(t, err)
		t.Cleanup(func() { check(t, there.Close()) })
		h := newHouse(t, there)
		id, err := h.ImportKit(t.Context(), h.lead, kit, " "+here.Key+"\n")
		check(t, err)
		i, err := h.Get(t.Context(), id)
		check(t, err)
		if i.State != initiatives.Adopted || i.Origin.Address != "https://adal.example" || i.Origin.Number != "OFFICE-I-2026-0001" || len(i.Origin.SHA256) != 64 ||
			i.Kit.Steps.KK != "1. Тақта қойыңыз." || !bytes.Equal(i.Kit.Files[0].Content, []byte("әғқңөұүһі")) || i.Said.Pilot.Indicators[0].HereAfter.Value != 63 {
			t.Errorf("%+v", i)
		}
		if _, err := h.Replicate(t.Context(), h.lead, id, local("KZ-47"), nil); err != nil {
			t.Errorf("what worked elsewhere can't be put to work: %v", err)
		}
		if _, err := h.ImportKit(t.Context(), h.head, kit, here.Key); fault.Of(err) != fault.Denied {
			t.Errorf("a headquarters takes in a kit: %v", err)
		}
	})
}

// TestForgedKit holds that no changed byte of a kit passes, no other key, and
// nothing that isn't a kit of something that worked.
func TestForgedKit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, kit := t.Context(), h.issued()
		_, err := h.ImportKit(ctx, h.lead, kit, "not a key")
		wants(t, err, "key", "initiatives.key-wrong")
		_, other, err := note.GenerateKey(nil, "other.example")
		if err == nil {
			_, err = h.ImportKit(ctx, h.lead, kit, other)
			wants(t, err, "kit", "initiatives.kit-signature")
		}
		for at := 0; at < bytes.LastIndexByte(kit[:len(kit)-1], '\n'); at += 37 {
			forged := bytes.Clone(kit)
			forged[at] ^= 1
			if _, err := h.ImportKit(ctx, h.lead, forged, h.Key); fault.Of(err) != fault.Invalid {
				t.Fatalf("byte %d was changed: %v", at, err)
			}
		}
		text, _, _ := strings.Cut(string(kit), "\n")
		for why, c := range map[string]struct {
			change func(map[string]any)
			word   string
		}{
			"did not work":   {func(k map[string]any) { k["result"] = "failed" }, "initiatives.kit-failed"},
			"no steps":       {func(k map[string]any) { k["kit"] = map[string]any{"steps": i18n.Text{}} }, "initiatives.kit-content"},
			"unknown member": {func(k map[string]any) { k["more"] = 1 }, "initiatives.kit-content"},
			"another kind":   {func(k map[string]any) { k["kind"] = "adal-kit/2" }, "initiatives.kit-content"},
			"no topic":       {func(k map[string]any) { k["topic"] = "x" }, "initiatives.kit-content"},
			"no baseline":    {func(k map[string]any) { k["pilot"] = initiatives.Pilot{Region: "KZ-47"} }, "initiatives.kit-content"},
		} {
			var k map[string]any
			check(t, json.Unmarshal([]byte(text), &k))
			c.change(k)
			changed, err := json.Marshal(k)
			check(t, err)
			signed, err := note.Sign(&note.Note{Text: string(changed) + "\n"}, h.Signer)
			check(t, err)
			if _, err := h.ImportKit(ctx, h.lead, signed, h.Key); err == nil {
				t.Errorf("%s passes", why)
			} else {
				wants(t, err, "kit", c.word)
			}
		}
		twice, err := note.Sign(&note.Note{Text: text + " {}\n"}, h.Signer)
		check(t, err)
		_, err = h.ImportKit(ctx, h.lead, twice, h.Key)
		wants(t, err, "kit", "initiatives.kit-content")
		_, err = h.ImportKit(ctx, h.lead, make([]byte, initiatives.MostKit), h.Key)
		wants(t, err, "kit", "initiatives.kit-signature")
		_, err = h.ImportKit(ctx, h.lead, make([]byte, initiatives.MostKit+1), h.Key)
		wants(t, err, "kit", "initiatives.kit-long")
		if all, err := h.All(ctx); err != nil || len(all) != 1 {
			t.Errorf("%d initiatives, %v", len(all), err)
		}
	})
}

// FuzzKit holds that nothing but a signed kit is taken in.
func FuzzKit(f *testing.F) {
	f.Add([]byte("{}\n\n— adal.example/register AAAA\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		g := &initiatives.Ground{}
		if _, err := g.ImportKit(t.Context(), charter.Principal{}, file, "adal.example/register+c5a0b3a5+AdqAJbnOU1tsTAzHn3vNgs4Rs4m7vXzwXzvRVzVFtzl6"); fault.Of(err) != fault.Invalid {
			t.Fatalf("%v", err)
		}
	})
}
