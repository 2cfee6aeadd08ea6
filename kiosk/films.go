package kiosk

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"time"

	"buergerterminal/kiosk/clip"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/session"
)

// Films shows films of sign language.
type Films interface {
	// Play shows a film until it has ended, cannot be shown any further, or ctx ends. play says whether it plays or stands still; the first word lies
	// in it already. moved is told where what is signed changes.
	Play(ctx context.Context, film session.ClipName, play <-chan bool, moved func(at time.Duration)) error
}

// filmJob is the film that is being shown.
type filmJob struct {
	run  int
	play chan bool // nil: none
	stop context.CancelFunc
}

// showFilm carries out the effect. Without a projector the page says that the film cannot be shown.
func (k *Kiosk) showFilm(film session.ShowClip) {
	j := &k.jobs
	if j.film.play == nil || j.film.run != film.Run {
		j.film.stop()
		ctx, stop := context.WithCancel(j.visit)
		j.film = filmJob{run: film.Run, play: make(chan bool, 1), stop: stop}
		play := j.film.play
		k.start(ctx, func() session.Event { return k.playFilm(ctx, film, play) })
	}
	select {
	case <-j.film.play: // a word that was not yet heard
	default:
	}
	j.film.play <- film.Playing
}

// playFilm shows a film to its end.
func (k *Kiosk) playFilm(ctx context.Context, film session.ShowClip, play <-chan bool) session.Event {
	if k.o.Films == nil {
		return session.ClipEnded{Run: film.Run, Failed: true}
	}
	err := k.o.Films.Play(ctx, film.Of, play, func(at time.Duration) { k.sendWithin(ctx, session.ClipMoved{Run: film.Run, At: at}) })
	if err != nil && ctx.Err() == nil {
		k.o.Log.WorkFailed("film", "clip.unreadable")
	}
	return session.ClipEnded{Run: film.Run, Failed: err != nil}
}

// WithFilms lets the terminal show films of sign language, where the municipality has laid some. shown is told of each new picture and must not block:
// display.Window.PictureCame. It is called before Run.
func (t *Terminal) WithFilms(shown func()) {
	t.films = newProjector(t.openFilm, shown)
	t.kiosk.o.Films = t.films
	t.kiosk.state.Place = t.placeOf(t.workshop.config, t.offer)
}

// openFilm reads a film of the shelf from the directory.
func (t *Terminal) openFilm(name session.ClipName) (clip.Clip, []clip.Cue, error) {
	t.mu.Lock()
	file, ok := t.offer.clips[clip.Name{Service: name.Flow, Page: clip.Page(name.Page), Lang: name.Lang}]
	t.mu.Unlock()
	if !ok {
		return clip.Clip{}, nil, fmt.Errorf("film: %w", fs.ErrNotExist)
	}
	c, err := clip.Open(os.DirFS(t.workshop.config.Files.Overlay), file)
	return c, file.Cues, err
}

// readClips reads the shelf of an overlay's directory. Those of a language that is not offered here are a mistake of the directory, as in flowctl.
func (t *Terminal) readClips(c config.Config, services []string) (clip.Shelf, error) {
	shelf, problems := clip.ReadShelf(os.DirFS(c.Files.Overlay), clip.Options{Services: services, Languages: t.words.Offered(c.Languages.Default)})
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s: %w", c.Files.Overlay, problems)
	}
	return shelf, nil
}

// clipsThere are the clips that are in order in a directory that is not: they are not kept with the rest, and lie where they lay. What is wrong
// with the others is told when the directory is in order otherwise.
func (t *Terminal) clipsThere(c config.Config, services []string) clip.Shelf {
	shelf, _ := clip.ReadShelf(os.DirFS(c.Files.Overlay), clip.Options{Services: services, Languages: t.words.Offered(c.Languages.Default)})
	return shelf
}

// placeOf is what the pages say of the terminal with an offer.
func (t *Terminal) placeOf(c config.Config, o offer) session.Place {
	p := t.place(c, o.overlay)
	p.Clips = t.clipsOf(o.clips)
	return p
}

// clipsOf are the films as the session knows them; none where nobody shows them.
func (t *Terminal) clipsOf(shelf clip.Shelf) map[session.ClipName]session.Clip {
	if t.films == nil || len(shelf) == 0 {
		return nil
	}
	all := map[session.ClipName]session.Clip{}
	for name, file := range shelf {
		one := session.Clip{Length: file.Clip.Length, Shape: float64(file.Clip.Width) / float64(file.Clip.Height)}
		for _, cue := range file.Cues {
			one.Captions = append(one.Captions, session.Caption(cue))
		}
		all[session.ClipName{Flow: name.Service, Page: session.ClipPage(name.Page), Lang: name.Lang}] = one
	}
	return all
}
