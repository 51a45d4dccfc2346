package index

import "io/fs"

// statWithout is what every system tells of a file: when it was changed, and its size.
func statWithout(info fs.FileInfo) Stat {
	t := info.ModTime()
	return Stat{
		CtimeSec: uint32(t.Unix()), CtimeNano: uint32(t.Nanosecond()),
		MtimeSec: uint32(t.Unix()), MtimeNano: uint32(t.Nanosecond()),
		Size: uint32(info.Size()),
	}
}
