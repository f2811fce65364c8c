//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"mcrpress/generator/answers"
	"mcrpress/generator/httpapi"
)

const connections = 16

// serve is the table of the load that a server takes.
func serve(ctx context.Context, l *lab) (*table, error) {
	t := &table{
		title: "Serving",
		intro: fmt.Sprintf("`wrk` with %d connections asks for the ratings (`/mcr/<id>`) of a tree of %s machines in turn; "+
			"each server has the load %d times, in turn with the others, and the median counts. "+
			"Goal: `mcrpress serve` at least 0.9x nginx with the same tree and headers.", connections, thousands(l.tree), l.rounds),
		columns: []string{"server", "requests/s", "of nginx", "processor time a request", "of `wrk`"},
	}
	for _, tool := range []string{"wrk", "nginx"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.note("`%s` is not installed: this table did not run.", tool)
			return t, nil
		}
	}
	dir := filepath.Join(l.tmpfs, "served")
	if _, _, err := publish(ctx, publishArgs{Machines: l.tree, Events: eventsEach, Out: dir, Cards: true}); err != nil {
		return nil, err
	}
	script, sample, err := wrkScript(dir, filepath.Join(l.tmpfs, "load.lua"))
	if err != nil {
		return nil, err
	}
	servers, err := l.servers(ctx, dir, sample)
	if err != nil {
		return nil, err
	}
	for range l.rounds {
		for _, s := range servers {
			if err := s.hit(ctx, l.load, script); err != nil {
				return nil, err
			}
		}
	}
	for _, s := range servers {
		s.end()
	}
	for _, s := range servers {
		rate := median(s.rates)
		t.row(s.name, thousands(int(rate)), times(rate, median(servers[0].rates)),
			s.each(s.cpu), s.each(s.load))
	}
	t.note("`wrk` runs on the same cores, so that a request costs them the sum of both times. The floor is a handler that finds " +
		"the bytes and the headers of `serve`'s answers in memory and does nothing else, on Go's own server with the timeouts " +
		"and limits of `serve`: what is left of the distance is that server's.")
	return t, nil
}

// wrkScript writes what asks for every rating in turn, and gives the address of one.
func wrkScript(dir, script string) (path, sample string, err error) {
	machines, err := answers.ReadMachines(os.DirFS(dir))
	if err != nil {
		return "", "", err
	}
	var text strings.Builder
	text.WriteString("local paths = {\n")
	for _, m := range machines {
		sample = "/mcr/" + m.MachineID.String()
		fmt.Fprintf(&text, "%q,\n", sample)
	}
	text.WriteString(`}
local requests, i = {}, 0
function init()
	for n, path in ipairs(paths) do requests[n] = wrk.format("GET", path) end
end
function request()
	i = i % #requests + 1
	return requests[i]
end
`)
	return script, sample, os.WriteFile(script, []byte(text.String()), 0o600)
}

// server is one that is put under load.
type server struct {
	name, address string
	cmd           *exec.Cmd
	rates         []float64
	requests      float64
	cpu, load     time.Duration // of the server under load, and of wrk
}

// each is the part of a processor time that a request takes.
func (s *server) each(total time.Duration) string {
	return fmt.Sprintf("%.1f µs", total.Seconds()*1e6/s.requests)
}

// servers starts nginx, mcrpress serve and the floor, and waits until they answer.
func (l *lab) servers(ctx context.Context, dir, sample string) ([]*server, error) {
	var list []*server
	add := func(name string, command func(address string) (*exec.Cmd, error)) error {
		address, err := freeAddress()
		if err != nil {
			return err
		}
		cmd, err := command(address)
		if err != nil {
			return err
		}
		s := &server{name: name, address: "http://" + address, cmd: cmd}
		list = append(list, s)
		return s.start(sample)
	}
	err := errors.Join(
		add("control: nginx, configured by `mcrpress hostconf`", func(address string) (*exec.Cmd, error) {
			return l.nginx(ctx, dir, address)
		}),
		add("`mcrpress serve`", func(address string) (*exec.Cmd, error) {
			return exec.CommandContext(ctx, l.binary, "serve", "--dir", dir, "--addr", address), nil
		}),
	)
	if err == nil {
		from := list[1].address + sample
		err = errors.Join(
			add("nginx with the headers and nothing else of the API", func(address string) (*exec.Cmd, error) {
				return l.plainNginx(ctx, dir, address, from)
			}),
			add("floor: Go's `net/http`", func(address string) (*exec.Cmd, error) {
				return part(ctx, "part-floor", floorArgs{address, dir, from})
			}),
		)
	}
	if err != nil {
		for _, s := range list {
			s.end()
		}
	}
	return list, err
}

// nginx is nginx over a tree as hostconf configures it.
func (l *lab) nginx(ctx context.Context, dir, address string) (*exec.Cmd, error) {
	cmd := exec.CommandContext(ctx, l.binary, "hostconf", "--for", "nginx", "--dir", dir, "--listen", address)
	_, site, err := execute(cmd)
	if err != nil {
		return nil, err
	}
	return l.startNginx(ctx, "hostconf", site)
}

