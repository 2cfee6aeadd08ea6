package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// Click clicks the middle of the first element that fits the selector, as soon as it can be hit there.
//
// chromedp.Click keeps a copy of the page's tree; where a page paints itself anew at that moment, it waits for a node
// that is no longer there.
func Click(selector string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		at, err := find(ctx, selector)
		if err != nil {
			return err
		}
		return chromedp.MouseClickXY(at[0], at[1]).Do(ctx)
	})
}

// Write puts the focus into the first element that fits the selector and presses the keys of the text.
func Write(selector, text string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		if _, err := find(ctx, selector); err != nil {
			return err
		}
		if err := chromedp.Evaluate(`document.querySelector(`+quote(selector)+`).focus()`, nil).Do(ctx); err != nil {
			return err
		}
		return chromedp.KeyEvent(text).Do(ctx)
	})
}

// find waits until the middle of an element is in sight and nothing lies on it: x and y in CSS pixels.
func find(ctx context.Context, selector string) ([]float64, error) {
	look := time.NewTicker(again)
	defer look.Stop()
	for {
		var at []float64
		err := chromedp.Evaluate(`((element) => {
			if (!element || element.disabled) return [];
			element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
			const box = element.getBoundingClientRect();
			const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
			const hit = document.elementFromPoint(x, y);
			return hit && element.contains(hit) ? [x, y] : [];
		})(document.querySelector(`+quote(selector)+`))`, &at).Do(ctx)
		if err == nil && len(at) == 2 {
			return at, nil
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return nil, fmt.Errorf("%s cannot be hit: %w", selector, ctx.Err())
		}
	}
}

func quote(selector string) string {
	quoted, _ := json.Marshal(selector) // a string can always be written
	return string(quoted)
}
