package index

import (
	"io/fs"
	"syscall"
	"time"
)

// StatOf is what git would remember of a file on this system: no device, no
// number and no owner, and the time of creation for that of the last change of state.
func StatOf(info fs.FileInfo) Stat {
	s := statWithout(info)
	if st, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		made := time.Unix(0, st.CreationTime.Nanoseconds())
		s.CtimeSec, s.CtimeNano = uint32(made.Unix()), uint32(made.Nanosecond())
	}
	return s
}
