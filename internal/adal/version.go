package adal

import "runtime/debug"

// Version is the version of the running program: its module's, or the commit it
// was built of; "" if neither is known.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	if info.Main.Version == "(devel)" {
		return ""
	}
	return info.Main.Version
}
