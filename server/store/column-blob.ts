// A column of numbers as a BLOB and back, with a checksum, so that a byte that flipped on its way is found before it is believed.
//
// The bytes of the numbers are put together by weight (all lowest bytes, then all of the next) and each such plane is deflated,
// by Huffman codes alone or together with runs of the same byte: on columns of skewed random numbers that takes 5 % less than deflate
// 6 or Brotli 5, which look for longer repetitions and find none that pay, in a quarter of their time.
//
// Layout, little-endian: format u8, planes u8, 0 u16, numbers u32, CRC-32 u32, then each plane: its length u32, raw deflate.
import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Numbers } from './columns.ts';
import { greatest, numbersFor } from './numbers.ts';

const FORMAT = 1;
const HEADER_BYTES = 12;
const CHECKSUM_AT = 8;

/** A stored column that is not what was stored. */
export class DamagedColumn extends Error {
  override name = 'DamagedColumn';
  readonly column: string;
  constructor(column: string, reason: string) {
    super(`the stored column ${column} is damaged: ${reason}`);
    this.column = column;
  }
}

/** Of the name, too: a column in another's place is not believed either. */
function checksum(name: string, blob: Uint8Array): number {
  const ofHeader = crc32(blob.subarray(0, CHECKSUM_AT), crc32(name));
  return crc32(blob.subarray(CHECKSUM_AT + 4), ofHeader);
}

const byCodes = (bytes: Uint8Array) => deflateRawSync(bytes, { strategy: constants.Z_HUFFMAN_ONLY });
const byRuns = (bytes: Uint8Array) => deflateRawSync(bytes, { strategy: constants.Z_RLE });

/** A sample from the middle tells what is shorter. */
const SAMPLE_BYTES = 4_096;

function deflate(plane: Uint8Array): Buffer {
  const from = Math.max(0, (plane.length - SAMPLE_BYTES) >> 1);
  const sample = plane.subarray(from, from + SAMPLE_BYTES);
  return byRuns(sample).length < byCodes(sample).length ? byRuns(plane) : byCodes(plane);
}

function planesOf(max: number): number {
  if (max <= 0xff) return 1;
  if (max <= 0xffff) return 2;
  return max <= 0xff_ffff ? 3 : 4;
}

/** `name` is needed again to decode it. */
export function encodeColumn(name: string, values: Numbers): Uint8Array {
  const planes = planesOf(greatest(values));
  const parts: Uint8Array[] = [new Uint8Array(HEADER_BYTES)];
  const plane = new Uint8Array(values.length);
  for (let i = 0; i < planes; i += 1) {
    for (let row = 0; row < values.length; row += 1) plane[row] = (values[row] ?? 0) >>> (8 * i);
    const deflated = deflate(plane);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, deflated.length, true);
    parts.push(length, deflated);
  }
  const blob = Buffer.concat(parts);
  blob.writeUInt8(FORMAT, 0);
  blob.writeUInt8(planes, 1);
  blob.writeUInt32LE(values.length, 4);
  blob.writeUInt32LE(checksum(name, blob), CHECKSUM_AT);
  return blob;
}

/** The numbers, of which there must be `length`, in the narrowest array. Throws a DamagedColumn. */
export function decodeColumn(name: string, blob: Uint8Array, length: number): Numbers {
  if (blob.length < HEADER_BYTES) throw new DamagedColumn(name, 'it is too short');
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  if (view.getUint32(CHECKSUM_AT, true) !== checksum(name, blob))
    throw new DamagedColumn(name, 'its checksum is wrong');
  if (view.getUint8(0) !== FORMAT) throw new DamagedColumn(name, `format ${view.getUint8(0)} is not known`);
  if (view.getUint32(4, true) !== length)
    throw new DamagedColumn(name, `it has ${view.getUint32(4, true)} numbers instead of ${length}`);

  const planes: Uint8Array[] = [];
  for (let i = 0, at = HEADER_BYTES; i < view.getUint8(1); i += 1) {
    const end = at + 4 + view.getUint32(at, true);
    planes.push(inflate(blob.subarray(at + 4, end), length));
    at = end;
  }
  return putTogether(planes, length);
}

/** In one chunk, which is twice as fast as in those of 16 kB. */
function inflate(deflated: Uint8Array, length: number): Uint8Array {
  if (length === 0) return new Uint8Array();
  const { buffer, byteOffset } = inflateRawSync(deflated, { maxOutputLength: length, chunkSize: length + 64 });
  return new Uint8Array(buffer, byteOffset, length);
}

function putTogether(planes: readonly Uint8Array[], length: number): Numbers {
  const [lowest = new Uint8Array(), second = lowest, third = second, fourth] = planes;
  if (planes.length === 1) return lowest;
  const values = numbersFor(planes.length === 2 ? 0xffff : 0xff_ffff, length);
  if (planes.length === 2) {
    for (let i = 0; i < length; i += 1) values[i] = (lowest[i] ?? 0) | ((second[i] ?? 0) << 8);
    return values;
  }
  for (let i = 0; i < length; i += 1) {
    values[i] = (lowest[i] ?? 0) | ((second[i] ?? 0) << 8) | ((third[i] ?? 0) << 16) | ((fourth?.[i] ?? 0) << 24);
  }
  return values;
}

/** Differences to the number before, small ones small whatever their sign: what nearly ascends is then nearly nothing. */
export function stepsOf(values: Numbers): Uint32Array {
  const steps = new Uint32Array(values.length);
  for (let i = 0, before = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    const step = (value - before) | 0;
    steps[i] = (step << 1) ^ (step >> 31);
    before = value;
  }
  return steps;
}

/** What stepsOf() was made of. */
export function sumOfSteps(steps: Numbers): Uint32Array {
  const values = new Uint32Array(steps.length);
  for (let i = 0, before = 0; i < steps.length; i += 1) {
    const step = steps[i] ?? 0;
    before += (step >>> 1) ^ -(step & 1);
    values[i] = before;
    before = values[i] ?? 0;
  }
  return values;
}

/**
 * What a column is told by another, row by row (a city tells its region, a referrer its source): 0 where it is what it was when the
 * other was the same before, else itself plus 1.
 */
export function surprisesOf(values: Numbers, teller: Numbers): Uint32Array {
  const last = new Uint32Array(greatest(teller) + 1);
  const surprises = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i += 1) {
    const [value, by] = [values[i] ?? 0, teller[i] ?? 0];
    surprises[i] = value === last[by] ? 0 : value + 1;
    last[by] = value;
  }
  return surprises;
}

/** What surprisesOf() was made of, with the same teller; in an array as wide as the surprises. */
export function withoutSurprises(surprises: Numbers, teller: Numbers): Numbers {
  const tellers = teller.BYTES_PER_ELEMENT < 4 ? 2 ** (8 * teller.BYTES_PER_ELEMENT) : greatest(teller) + 1;
  const last = new Uint32Array(tellers);
  const values = surprises.slice();
  for (let i = 0; i < surprises.length; i += 1) {
    const [surprise, by] = [surprises[i] ?? 0, teller[i] ?? 0];
    const value = surprise === 0 ? (last[by] ?? 0) : surprise - 1;
    values[i] = value;
    last[by] = value;
  }
  return values;
}
