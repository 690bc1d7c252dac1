// Row 2: what is on the disk if the power goes, at every moment of a server's life. strace writes down every operation on the
// database's files and every acknowledgement; the replayer (power-cut-disk.mjs) then cuts after each operation, builds what
// the disk might hold, opens it with SQLite and looks for every hit that was acknowledged by then. One life is: a first start,
// load, SIGKILL, a second start over what was left, load, an orderly end.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTool } from './harness.mjs';
import { createDisk, VARIANTS } from './power-cut-disk.mjs';
import { anyMoments, momentsOfAcknowledgement } from './power-cut-moments.mjs';
import { readTrace, STRACE } from './power-cut-trace.mjs';
import { createRandom } from './random.mjs';
import { compare, readStored } from './stored.mjs';

export const row = 2;
export const name = 'power-cut';
export const title = 'the power goes after every single operation on the database’s files';
export const target =
  '10,000 images of the disk: 0 acknowledged hits lost, 0 damaged; with synchronous=NORMAL some must be lost';

const NORMAL = ['--import', new URL('programs/normal-sync.mjs', import.meta.url).href];

/**
 * @param {import('./harness.mjs').Context} context
 * @param {{ hits: number[], nodeArgs?: string[] }} life how many hits before the SIGKILL, and after
 */
async function recordLife(context, { hits, nodeArgs = [] }) {
  const folder = context.folder();
  const dataDir = join(folder, 'data');
  const disk = createDisk();
  /** @type {import('./power-cut-trace.mjs').Operation[]} */
  const operations = [];
  for (const [index, count] of hits.entries()) {
    const trace = join(folder, `trace-${index}`);
    const under = [...STRACE, '-o', trace];
    const server = await context.startServer({ dataDir, under, nodeArgs });
    /** @type {Map<number, string[]>} */
    const asked = new Map();
    const load = context.startLoad({
      port: server.port,
      seed: context.random.between(0, 1e9),
      readers: 4, // few, so that there are many small commits
      hits: count,
      onSend: ({ key, localPort }) => asked.set(localPort, [...(asked.get(localPort) ?? []), key]),
    });
    await load.ended;
    const isLast = index === hits.length - 1;
    if (isLast) await server.stop(30_000);
    else await server.kill();

    const found = await readTrace(trace, dataDir, asked);
    const acks = found.filter(({ kind }) => kind === 'ack').length;
    if (acks !== load.acked.size)
      throw new Error(`strace saw ${acks} acknowledgements, the readers got ${load.acked.size}`);
    // The model must end up with what really is there, byte for byte, or its images would mean nothing.
    for (const operation of found) disk.take(operation);
    for (const [file, content] of disk.seen()) {
      const real = existsSync(join(dataDir, file)) ? readFileSync(join(dataDir, file)) : undefined;
      if (!real?.equals(content)) throw new Error(`the replayed ${file} is not the real one (${content.length} bytes)`);
    }
    operations.push(...found);
    rmSync(trace);
  }
  return operations;
}

/**
 * Cuts after some of the operations.
 * @param {import('./harness.mjs').Context} context
 * @param {import('./power-cut-trace.mjs').Operation[]} operations
 * @param {{ most: number, isControl?: boolean, isLying?: boolean, serverStarts?: number }} limits `most`: images
 */
async function cutEverywhere(context, operations, { most, isControl = false, isLying = false, serverStarts = 0 }) {
  const folder = context.folder({ inMemory: true });
  const random = createRandom(context.seed ^ 0xc07);
  const disk = createDisk({ isLying });
  /** @type {Set<string>} */
  const acked = new Set();
  const sum = { cuts: 0, images: 0, imagesThatLost: 0, mostLost: 0, damaged: 0, started: 0, notStarted: 0 };
  const changes = operations.filter(({ kind }) => kind !== 'ack').length;
  const mostCuts = most / VARIANTS.length;
  const moments = isControl
    ? momentsOfAcknowledgement(operations, mostCuts)
    : anyMoments(operations, { most: mostCuts, random });
  const startEvery =
    serverStarts === 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(Math.min(most, changes * 3) / serverStarts));

  for (const [index, operation] of operations.entries()) {
    if (operation.kind === 'ack') acked.add(operation.key);
    else disk.take(operation);
    if (!moments.has(index)) continue;
    sum.cuts += 1;
    for (const variant of disk.isAtRest() ? VARIANTS.slice(0, 1) : VARIANTS) {
      const at = join(folder, 'image');
      mkdirSync(at);
      for (const [file, content] of disk.image(variant, random)) writeFileSync(join(at, file), content);
      sum.images += 1;
      if (sum.images % startEvery === 0) {
        const server = context.spawnServer({ dataDir: at });
        const isUp = await server.ready.then(
          () => true,
          () => false,
        );
        await server.kill();
        if (isUp) sum.started += 1;
        else sum.notStarted += 1;
        if (!isUp) context.note(`operation ${index}, ${variant}: the server does not start: ${server.output()}`);
      }
      const { keys, integrity } = readStored(at, 'integrity_check');
      const { lost, lostKeys } = compare(acked, keys);
      if (lost > 0) sum.imagesThatLost += 1;
      sum.mostLost = Math.max(sum.mostLost, lost);
      if (integrity !== 'ok') sum.damaged += 1;
      if (lost > 0 || integrity !== 'ok')
        context.note(
          `operation ${index} (${operation.kind}), ${variant}: ${lost} of ${acked.size} lost ${lostKeys.slice(0, 3)}; ${integrity}`,
        );
      rmSync(at, { recursive: true });
    }
    if (sum.cuts % 500 === 0)
      context.say(`${sum.images} images of ${sum.cuts} cuts, ${sum.imagesThatLost} lost a hit, ${sum.damaged} damaged`);
  }
  return { ...sum, operations: operations.length, acked: acked.size };
}

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  needTool('strace', 'Install it, for example with: apt-get install strace');
  const hits = context.size([1000, 300], [40, 20]);
  const most = context.size(20_000, 400);

  const operations = await recordLife(context, { hits });
  context.say(`recorded ${operations.length} operations and acknowledgements`);
  const full = await cutEverywhere(context, operations, { most, serverStarts: context.size(50, 2) });
  const lying = await cutEverywhere(context, operations, { most: most / 20, isControl: true, isLying: true });
  const careless = await recordLife(context, { hits: hits.map((count) => Math.ceil(count / 3)), nodeArgs: NORMAL });
  const normal = await cutEverywhere(context, careless, { most: context.size(2_000, 150), isControl: true });

  const control = {
    normal: { images: normal.images, imagesThatLost: normal.imagesThatLost, mostLost: normal.mostLost },
    diskThatLies: { images: lying.images, imagesThatLost: lying.imagesThatLost },
    passed: normal.imagesThatLost > 0 && lying.imagesThatLost > 0,
  };
  return {
    ...full,
    reached: `${full.images} images of ${full.cuts} moments and ${full.acked} acknowledged hits: ${full.imagesThatLost} lost one, ${full.damaged} damaged; the server started on ${full.started} of ${full.started + full.notStarted} (NORMAL: ${normal.imagesThatLost} of ${normal.images} lose)`,
    control,
    passed:
      full.imagesThatLost + full.damaged + full.notStarted === 0 &&
      full.images >= context.size(10_000, 100) &&
      full.acked >= hits.reduce((sum, count) => sum + count, 0) &&
      control.passed,
  };
}
