// Package browsertest opens Debian's Chromium for tests of the desk, without a display, with Chromium's own camera and
// microphone doubles. Tests skip where it is not installed. It knows no page of ours.
package browsertest

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Patience is how long a condition in a page may take on a loaded machine.
const Patience = 60 * time.Second

// Open starts a browser of its own and returns the context of its first tab. It ends with the test.
func Open(t testing.TB, width, height int) context.Context {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skipf("the page in a browser is not tried (apt-get install chromium): %v", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.NoSandbox,
		chromedp.WindowSize(width, height),
		chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
		chromedp.Flag("ignore-certificate-errors", true),
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-features", "WebRtcHideLocalIpsWithMdns"),
		chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("accept-lang", "de-DE"),
		chromedp.WSURLReadTimeout(Patience),
	)
	allocated, release := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(release)
	ctx, end := chromedp.NewContext(allocated)
	t.Cleanup(end)
	if err := chromedp.Run(ctx, chromedp.EmulateViewport(int64(width), int64(height))); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return ctx
}

// Tab opens one more tab of the same browser.
func Tab(t testing.TB, browser context.Context, width, height int) context.Context {
	t.Helper()
	ctx, end := chromedp.NewContext(browser)
	t.Cleanup(end)
	if err := chromedp.Run(ctx, chromedp.EmulateViewport(int64(width), int64(height))); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// Until waits until a JavaScript expression is true.
func Until(t testing.TB, ctx context.Context, what, expression string) {
	t.Helper()
	err := chromedp.Run(ctx, chromedp.Poll(expression, nil, chromedp.WithPollingTimeout(Patience), chromedp.WithPollingInterval(50*time.Millisecond)))
	if err != nil {
		var page string
		_ = chromedp.Run(ctx, chromedp.Evaluate(`document.body.innerText`, &page))
		t.Fatalf("%s did not come: %v\nthe page:\n%s", what, err, page)
	}
}

// Run carries out actions.
func Run(t testing.TB, ctx context.Context, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// Picture takes a screenshot as PNG.
func Picture(t testing.TB, ctx context.Context) []byte {
	t.Helper()
	var png []byte
	Run(t, ctx, chromedp.CaptureScreenshot(&png))
	return png
}
