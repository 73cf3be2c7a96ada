package font
import ("testing";"fmt";"os";"path/filepath";"strings";"bytes")
func TestZ(t *testing.T){
 var fs []string
 for _,root:=range []string{"/tmp/debs","/root/go/pkg/mod/github.com"} {
 filepath.Walk(root,func(p string,i os.FileInfo,e error)error{ if e==nil && (strings.HasSuffix(p,".ttf")||strings.HasSuffix(p,".otf")||strings.HasSuffix(p,".ttc")) && i.Size()<MaxFontBytes {fs=append(fs,p)}; return nil})}
 ok,bad:=0,0
 for _,p:=range fs{ d,_:=os.ReadFile(p); if bytes.HasPrefix(d,[]byte("wOF")){continue}
  s,err:=parseSFNT(d,0); if err!=nil {continue}
  for _, tag := range []string{"GSUB", "GPOS", "GDEF", "cmap"} {
		tb := s.table(tag)
		w := &layoutWalk{data: tb, left: 1<<20 + min(16*len(tb), 4<<20), gpos: tag == "GPOS"}
		l:=w.left
		switch tag { case "GDEF": w.definitions(); case "cmap": l*=4; w.encodings(); default: w.layout() }
		if used:=float64(l-w.left)/float64(len(tb)+1); used>2 {fmt.Printf("x%.2f %s %d %s\n",used,tag,len(tb),filepath.Base(p))}; if used:=float64(l-w.left)/float64(l); used>0.2 { fmt.Printf("%.2f %s %s\n",used,tag,p) }
  }
  _,err=parseFace(d,0); if err!=nil { bad++; fmt.Println(p,err)} else {ok++} }
 fmt.Println(ok,bad)
}
