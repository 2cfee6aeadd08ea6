// One connection to one participant of a call. Desks offer to the terminal; among desks the one that came later offers.
const channels = { text: { id: 0, protocol: 't140' }, form: { id: 1 }, picture: { id: 2 } };
const patience = 2500; // ms that a cut may last before the path is sought anew
const videoRate = 800_000; // bit/s, the terminal's own measure

export class Peer {
  // handlers: signal(kind, data), track(stream), message(channel, data), state(connected), quality(figures)
  constructor({ who, offers, ice, media, handlers }) {
    Object.assign(this, { who, offers, media, handlers, early: [], channels: {}, connected: false, closed: false });
    this.pc = new RTCPeerConnection({ iceServers: ice ?? [], bundlePolicy: 'max-bundle' });
    this.stream = new MediaStream();
    for (const [name, { id, protocol }] of Object.entries(channels)) {
      if (name !== 'text' && who.id !== 'terminal') continue;
      const channel = this.pc.createDataChannel(name, { negotiated: true, id, protocol: protocol ?? '', ordered: true });
      channel.binaryType = 'arraybuffer';
      channel.onmessage = (event) => handlers.message(name, event.data);
      channel.onopen = () => handlers.state(this.connected, name);
      this.channels[name] = channel;
    }
    this.pc.onicecandidate = ({ candidate }) => handlers.signal('candidate', candidate ? JSON.stringify(candidate) : '');
    this.pc.ontrack = ({ track }) => {
      this.stream.addTrack(track);
      handlers.track(this.stream);
    };
    this.pc.onconnectionstatechange = () => this.changed();
    if (offers) {
      this.addMedia();
      this.offer(false);
    }
  }

  addMedia() {
    for (const kind of ['audio', 'video']) {
      const track = this.media?.getTracks().find((one) => one.kind === kind);
      const sender = this.pc.getSenders().find((one) => one.track?.kind === kind);
      if (sender) continue;
      if (track) this.bound(this.pc.addTransceiver(track, { direction: 'sendrecv', streams: [this.media] }));
      else this.pc.addTransceiver(kind, { direction: 'sendrecv' });
    }
  }

  // bound keeps the picture to what a counter's line carries; the codec is the one that the terminal speaks.
  bound(transceiver) {
    if (transceiver.sender.track?.kind !== 'video') return;
    const vp8 = RTCRtpReceiver.getCapabilities('video').codecs.filter((c) => /VP8|rtx|red|ulpfec/i.test(c.mimeType));
    if (vp8.length) transceiver.setCodecPreferences?.(vp8);
    const parameters = transceiver.sender.getParameters();
    parameters.encodings = [{ ...(parameters.encodings?.[0] ?? {}), maxBitrate: videoRate }];
    transceiver.sender.setParameters(parameters).catch(() => {}); // a browser without this sends what it thinks right
  }

  async offer(restart) {
    if (this.closed || this.pc.signalingState !== 'stable') return;
    await this.pc.setLocalDescription(await this.pc.createOffer({ iceRestart: restart }));
    this.handlers.signal('offer', this.pc.localDescription.sdp);
  }

  async signal(kind, data) {
    if (this.closed) return;
    switch (kind) {
      case 'offer':
        await this.pc.setRemoteDescription({ type: 'offer', sdp: data });
        for (const track of this.media?.getTracks() ?? []) {
          const free = this.pc.getTransceivers().find((one) => one.receiver.track.kind === track.kind && !one.sender.track);
          if (!free) continue;
          await free.sender.replaceTrack(track);
          free.direction = 'sendrecv';
        }
        await this.pc.setLocalDescription(await this.pc.createAnswer());
        this.handlers.signal('answer', this.pc.localDescription.sdp);
        await this.late();
        break;
      case 'answer':
        if (this.pc.signalingState !== 'have-local-offer') return;
        await this.pc.setRemoteDescription({ type: 'answer', sdp: data });
        await this.late();
        break;
      case 'candidate':
        if (!this.pc.remoteDescription) this.early.push(data);
        else await this.add(data);
        break;
      case 'restart':
        if (this.offers) await this.offer(true);
        break;
    }
  }

  // late adds the candidates that came before the description they belong to.
  async late() {
    for (const data of this.early.splice(0)) await this.add(data);
  }

  async add(data) {
    await this.pc.addIceCandidate(data ? JSON.parse(data) : null);
  }

  changed() {
    const state = this.pc.connectionState;
    this.connected = state === 'connected';
    clearTimeout(this.cut);
    if (!this.closed && this.offers && (state === 'disconnected' || state === 'failed')) {
      this.cut = setTimeout(() => this.offer(true), state === 'failed' ? 0 : patience);
    }
    this.handlers.state(this.connected);
  }

  // send reports whether the channel took it; without a channel the caller goes through the hub.
  send(channel, data) {
    const to = this.channels[channel];
    if (to?.readyState !== 'open') return false;
    to.send(data);
    return true;
  }

  // replace gives the peer another camera or microphone, or none.
  async replace(kind, track) {
    const sender = this.pc.getTransceivers().find((one) => one.receiver.track.kind === kind)?.sender;
    await sender?.replaceTrack(track);
  }

  close() {
    this.closed = true;
    clearTimeout(this.cut);
    for (const channel of Object.values(this.channels)) channel.onmessage = null;
    this.pc.ontrack = this.pc.onicecandidate = this.pc.onconnectionstatechange = null;
    this.pc.close();
    for (const track of this.stream.getTracks()) this.stream.removeTrack(track);
  }
}
