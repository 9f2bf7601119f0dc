package charter

import "testing"

// What a decision costs. The measure of the house is 2 µs.
func BenchmarkAllow(b *testing.B) {
	c, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	receptionist := Principal{Seat: "seat-1", Body: "antikor-47", Kind: KindAntikorCentre, Region: "KZ-47"}
	matter := Resource{Body: "antikor-47", Region: "KZ-47", Docket: "m-1"}
	cases := []struct {
		name string
		p    Principal
		act  Act
		on   Resource
	}{
		{"allowed", receptionist, Take, matter},
		{"allowed-public", Public(), Read, Resource{}},
		{"allowed-across", Principal{Seat: "k", Body: "keepers", Kind: KindKeeper}, SeatSomebody, Resource{Body: "antikor-47", Region: "KZ-47"}},
		{"denied-other-body", receptionist, Take, Resource{Body: "antikor-10", Region: "KZ-10", Docket: "m-2"}},
		{"denied-other-kind", receptionist, PublishShortcoming, matter},
	}
	for _, bc := range cases {
		b.Run(bc.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = c.Allow(bc.p, bc.act, bc.on)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse(text, schemaText); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProve(b *testing.B) {
	c, err := Parse(text, schemaText)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := c.Prove(); err != nil {
			b.Fatal(err)
		}
	}
}
