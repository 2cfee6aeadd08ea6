// Real-time text as T.140 blocks (ITU-T T.140; RFC 8865): characters as they are written, BS erases, LINE SEPARATOR ends a line.
const backspace = '\u0008';
const separator = '\u2028';
const marker = '\uFFFD'; // text was lost here
const gather = 150; // ms; RFC 8865 allows 500 until the other side has it

// Sender turns what stands in a field into blocks. After ended lines nothing can be erased any more.
export class Sender {
  constructor(send) {
    Object.assign(this, { send, sent: '', pending: '', timer: 0 });
  }

  // line takes the whole line as it is now.
  line(now) {
    const before = [...this.sent];
    const after = [...now];
    let equal = 0;
    while (equal < before.length && equal < after.length && before[equal] === after[equal]) equal++;
    this.pending += backspace.repeat(before.length - equal) + after.slice(equal).join('');
    this.sent = now;
    this.timer ||= setTimeout(() => this.flush(), gather);
  }

  end() {
    this.pending += separator;
    this.sent = '';
    this.flush();
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.pending) this.send(this.pending);
    this.pending = '';
  }
}

// Receiver builds lines from blocks: line(text, done) is called with the open line and when one ends.
export class Receiver {
  constructor(line) {
    Object.assign(this, { line, open: [] });
  }

  take(block) {
    for (const c of block) {
      if (c === backspace) this.open.pop();
      else if (c === separator || c === '\n') {
        this.line(this.open.join(''), true);
        this.open = [];
      } else if (c >= ' ' && c !== '\uFEFF') this.open.push(c === marker ? '\u2026' : c);
    }
    this.line(this.open.join(''), false);
  }
}
