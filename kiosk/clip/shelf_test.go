package clip_test

import (
	"testing"
	"testing/fstest"
	"time"

	"buergerterminal/kiosk/clip"
	"buergerterminal/kiosk/clip/cliptest"
)

func directory(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestShelf(t *testing.T) {
	film := string(cliptest.IVF(320, 240, [][]byte{key(320, 240), inter()}))
	web := string(cliptest.WebM{}.File(320, 240, [][]byte{key(320, 240), inter()}))
	cued := "WEBVTT\n\n00:00.000 --> 00:00.200\nGuten Tag."
	o := clip.Options{Services: []string{"anmeldung", "beratung"}, Languages: []string{"de", "de-leicht", "uk"}}

	dir := directory(map[string]string{
		"overlay.toml": "", "clips/anmeldung/start.de.ivf": film, "clips/anmeldung/start.de.vtt": cued,
		"clips/anmeldung/identify.de-leicht.webm": web, "clips/anmeldung/identify.de-leicht.txt": "Legen Sie den Ausweis auf.", "clips/README.md": "von uns",
	})
	shelf, problems := clip.ReadShelf(dir, o)
	if len(problems) > 0 || len(shelf) != 2 {
		t.Fatalf("%d clips, %v", len(shelf), problems)
	}
	f := shelf[clip.Name{Service: "anmeldung", Page: clip.Start, Lang: "de"}]
	if f.Path != "clips/anmeldung/start.de.ivf" || f.Clip.Length != 200*time.Millisecond || len(f.Cues) != 1 || f.Clip.Frames != nil {
		t.Errorf("%+v", f)
	}
	if c, err := clip.Open(dir, f); err != nil || len(c.Frames) != 2 {
		t.Errorf("opened again: %d pictures, %v", len(c.Frames), err)
	}
	delete(dir, f.Path)
	if _, err := clip.Open(dir, f); err == nil {
		t.Error("a clip that is gone was opened")
	}
	if shelf, problems := clip.ReadShelf(directory(nil), o); len(shelf)+len(problems) != 0 {
		t.Errorf("in no directory: %v, %v", shelf, problems)
	}

	for file, tt := range map[string]struct {
		files map[string]string
		want  string
	}{
		"no such service":    {map[string]string{"clips/anmeldunk/start.de.ivf": film}, `clips/anmeldunk: there is no service "anmeldunk" (did you mean "anmeldung"?)`},
		"not in a folder":    {map[string]string{"clips/start.de.ivf": film}, "clips/start.de.ivf: nobody reads this (clips lie in a folder of their service: clips/anmeldung/start.de.webm)"},
		"no such page":       {map[string]string{"clips/beratung/ende.de.ivf": film}, `clips/beratung/ende.de.ivf: there is no page "ende" for a clip (PAGE.LANG.ivf, as privacy.de.ivf; pages are start, privacy and identify)`},
		"no such language":   {map[string]string{"clips/beratung/start.xx.ivf": film}, `clips/beratung/start.xx.ivf: the language "xx" is not offered (PAGE.LANG.ivf, as privacy.de.ivf; pages are start, privacy and identify)`},
		"common start":       {map[string]string{"clips/_common/start.de.ivf": film}, `clips/_common/start.de.ivf: there is no page "start" for a clip (PAGE.LANG.ivf, as privacy.de.ivf; pages are privacy and identify)`},
		"which of two":       {map[string]string{"clips/beratung/start.de.ivf": film, "clips/beratung/start.de.txt": "x", "clips/beratung/start.uk.ivf": film, "clips/beratung/start.uk.txt": "x", "clips/beratung/start.de-leicht.txt": "x"}, "clips/beratung/start.de-leicht.txt: the page has 2 clips, and none in this language (a caption of its own language goes with one clip)"},
		"two further":        {map[string]string{"clips/beratung/start.de.ivf": film, "clips/beratung/start.de.txt": "x", "clips/beratung/start.uk.txt": "x", "clips/beratung/start.uk.vtt": cued}, "clips/beratung/start.uk.vtt: the clip has 2 captions (one: start.uk.vtt with times, or start.uk.txt)"},
		"another kind":       {map[string]string{"clips/beratung/start.de.mp4": film}, "clips/beratung/start.de.mp4: nobody reads this (a clip ends in .webm or .ivf, its caption in .vtt or .txt)"},
		"no caption":         {map[string]string{"clips/beratung/start.de.ivf": film}, "clips/beratung/start.de.ivf: the clip has 0 captions (one: start.de.vtt with times, or start.de.txt)"},
		"two captions":       {map[string]string{"clips/beratung/start.de.ivf": film, "clips/beratung/start.de.vtt": cued, "clips/beratung/start.de.txt": "x"}, "clips/beratung/start.de.ivf: the clip has 2 captions (one: start.de.vtt with times, or start.de.txt)"},
		"no clip":            {map[string]string{"clips/beratung/start.de.vtt": cued}, "clips/beratung/start.de.vtt: a caption without a clip (the clip has the same name with .webm or .ivf, or is the page's only one)"},
		"twice":              {map[string]string{"clips/beratung/start.de.ivf": film, "clips/beratung/start.de.webm": web, "clips/beratung/start.de.vtt": cued}, "clips/beratung/start.de.webm: the same clip lies here as start.de.ivf (leave one)"},
		"no film":            {map[string]string{"clips/beratung/start.de.webm": "x", "clips/beratung/start.de.vtt": cued}, "clips/beratung/start.de.webm: no IVF or WebM file that can be read: no part of a WebM file at byte 0 (ffmpeg -i ORIGINAL -an -c:v libvpx -b:v 500k -vf scale=480:-2 start.de.webm)"},
		"caption's mistake":  {map[string]string{"clips/beratung/start.de.webm": web, "clips/beratung/start.de.vtt": "WEBVTT\n\n00:03.000 --> 00:04.000\nx"}, "clips/beratung/start.de.vtt:3:1: the cue begins behind the end of the clip, which lasts 0.2 s"},
		"caption of no word": {map[string]string{"clips/beratung/start.de.webm": web, "clips/beratung/start.de.txt": " "}, "clips/beratung/start.de.txt: there are no words"},
	} {
		t.Run(file, func(t *testing.T) {
			_, problems := clip.ReadShelf(directory(tt.files), o)
			if len(problems) != 1 || problems[0].String() != tt.want {
				t.Errorf("got  %v\nwant %v", problems, tt.want)
			}
		})
	}
}

// TestShelfForAll: a common clip is there for every service, and one film has captions in several languages.
func TestShelfForAll(t *testing.T) {
	film := string(cliptest.IVF(320, 240, [][]byte{key(320, 240), inter()}))
	shelf, problems := clip.ReadShelf(directory(map[string]string{
		"clips/_common/identify.de.ivf": film, "clips/_common/identify.de.txt": "Legen Sie den Ausweis auf.",
		"clips/_common/identify.uk.vtt": "WEBVTT\n\n00:00.000 --> 00:00.200\nПокладіть документ.", "clips/_common/identify.de-leicht.txt": "Legen Sie Ihren Ausweis hin.",
	}), clip.Options{Services: []string{"anmeldung"}, Languages: []string{"de", "de-leicht", "uk"}})
	if len(problems) > 0 || len(shelf) != 3 {
		t.Fatalf("%d clips, %v", len(shelf), problems)
	}
	for lang, want := range map[string]string{"de": "Legen Sie den Ausweis auf.", "uk": "Покладіть документ.", "de-leicht": "Legen Sie Ihren Ausweis hin."} {
		f := shelf[clip.Name{Page: clip.Identify, Lang: lang}]
		if f.Path != "clips/_common/identify.de.ivf" || len(f.Cues) != 1 || f.Cues[0].Text != want {
			t.Errorf("%s: %+v", lang, f)
		}
	}
}
