package index

import (
	"io/fs"
	"syscall"
)

// StatOf is what git would remember of a file on this system.
func StatOf(info fs.FileInfo) Stat {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return statWithout(info)
	}
	return Stat{
		CtimeSec: uint32(st.Ctim.Sec), CtimeNano: uint32(st.Ctim.Nsec),
		MtimeSec: uint32(st.Mtim.Sec), MtimeNano: uint32(st.Mtim.Nsec),
		Dev: uint32(st.Dev), Ino: uint32(st.Ino), UID: st.Uid, GID: st.Gid, Size: uint32(st.Size),
	}
}
