// Runs in a page that is measured, before its own scripts. It stands in for the camera with pictures that carry their
// numbers, as capture.Drawn's do, and reads the numbers of the pictures that arrive. Times are ms since 1970.
(() => {
  const [width, height, rate, cells] = [640, 480, 30, 32];
  const now = () => performance.timeOrigin + performance.now();
  const bench = (window.bench = { now, drawn: [], seen: [], accepted: 0, first: 0 });
  const check = (number) => ((Math.imul(number, 2654435761) >>> 24) ^ 0xa5) & 0xff;

  // scene is a soft slope with grain, as a wall in a room has.
  const scene = new Uint8Array((width * height * 3) / 2).fill(128);
  for (let y = 0, grain = 1; y < height; y++) {
    for (let x = 0; x < width; x++) {
      grain = (Math.imul(grain, 1664525) + 1013904223) >>> 0;
      scene[y * width + x] = 70 + (60 * x) / width + (40 * y) / height + (grain >>> 30);
    }
  }
  const swing = (at, end) => ((at %= 2 * end) > end ? 2 * end - at : at);

  // draw draws a picture in the planes of I420, which is what a camera gives.
  const draw = (number) => {
    const planes = scene.slice(), r = height / 10;
    const cx = r + swing(number * 5, width - 2 * r), cy = height / 2 + r + swing(number * 3, height / 2 - 2 * r);
    for (let y = Math.max(cy - r, 0); y < Math.min(cy + r, height); y++) {
      const half = Math.floor(Math.sqrt(r * r - (y - cy) * (y - cy)));
      planes.fill(210, y * width + Math.max(cx - half, 0), y * width + Math.min(cx + half, width));
    }
    const word = ((number << 8) | check(number)) >>> 0;
    for (let cell = 0; cell < cells; cell++) {
      const value = (word >>> (cells - 1 - cell)) & 1 ? 235 : 16;
      for (let y = 0; y < height / 20; y++) planes.fill(value, y * width + (cell * width) / cells, y * width + ((cell + 1) * width) / cells);
    }
    return planes;
  };

  let number = 0;
  const camera = () => {
    const track = new MediaStreamTrackGenerator({ kind: 'video' });
    const writer = track.writable.getWriter();
    const timer = setInterval(() => {
      if (track.readyState === 'ended') return clearInterval(timer);
      const at = now();
      bench.drawn.push([++number, at]);
      const frame = new VideoFrame(draw(number), { format: 'I420', codedWidth: width, codedHeight: height, timestamp: Math.round(at * 1000) });
      writer.write(frame).catch(() => clearInterval(timer));
    }, 1000 / rate);
    return track;
  };
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    const stream = new MediaStream(wish.audio ? (await real({ audio: wish.audio })).getTracks() : []);
    if (wish.video) stream.addTrack(camera());
    return stream;
  };

  // note takes the number of a picture out of a line of its upper edge; value(x) is how light it is there.
  const note = (at, wide, value) => {
    bench.first ||= at;
    let word = 0;
    for (let i = 0; i < cells; i++) word = (word << 1) | (value(Math.floor(((2 * i + 1) * wide) / (2 * cells))) > 125 ? 1 : 0);
    if ((word & 0xff) === check(word >>> 8)) bench.seen.push([word >>> 8, at]);
  };

  // shown reads what an element shows, when it is shown.
  bench.shown = (video) => {
    let line;
    const look = () => {
      const at = now(), wide = video.videoWidth;
      if (!line || line.canvas.width !== wide) line = new OffscreenCanvas(wide, 1).getContext('2d', { willReadFrequently: true });
      line.drawImage(video, 0, Math.floor(video.videoHeight / 40), wide, 1, 0, 0, wide, 1);
      const dots = line.getImageData(0, 0, wide, 1).data;
      note(at, wide, (x) => dots[4 * x + 1]);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  };

  // decoded reads a track's pictures as soon as they are decoded, without showing them.
  bench.decoded = async (track) => {
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    const buffer = new Uint8Array(2 * width * height);
    for (;;) {
      const { value: frame, done } = await reader.read();
      if (done) return;
      const at = now(), wide = frame.codedWidth;
      const [luma] = await frame.copyTo(buffer, { rect: { x: 0, y: 2 * Math.floor(frame.codedHeight / 80), width: wide, height: 2 } });
      frame.close();
      note(at, wide, (x) => buffer[luma.offset + x]);
    }
  };

  // The desk's picture of the citizen comes with a call.
  let watched;
  setInterval(() => {
    const video = document.querySelector('video[data-who="terminal"]');
    if (video && video !== watched) bench.shown((watched = video));
  }, 5);

  // accept takes the call that waits as soon as the board shows it.
  bench.accept = async () => {
    for (;;) {
      const button = document.querySelector('[data-do="accept"]');
      if (button) {
        Object.assign(bench, { drawn: [], seen: [], first: 0, accepted: now() });
        return button.click();
      }
      await new Promise((done) => setTimeout(done, 5));
    }
  };
})();
