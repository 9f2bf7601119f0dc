package forms

import "embed"

// Words are what the package says to people.
//
//go:embed words.toml
var Words embed.FS
