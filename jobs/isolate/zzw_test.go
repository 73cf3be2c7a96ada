package isolate_test
import ("context";"os";"fmt";"unsafe";"strings"
"golang.org/x/sys/unix"
"github.com/einkpdf/platform/jobs/isolate")
func zWorks() []isolate.Work { return []isolate.Work{
 {Name:"stderr-small", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) { for { if _,err:=os.Stderr.Write([]byte("x\n")); err!=nil {return nil,err} } }},
 {Name:"sparse", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) {
  n:=0; sum:=byte(0)
  for i:=uintptr(0); i<20000; i++ {
   a:=uintptr(0x100_0000_0000)+i<<30
   p,_,e:=unix.Syscall6(unix.SYS_MMAP,a,4096,unix.PROT_READ,unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_FIXED,^uintptr(0),0)
   if e!=0 { return []byte(fmt.Sprint(n," ",e)),nil }
   sum+= *(*byte)(unsafe.Pointer(p)); n++
  }
  // status fd: find
  for fd:=5; fd<12; fd++ { b:=make([]byte,8192); k,err:=unix.Pread(fd,b,0); if err==nil && strings.Contains(string(b[:k]),"VmPTE") { s:=string(b[:k]); j:=strings.Index(s,"VmPTE"); return []byte(fmt.Sprint(n," ",s[j:j+40])),nil } }
  return []byte(fmt.Sprint(n)),nil
 }}}}
