package isolate_test
import ("testing";"os";"time";"fmt";"syscall"
"github.com/einkpdf/platform/jobs/isolate";"github.com/stretchr/testify/require")
func cpu() time.Duration { var u syscall.Rusage; syscall.Getrusage(0,&u); return time.Duration(u.Utime.Nano()+u.Stime.Nano())}
func TestZFlood(t *testing.T){
 s:=sandbox(t)
 for _,w:=range []string{"stdout","stderr-small","wait"}{
 b:=cpu(); _,u,err:=s.Run(t.Context(), isolate.Job{Work:w, Limits: isolate.Limits{Time:2*time.Second}}); fmt.Println(w,isolate.CodeOf(err), "child",u.CPU,"parent",cpu()-b)}
}
func TestZSparse(t *testing.T){
 s:=sandbox(t)
 r,_,err:=s.Run(t.Context(), isolate.Job{Work:"sparse"}); require.NoError(t,err)
 fmt.Println(string(r)); _=os.Args
}
