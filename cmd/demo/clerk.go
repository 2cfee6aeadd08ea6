package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"

	"buergerterminal/kiosk/hub/desk/browser"
)

// clerk is a human at a desk: a browser of its own that is driven by what its page shows.
type clerk struct {
	*browser.Tab
	name string // of the account
	dir  string // for its pictures
	shot *int   // counts the pictures of all sides, so that they lie in their order
}

// sit opens the browser of a clerk's desk.
func sit(ctx context.Context, name, dir string, shot *int) (*clerk, error) {
	tab, err := browser.Open(ctx, 1440, 900)
	if err != nil {
		return nil, fmt.Errorf("desk of %s: %w", name, err)
	}
	return &clerk{tab, name, dir, shot}, nil
}

// login comes to the desk by name and password.
func (c *clerk) login(hub, password string) error {
	if err := c.Do(chromedp.Navigate(hub+"/desk/"),
		browser.Write(`#name`, c.name), browser.Write(`#password`, password+"\r")); err != nil {
		return err
	}
	return c.Until(`document.querySelector('#headline') !== null`)
}

// act is one thing that a clerk does or sees.
type act func(*clerk) error

// shows waits until an expression is true.
func shows(expression string) act { return func(c *clerk) error { return c.Until(expression) } }

// touches clicks the first element that fits the selector.
func touches(selector string) act {
	return func(c *clerk) error { return c.Do(browser.Click(selector)) }
}

// types writes into an element.
func types(selector, text string) act {
	return func(c *clerk) error { return c.Do(browser.Write(selector, text)) }
}

// keeps takes a picture.
func keeps(name string) act { return func(c *clerk) error { return c.picture(name) } }

// picture keeps what the desk shows.
func (c *clerk) picture(name string) error {
	var png []byte
	if err := c.Do(chromedp.CaptureScreenshot(&png)); err != nil {
		return err
	}
	*c.shot++
	return os.WriteFile(filepath.Join(c.dir, fmt.Sprintf("%02d-desk-%s.png", *c.shot, name)), png, 0o644)
}

// page is the whole page as markup, with the values of its fields.
func (c *clerk) page() (string, error) {
	var markup string
	err := c.Do(chromedp.Evaluate(`document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((one) => one.value).join(' ')`, &markup))
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
