package files

import "embed"

// Words has what can be wrong with a file.
//
//go:embed words.toml
var Words embed.FS
