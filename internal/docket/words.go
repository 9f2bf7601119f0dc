package docket

import "embed"

// Words has the states' refusals.
//
//go:embed words.toml
var Words embed.FS
