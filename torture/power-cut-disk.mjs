// A disk that forgets. It keeps apart what was synced and what was only written, and can say what might be found on it if
// the power went now. POSIX promises no more than this: before fsync a write may be there, or not, or in part, and in any
// order; a file's name is there after an fsync of its folder.

/** What is atomic on the disks of today. */
const SECTOR = 512;

/** How the unsynced part of an image is chosen: nothing; each write or not; the last one torn; some, in any order. */
export const VARIANTS = /** @type {const} */ (['dropped', 'subset', 'torn', 'reordered']);
/** @typedef {(typeof VARIANTS)[number]} Variant */

/** @typedef {{ kind: 'write', offset: number, data: Buffer } | { kind: 'truncate', size: number }} Change */
/** @typedef {{ content: Buffer, pending: Change[] }} Inode */

/** @param {Buffer} content @param {Change} change @returns {Buffer} */
function apply(content, change) {
  if (change.kind === 'truncate') {
    const size = Math.min(content.length, change.size);
    return Buffer.concat([content.subarray(0, size)], change.size);
  }
  const { offset, data } = change;
  const grown = offset + data.length > content.length ? Buffer.concat([content], offset + data.length) : content;
  data.copy(grown, offset);
  return grown;
}

/** A write of which only some sectors arrived; its place is taken whole, since a file's size may arrive before its bytes. */
function torn(
  /** @type {Change} */ change,
  /** @type {import('./random.mjs').Random} */ random,
  /** @type {Buffer} */ content,
) {
  if (change.kind === 'truncate') return change;
  const { offset, data } = change;
  const partly = Buffer.alloc(data.length);
  content.subarray(offset, offset + data.length).copy(partly);
  for (let at = 0; at < data.length; ) {
    const end = Math.min(data.length, (Math.floor((offset + at) / SECTOR) + 1) * SECTOR - offset);
    if (random.chance(0.5)) data.copy(partly, at, at, end);
    at = end;
  }
  return { kind: /** @type {const} */ ('write'), offset, data: partly };
}

/** `isLying`: fsync does nothing, as with a disk that says "done" to everything. */
export function createDisk({ isLying = false } = {}) {
  /** Names as the running system sees them. @type {Map<string, Inode>} */
  const names = new Map();
  /** Names as they are on the disk. @type {Map<string, Inode>} */
  const synced = new Map();
  /** Changes of names that no fsync of the folder has followed. @type {((names: Map<string, Inode>) => void)[]} */
  let pendingNames = [];

  /** @param {(names: Map<string, Inode>) => void} change */
  function rename(change) {
    change(names);
    pendingNames.push(change);
  }
  /** @param {string} file @param {Change} change */
  function write(file, change) {
    const inode = names.get(file);
    if (!inode) throw new Error(`the trace writes to ${file}, which it never made`);
    inode.pending.push(change);
  }

  /** @param {Inode} inode @param {Variant} variant @param {import('./random.mjs').Random} random */
  function contentOf({ content, pending }, variant, random) {
    let changes = pending;
    if (variant === 'dropped') changes = [];
    if (variant === 'subset') changes = pending.filter(() => random.chance(0.5));
    if (variant === 'reordered') changes = random.shuffle(pending.filter(() => random.chance(0.7)));
    if (variant === 'torn' && pending.length > 0) changes = pending.slice(0, random.between(1, pending.length));
    let found = Buffer.from(content);
    changes.forEach((change, index) => {
      const isLast = index === changes.length - 1;
      found = apply(found, variant === 'torn' && isLast ? torn(change, random, found) : change);
    });
    return found;
  }

  return {
    /** @param {import('./power-cut-trace.mjs').Operation} operation */
    take(operation) {
      switch (operation.kind) {
        case 'create': {
          const inode = { content: Buffer.alloc(0), pending: [] };
          const { file } = operation;
          // What a reader opens with O_CREAT is there already.
          if (!names.has(file)) rename((map) => map.set(file, inode));
          return;
        }
        case 'unlink': {
          const { file } = operation;
          return rename((map) => map.delete(file));
        }
        case 'rename': {
          const { file, to } = operation;
          return rename((map) => {
            const inode = map.get(file);
            map.delete(file);
            if (inode) map.set(to, inode);
          });
        }
        case 'write':
        case 'truncate':
          return write(operation.file, operation);
        case 'sync': {
          const inode = names.get(operation.file);
          if (isLying || !inode) return;
          for (const change of inode.pending) inode.content = apply(inode.content, change);
          inode.pending = [];
          return;
        }
        case 'syncFolder':
          if (isLying) return;
          for (const change of pendingNames) change(synced);
          pendingNames = [];
      }
    },
    /** Whether everything is synced: then all variants are one. */
    isAtRest: () => pendingNames.length === 0 && [...names.values()].every(({ pending }) => pending.length === 0),
    /** What might be found after a power cut now. @param {Variant} variant @param {import('./random.mjs').Random} random */
    image(variant, random) {
      const kept = { dropped: 0, torn: pendingNames.length }[/** @type {string} */ (variant)];
      const found = new Map(synced);
      for (const change of pendingNames.slice(0, kept ?? random.between(0, pendingNames.length))) change(found);
      return new Map([...found].map(([file, inode]) => [file, contentOf(inode, variant, random)]));
    },
    /** What the running system sees: to be compared with the real files. @returns {Map<string, Buffer>} */
    seen: () =>
      new Map([...names].map(([file, { content, pending }]) => [file, pending.reduce(apply, Buffer.from(content))])),
  };
}
