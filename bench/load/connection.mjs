// One raw connection of the generator: writes rendered requests, reads answers, allocates next to nothing per hit.
import { connect } from 'node:net';
import { createAnswerReader } from './answers.mjs';

/** Longer than any request. */
const MAX_REQUEST_BYTES = 4_096;

/** All connections read into the same memory: what arrived is dealt with before the next one reads. */
const arrived = Buffer.allocUnsafe(65_536);

/** @typedef {ReturnType<typeof openConnection>} Connection */

/**
 * Connects. `onAnswer` gets the status of each answer; `onEnd` is called once, when the connection is gone, and says
 * whether an answer was still awaited.
 * @param {number} port
 * @param {{onOpen?: () => void, onAnswer: (status: number, connection: Connection) => void, onEnd: (owed: boolean) => void}} on
 */
export function openConnection(port, { onOpen, onAnswer, onEnd }) {
  const into = Buffer.allocUnsafe(MAX_REQUEST_BYTES);
  let owed = false;
  const read = createAnswerReader((status) => {
    if (!owed) return; // a server's 408 to a connection on which nothing was said: its end is told by `close`
    owed = false;
    onAnswer(status, connection);
  });
  const socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer: arrived,
      callback(length, buffer) {
        read(/** @type {Buffer} */ (buffer), length);
        return true;
      },
    },
  });
  if (onOpen) socket.once('connect', onOpen);
  socket.on('error', () => {}); // told by `close`
  socket.once('close', () => {
    connection.isOpen = false;
    onEnd(owed);
  });

  const connection = {
    isOpen: true,
    /** Where the next request is rendered. */
    into,
    /** Which of the connections opened together; for a source, as the next two. */
    index: 0,
    /** The place of a population that it speaks for. */
    place: -1,
    /** It has left that place's page and is to view another. */
    hasLeft: false,
    /** When what it waits for was due; for the open loop. */
    dueAt: 0,
    /** Sends the first `length` bytes of `into`. */
    send(/** @type {number} */ length) {
      owed = true;
      socket.write(into.subarray(0, length));
    },
    destroy: () => void socket.destroy(),
  };
  return connection;
}
