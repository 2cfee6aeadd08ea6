package browsertest

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// Firefox is one window of Debian's Firefox, driven by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/).
type Firefox struct {
	t      testing.TB
	ctx    context.Context
	socket *websocket.Conn
	window string
	serial int
}

// preferences give the page Firefox's own camera and microphone doubles, without a question.
const preferences = `user_pref("media.navigator.streams.fake", true);
user_pref("media.navigator.permission.disabled", true);
user_pref("media.autoplay.default", 0);
user_pref("intl.accept_languages", "de-DE, de");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.enabled", false);
`

// OpenFirefox starts Firefox without a display and ends it with the test. The test skips where it is not installed.
func OpenFirefox(t testing.TB) *Firefox {
	t.Helper()
	program, err := exec.LookPath("firefox-esr")
	if err != nil {
		t.Skipf("the page in Firefox is not tried (apt-get install firefox-esr): %v", err)
	}
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "user.js"), []byte(preferences), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "--headless", "--no-remote", "--profile", home, "--remote-debugging-port", "0", "--width", "1440", "--height", "900")
	cmd.Env = append(os.Environ(), "HOME="+home, "MOZ_HEADLESS_WIDTH=1440", "MOZ_HEADLESS_HEIGHT=900")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	read := make(chan struct{})
	go func() {
		defer close(read)
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			if _, found, ok := strings.Cut(lines.Text(), "WebDriver BiDi listening on "); ok {
				address <- found
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-read
		_ = cmd.Wait()
	})
	f := &Firefox{t: t, ctx: ctx}
	select {
	case url := <-address:
		f.open(url + "/session")
	case <-read:
		t.Fatal("Firefox ended before it could be driven")
	case <-time.After(Patience):
		t.Fatal("Firefox does not say where it can be driven")
	}
	return f
}

func (f *Firefox) open(url string) {
	f.t.Helper()
	socket, _, err := websocket.Dial(f.ctx, url, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { socket.CloseNow() })
	socket.SetReadLimit(32 << 20)
	f.socket = socket
	f.command("session.new", map[string]any{"capabilities": map[string]any{}}, nil)
	var tree struct {
		Contexts []struct{ Context string }
	}
	f.command("browsingContext.getTree", map[string]any{}, &tree)
	f.window = tree.Contexts[0].Context
}

// command sends one command and reads its result; events on the way are skipped.
func (f *Firefox) command(method string, params map[string]any, result any) {
	f.t.Helper()
	f.serial++
	raw, err := json.Marshal(map[string]any{"id": f.serial, "method": method, "params": params})
	if err != nil {
		f.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(f.ctx, Patience)
	defer cancel()
	if err := f.socket.Write(ctx, websocket.MessageText, raw); err != nil {
		f.t.Fatal(err)
	}
	for {
		_, raw, err := f.socket.Read(ctx)
		if err != nil {
			f.t.Fatalf("%s: %v", method, err)
		}
		var answer struct {
			ID             int
			Error, Message string
			Result         json.RawMessage
		}
		if err := json.Unmarshal(raw, &answer); err != nil {
			f.t.Fatal(err)
		}
		if answer.ID != f.serial {
			continue
		}
		if answer.Error != "" {
			f.t.Fatalf("%s: %s: %s", method, answer.Error, answer.Message)
		}
		if result != nil {
			if err := json.Unmarshal(answer.Result, result); err != nil {
				f.t.Fatal(err)
			}
		}
		return
	}
}

// Navigate loads a page.
func (f *Firefox) Navigate(url string) {
	f.t.Helper()
	f.command("browsingContext.navigate", map[string]any{"context": f.window, "url": url, "wait": "complete"}, nil)
}

// Text is the value of a JavaScript expression, or of its promise, as a string.
func (f *Firefox) Text(expression string) string {
	f.t.Helper()
	var out struct {
		Type             string
		Result           struct{ Value any }
		ExceptionDetails struct{ Text string }
	}
	f.command("script.evaluate", map[string]any{"expression": "Promise.resolve(" + expression + ").then(String)", "target": map[string]any{"context": f.window}, "awaitPromise": true}, &out)
	if out.Type == "exception" {
		f.t.Fatalf("%s: %s", expression, out.ExceptionDetails.Text)
	}
	return fmt.Sprint(out.Result.Value)
}

// Until waits until a JavaScript expression is true.
func (f *Firefox) Until(what, expression string) {
	f.t.Helper()
	// The page itself waits, so that nothing is asked of the browser meanwhile.
	came := f.Text(fmt.Sprintf(`new Promise((done) => {
		const limit = performance.now() + %d;
		const holds = () => { try { return Boolean(%s); } catch { return false; } };
		const look = () => holds() ? done(true) : performance.now() > limit ? done(false) : setTimeout(look, 50);
		look();
	})`, Patience.Milliseconds()-1000, expression))
	if came != "true" {
		f.t.Fatalf("%s did not come\nthe page:\n%s", what, f.Text("document.body.innerText"))
	}
}

// Picture takes a screenshot as PNG.
func (f *Firefox) Picture() []byte {
	f.t.Helper()
	var out struct{ Data string }
	f.command("browsingContext.captureScreenshot", map[string]any{"context": f.window}, &out)
	png, err := base64.StdEncoding.DecodeString(out.Data)
	if err != nil {
		f.t.Fatal(err)
	}
	return png
}
