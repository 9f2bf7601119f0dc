package directory

import "embed"

// Words has what can be wrong with a directory.
//
//go:embed words.toml
var Words embed.FS
