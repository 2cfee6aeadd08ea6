package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// clerk is a human at a desk: a browser of its own that is driven by what its page shows.
type clerk struct {
	ctx  context.Context
	name string // of the account
	dir  string // for its pictures
	shot *int   // counts the pictures of all sides, so that they lie in their order

	leave func() // ends the browser
}

// sit starts Debian's Chromium without a display, with its own doubles of camera and microphone.
func sit(ctx context.Context, name, dir string, shot *int) (*clerk, error) {
	program, err := exec.LookPath("chromium")
	if err != nil {
		return nil, fmt.Errorf("no browser for the clerk (apt-get install chromium): %w", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
		chromedp.Flag("ignore-certificate-errors", true),
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-features", "WebRtcHideLocalIpsWithMdns"),
		chromedp.Flag("accept-lang", "de-DE"),
		chromedp.WSURLReadTimeout(patience))
	allocated, release := chromedp.NewExecAllocator(ctx, options...)
	tab, end := chromedp.NewContext(allocated, chromedp.WithErrorf(func(string, ...any) {})) // it complains of every event that is newer than itself
	c := &clerk{ctx: tab, name: name, dir: dir, shot: shot, leave: func() { end(); release() }}
	if err := chromedp.Run(tab, chromedp.EmulateViewport(1440, 900)); err != nil {
		c.leave()
		return nil, fmt.Errorf("the clerk's browser does not start: %w", err)
	}
	return c, nil
}

func (c *clerk) do(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(c.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		return fmt.Errorf("desk of %s: %w", c.name, err)
	}
	return nil
}

// login comes to the desk by name and password.
func (c *clerk) login(hub, password string) error {
	if err := c.do(chromedp.Navigate(hub+"/desk/"), chromedp.WaitVisible(`#password`),
		chromedp.SendKeys(`#name`, c.name), chromedp.SendKeys(`#password`, password+"\r")); err != nil {
		return err
	}
	return c.until(`document.querySelector('#headline') !== null`)
}

// until waits until a JavaScript expression is true on the desk's page; a page that is being left has no answer.
func (c *clerk) until(expression string) error {
	ctx, cancel := context.WithTimeout(c.ctx, patience)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		var holds bool
		if err := chromedp.Run(ctx, chromedp.Evaluate("Boolean("+expression+")", &holds)); err == nil && holds {
			return nil
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			var page string
			_ = chromedp.Run(c.ctx, chromedp.Evaluate(`document.body.innerText`, &page))
			return fmt.Errorf("waited %s for %s; the page says: %s", patience, expression, strings.Join(strings.Fields(page), " "))
		}
	}
}

// act is one thing that a clerk does or sees.
type act func(*clerk) error

// shows waits until an expression is true.
func shows(expression string) act { return func(c *clerk) error { return c.until(expression) } }

// touches clicks the first element that fits the selector.
func touches(selector string) act {
	return func(c *clerk) error { return c.do(chromedp.Click(selector)) }
}

// types writes into an element.
func types(selector, text string) act {
	return func(c *clerk) error { return c.do(chromedp.SendKeys(selector, text)) }
}

// keeps takes a picture.
func keeps(name string) act { return func(c *clerk) error { return c.picture(name) } }

// picture keeps what the desk shows.
func (c *clerk) picture(name string) error {
	var png []byte
	if err := c.do(chromedp.CaptureScreenshot(&png)); err != nil {
		return err
	}
	*c.shot++
	return os.WriteFile(filepath.Join(c.dir, fmt.Sprintf("%02d-desk-%s.png", *c.shot, name)), png, 0o644)
}

// page is the whole page as markup, with the values of its fields.
func (c *clerk) page() (string, error) {
	var markup string
	err := c.do(chromedp.Evaluate(`document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((one) => one.value).join(' ')`, &markup))
	return markup, err
}

// seen is true of a desk whose video shows a moving picture of a participant that is not of one colour: the counter of
// frames grows, and the picture has light and dark places.
const seen = `(() => {
	const video = document.querySelector('video[data-who="terminal"]');
	if (!video || !video.videoWidth || document.querySelector('.stage').classList.contains('unseen-citizen')) return false;
	const frames = video.getVideoPlaybackQuality().totalVideoFrames;
	window.firstFrames ??= frames;
	if (frames < window.firstFrames + 5) return false;
	const canvas = document.createElement('canvas');
	[canvas.width, canvas.height] = [64, 48];
	const draw = canvas.getContext('2d');
	draw.drawImage(video, 0, 0, 64, 48);
	const dots = draw.getImageData(0, 0, 64, 48).data;
	let [least, most] = [255, 0];
	for (let i = 1; i < dots.length; i += 4) [least, most] = [Math.min(least, dots[i]), Math.max(most, dots[i])];
	return most - least > 60;
})()`

// moves is true of a desk that shows the picture of another desk, which is neither its own nor the terminal's.
const moves = `[...document.querySelectorAll('video')].some((video) => !['me', 'terminal'].includes(video.dataset.who) && video.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > 3)`
