// The two ways to load a server. Closed: each connection sends its next hit when the last was answered, which finds the
// most a server can do. Open: hits fall due by the clock, whatever the server does, which finds how long they wait.
import { performance } from 'node:perf_hooks';
import { openConnection } from './connection.mjs';

/** Below the listeners' backlog, so that no connection waits for a lost SYN. */
const CONNECTS_AT_ONCE = 100;
/** An answer that takes longer is not waited for at the end of a round. */
const LAST_ANSWERS_MS = 5_000;

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @typedef {import('./connection.mjs').Connection} Connection */
/** @typedef {{[status: string]: number}} Statuses answers by status; `lost` are hits whose connection broke */

/**
 * @param {number} port
 * @param {number} count
 * @param {Omit<Parameters<typeof openConnection>[1], 'onOpen'>} on
 */
async function connectAll(port, count, on) {
  /** @type {Connection[]} */
  const connections = [];
  while (connections.length < count) {
    const batch = Math.min(CONNECTS_AT_ONCE, count - connections.length);
    await Promise.all(
      Array.from(
        { length: batch },
        () =>
          new Promise((resolve) => connections.push(openConnection(port, { ...on, onOpen: () => resolve(undefined) }))),
      ),
    );
  }
  for (const [index, connection] of connections.entries()) connection.index = index;
  return connections;
}

/**
 * Closed loop for some seconds or until `count` answers have come. With `perHit` every hit has a connection of its own
 * (the source must then ask to close). Answers that come after the end are waited for, but not counted.
 * @param {{port: number, source: import('./sources.mjs').Source, connections: number, seconds?: number, count?: number, perHit?: boolean}} options
 * @returns {Promise<{seconds: number, statuses: Statuses, generatorCpu: number}>} `generatorCpu` 1: a whole core
 */
export async function closedLoop({ port, source, connections: width, seconds, count = Infinity, perHit = false }) {
  /** @type {Statuses} */
  const statuses = {};
  let [isOver, sent, answered, awaited] = [false, 0, 0, 0];
  let end = () => {};
  const ended = new Promise((resolve) => {
    end = () => {
      isOver = true;
      resolve(undefined);
    };
  });

  function send(/** @type {Connection} */ connection) {
    if (isOver || sent >= count) return false;
    sent += 1;
    awaited += 1;
    connection.send(source.next(connection));
    return true;
  }
  function onAnswer(/** @type {number} */ status, /** @type {Connection} */ connection) {
    awaited -= 1;
    if (isOver) return;
    statuses[status] = (statuses[status] ?? 0) + 1;
    answered += 1;
    if (answered >= count) end();
    else if (!perHit) send(connection);
  }
  function onEnd(/** @type {boolean} */ owed) {
    if (!owed) return;
    awaited -= 1;
    if (!isOver) statuses.lost = (statuses.lost ?? 0) + 1;
  }
  function hitOnce() {
    if (isOver || sent >= count) return;
    const connection = openConnection(port, {
      onOpen() {
        if (!send(connection)) connection.destroy(); // it was over while this one connected
      },
      onAnswer,
      onEnd(owed) {
        onEnd(owed);
        hitOnce();
      },
    });
  }

  const connections = perHit ? [] : await connectAll(port, width, { onAnswer, onEnd });
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  if (seconds !== undefined) setTimeout(end, seconds * 1_000);
  if (perHit) for (let i = 0; i < width; i += 1) hitOnce();
  else for (const connection of connections) send(connection);
  await ended;
  const tookMs = performance.now() - began;
  const cpu = process.cpuUsage(cpuBefore);

  for (let waited = 0; awaited > 0 && waited < LAST_ANSWERS_MS; waited += 5) await pause(5);
  for (const connection of connections) connection.destroy();
  return { seconds: tookMs / 1_000, statuses, generatorCpu: (cpu.user + cpu.system) / 1_000 / tookMs };
}

/**
 * Open loop: `rate` hits per second, evenly spread, for some seconds. A hit's latency begins when it was due, not when it
 * was sent: waiting for a free connection or for the generator counts.
 * @param {{port: number, source: import('./sources.mjs').Source, connections: number, rate: number, seconds: number}} options
 * @returns {Promise<{statuses: Statuses, latencyMs: Quantiles, latenessMs: Quantiles, generatorCpu: number}>}
 *   `latenessMs`: how much later than due the hits were sent, which is part of their latency
 */
export async function openLoop({ port, source, connections: width, rate, seconds }) {
  const total = rate * seconds;
  const latencies = new Float64Array(total);
  const lateness = new Float64Array(total);
  /** @type {Statuses} */
  const statuses = {};
  let [sent, answered] = [0, 0];

  /** @type {Connection[]} */
  const idle = [];
  const done = (/** @type {number | 'lost'} */ status) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
    answered += 1;
  };
  const connections = await connectAll(port, width, {
    onAnswer(status, connection) {
      latencies[answered] = performance.now() - connection.dueAt;
      done(status);
      idle.push(connection);
      sendDue();
    },
    onEnd(owed) {
      if (!owed) return;
      latencies[answered] = Infinity;
      done('lost');
    },
  });
  idle.push(...connections);

  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  function sendDue() {
    const now = performance.now();
    while (sent < total && began + (sent * 1_000) / rate <= now) {
      // In turn, so that none is silent for so long that the server gives it up.
      const connection = idle.shift();
      if (!connection) return;
      if (!connection.isOpen) continue;
      connection.dueAt = began + (sent * 1_000) / rate;
      lateness[sent] = now - connection.dueAt;
      sent += 1;
      connection.send(source.next(connection));
    }
  }
  const ticks = setInterval(sendDue, 1);
  const lastMs = seconds * 1_000 + LAST_ANSWERS_MS;
  while (answered < total && performance.now() - began < lastMs) await pause(20);
  clearInterval(ticks);
  const cpu = process.cpuUsage(cpuBefore);
  const tookMs = performance.now() - began;
  if (answered < total) statuses.unanswered = total - answered;
  latencies.fill(Infinity, answered);
  for (const connection of connections) connection.destroy();
  return {
    statuses,
    latencyMs: quantiles(latencies),
    latenessMs: quantiles(lateness.subarray(0, sent)),
    generatorCpu: (cpu.user + cpu.system) / 1_000 / tookMs,
  };
}

/** @typedef {{p50: number, p99: number, max: number}} Quantiles */

/** @param {Float64Array} values which are sorted by this. @returns {Quantiles} */
export function quantiles(values) {
  values.sort();
  const at = (/** @type {number} */ share) =>
    values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), max: values.at(-1) ?? NaN };
}
