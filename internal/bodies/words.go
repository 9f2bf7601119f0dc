package bodies

import "embed"

// Words has what can be wrong with bodies and seats.
//
//go:embed words.toml
var Words embed.FS