// plainNginx is nginx over the files of a tree, with the headers of an answer and
// without the grammar, the redirections and the errors.
func (l *lab) plainNginx(ctx context.Context, dir, address, like string) (*exec.Cmd, error) {
	resp, err := http.Get(like)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	var site bytes.Buffer
	fmt.Fprintf(&site, "server { listen %s; root %s; types {} default_type %q;\n", address, dir, resp.Header.Get("Content-Type"))
	for name, values := range resp.Header {
		switch name {
		case "Content-Type", "Content-Length", "Etag", "Date", "Accept-Ranges": // nginx's own
		default:
			fmt.Fprintf(&site, "add_header %s %q;\n", name, values[0])
		}
	}
	site.WriteString("}\n")
	return l.startNginx(ctx, "plain", site.Bytes())
}

// startNginx is nginx with a site, and with what it writes in a place of its own.
func (l *lab) startNginx(ctx context.Context, name string, site []byte) (*exec.Cmd, error) {
	home := filepath.Join(l.tmpfs, "nginx-"+name)
	if err := os.MkdirAll(home, 0o755); err != nil {
		return nil, err
	}
	config := fmt.Sprintf("daemon off; pid %[1]s/pid; error_log stderr crit; worker_processes auto;\nevents { worker_connections 256; }\n"+
		"http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; large_client_header_buffers 4 16k;\n"+
		"client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;\n%[2]s}\n", home, site)
	if os.Getuid() == 0 {
		config = "user root;\n" + config
	}
	path := filepath.Join(home, "nginx.conf")
	return exec.CommandContext(ctx, "nginx", "-e", "stderr", "-c", path), os.WriteFile(path, []byte(config), 0o600)
}

func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

func (s *server) start(sample string) error {
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) } // so that nginx ends its workers
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for range 200 {
		if resp, err := http.Get(s.address + sample); err == nil {
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				return fmt.Errorf("%s answers %s with %s", s.name, sample, resp.Status)
			}
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("%s does not answer", s.name)
}

var (
	wrkRate  = regexp.MustCompile(`Requests/sec: +([0-9.]+)`)
	wrkCount = regexp.MustCompile(`(\d+) requests in`)
)

// hit puts the load on a server.
func (s *server) hit(ctx context.Context, long time.Duration, script string) error {
	before, err := cpuOf(s.cmd.Process.Pid)
	if err != nil {
		return err
	}
	duration := fmt.Sprintf("%ds", max(1, int(long.Seconds())))
	wrk := exec.CommandContext(ctx, "wrk", "-t1", "-c", strconv.Itoa(connections), "-d", duration, "-s", script, s.address)
	out, err := wrk.Output()
	if err != nil {
		return fmt.Errorf("wrk: %w", err)
	}
	rate, count := wrkRate.FindSubmatch(out), wrkCount.FindSubmatch(out)
	if rate == nil || count == nil || bytes.Contains(out, []byte("Non-2xx")) || bytes.Contains(out, []byte("Socket errors")) {
		return fmt.Errorf("%s under load: %s", s.name, out)
	}
	perSecond, err := strconv.ParseFloat(string(rate[1]), 64)
	if err != nil {
		return err
	}
	requests, err := strconv.ParseFloat(string(count[1]), 64)
	if err != nil {
		return err
	}
	after, err := cpuOf(s.cmd.Process.Pid)
	loaded, _ := spent(wrk.ProcessState)
	s.rates, s.requests = append(s.rates, perSecond), s.requests+requests
	s.cpu, s.load = s.cpu+after-before, s.load+loaded
	return err
}

// cpuOf is the processor time so far of a process and of its children.
func cpuOf(pid int) (time.Duration, error) {
	const tick = 10 * time.Millisecond
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", pid))
	if err != nil {
		return 0, err
	}
	var total time.Duration
	for _, process := range append(strings.Fields(string(text)), strconv.Itoa(pid)) {
		text, err := os.ReadFile("/proc/" + process + "/stat")
		if err != nil {
			return 0, err
		}
		_, rest, _ := strings.Cut(string(text), ") ") // behind the name of the program
		fields := strings.Fields(rest)
		for _, field := range fields[11:13] { // utime, stime
			ticks, err := strconv.Atoi(field)
			if err != nil {
				return 0, err
			}
			total += time.Duration(ticks) * tick
		}
	}
	return total, nil
}

func (s *server) end() {
	if s.cmd.Process == nil || s.cmd.ProcessState != nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	_ = s.cmd.Wait()
}

// floorArgs say where the floor listens, which tree it has in memory, and where
// the headers of an answer are had from.
type floorArgs struct{ Address, Dir, Like string }

// floorPart serves ratings in the barest way that Go's server has, until it is
// told to end.
func floorPart(ctx context.Context, args []string, _ io.Reader, _ io.Writer) error {
	a, err := arguments[floorArgs](args)
	if err != nil {
		return err
	}
	like, err := http.Get(a.Like)
	if err != nil {
		return err
	}
	like.Body.Close()
	type body struct {
		data   []byte
		length []string
	}
	bodies := map[string]body{}
	files, err := os.ReadDir(filepath.Join(a.Dir, "mcr"))
	if err != nil {
		return err
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(a.Dir, "mcr", f.Name()))
		if err != nil {
			return err
		}
		bodies["/mcr/"+f.Name()] = body{data, []string{strconv.Itoa(len(data))}}
	}
	header := like.Header.Clone()
	header.Del("Date")
	listener, err := net.Listen("tcp", a.Address)
	if err != nil {
		return err
	}
	return httpapi.Serve(ctx, listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, ok := bodies[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		for name, value := range header {
			h[name] = value
		}
		h["Content-Length"] = b.length
		_, _ = w.Write(b.data)
	}))
}
