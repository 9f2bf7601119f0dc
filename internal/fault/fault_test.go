package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"adal/internal/fault"
)

func TestKind(t *testing.T) {
	err := fmt.Errorf("taking the matter up: %w", fault.New(fault.Denied, "charter.not-yours", "x"))
	if !errors.Is(err, fault.Denied) || errors.Is(err, fault.NotFound) {
		t.Errorf("%v is of the wrong kind", err)
	}
	if got := fault.Of(err); got != fault.Denied {
		t.Errorf("Of = %q", got)
	}
	if got := fault.Of(errors.New("disk")); got != "" {
		t.Errorf("Of our own error = %q", got)
	}
}

// TestFields finds every field's fault however deep they were joined.
func TestFields(t *testing.T) {
	err := fmt.Errorf("bringing: %w", errors.Join(
		fault.In("text", "reception.text-empty"),
		fmt.Errorf("more: %w", errors.Join(fault.In("region", "reception.region-unknown"))),
	))
	all := fault.Fields(err)
	if len(all) != 2 || all[0].Field != "text" || all[1].Field != "region" {
		t.Errorf("Fields = %v", all)
	}
	if got := fault.Fields(errors.New("disk")); got != nil {
		t.Errorf("Fields of our own error = %v", got)
	}
	if fault.Fields(nil) != nil {
		t.Error("Fields of nothing isn't nothing")
	}
}
