package index

import (
	"fmt"

	"adal/internal/fault"
)

// refuse makes a fault whose arguments are texts: a year is a name here and
// must not be grouped like an amount.
func refuse(kind fault.Kind, word string, args ...any) error {
	return fault.New(kind, word, texts(args)...)
}

// refuseIn is refuse for one field of what was asked.
func refuseIn(field, word string, args ...any) error {
	return fault.In(field, word, texts(args)...)
}

func texts(args []any) []any {
	all := make([]any, len(args))
	for i, a := range args {
		all[i] = fmt.Sprint(a)
	}
	return all
}
