// Package browsertest opens Debian's Chromium for tests of the desk, without a display, with Chromium's own camera and
// microphone doubles. Tests skip where it is not installed. It knows no page of ours.
package browsertest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"buergerterminal/kiosk/hub/desk/browser"
)

// Patience is how long a condition in a page may take on a loaded machine.
const Patience = 60 * time.Second

// Open starts a browser of its own and returns the context of its page. It ends with the test.
func Open(t testing.TB, width, height int) context.Context {
	t.Helper()
	tab, err := browser.Open(context.Background(), int64(width), int64(height))
	if errors.Is(err, browser.ErrMissing) {
		t.Skipf("the page in a browser is not tried (apt-get install chromium): %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tab.Close)
	return tab.Context()
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
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
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
