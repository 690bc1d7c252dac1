// After which operations the power is cut. The experiment takes them by chance from a whole life; a control must find what is
// lost, and cuts where something is acknowledged: a server's start alone is hundreds of operations with nothing to lose.

/**
 * Indexes into `operations`. A moment is the last one of a state of the disk: all acknowledgements until the next change count.
 * @param {readonly { kind: string }[]} operations
 * @param {{ most: number, random: import('./random.mjs').Random }} limits about so many, by chance
 * @returns {Set<number>}
 */
export function anyMoments(operations, { most, random }) {
  const changes = operations.filter(({ kind }) => kind !== 'ack').length;
  return new Set(momentsOf(operations).filter(() => random.chance(most / changes)));
}

/**
 * Indexes of acknowledgements, at most `most`, evenly from the first one on; none only when nothing was acknowledged. What was
 * written for the first one and not synced is on no disk that drops what it may.
 * @param {readonly { kind: string }[]} operations
 * @param {number} most at least 1
 * @returns {Set<number>}
 */
export function momentsOfAcknowledgement(operations, most) {
  const moments = momentsOf(operations).filter((index) => operations[index]?.kind === 'ack');
  const step = Math.ceil(moments.length / most);
  return new Set(moments.filter((_, nth) => nth % step === 0));
}

/** @param {readonly { kind: string }[]} operations */
const momentsOf = (operations) => [...operations.keys()].filter((index) => operations[index + 1]?.kind !== 'ack');
