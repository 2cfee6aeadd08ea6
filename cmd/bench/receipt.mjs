// Encodes the receipt that bench hands in on standard input with @point-of-sale/receipt-printer-encoder, and prints
// how many bytes it is and how long that took (median, ms).
import { readFileSync } from 'node:fs';
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder';

const { lines, qr, logo, rounds, warmUp } = JSON.parse(readFileSync(0));
const data = new Uint8ClampedArray(logo.width * logo.height * 4);
logo.dots.forEach((black, i) => data.set(black ? [0, 0, 0, 255] : [255, 255, 255, 255], 4 * i));
const image = { width: logo.width, height: logo.height, data };

function encode() {
  const e = new ReceiptPrinterEncoder({ language: 'esc-pos', columns: 48 });
  e.initialize().codepage('cp858').image(image, logo.width, logo.height, 'threshold');
  for (const line of lines) e.line(line);
  return e.qrcode(qr, { model: 2, size: 6, errorlevel: 'm' }).cut('full').encode();
}

for (let i = 0; i < warmUp; i++) encode();
const took = [];
let bytes = 0;
for (let i = 0; i < rounds; i++) {
  const began = process.hrtime.bigint();
  bytes = encode().length;
  took.push(Number(process.hrtime.bigint() - began) / 1e6);
}
took.sort((a, b) => a - b);
console.log(JSON.stringify({ bytes, median: took[took.length >> 1] }));
