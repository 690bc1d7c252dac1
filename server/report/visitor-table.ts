// The visitors of a day, each with what was seen of it last. The one insight: a visitor's id is 64 random bits already, so
// it needs no string and no hash to be found in typed arrays: 17 bytes a place, where a Map of strings takes 150 and more.

/** At most so full; then it doubles. */
const FULLEST = 0.7;
const SMALLEST = 64;

/** The number under which a visitor's last hit stands in the arrays; changes when the table grows. */
type Place = number;

export interface VisitorTable {
  /** The visitor's place, made if need be. `id`: 16 hexadecimal digits. Good until the next call. */
  place(id: string): Place;
  /** Whether there has been a hit at this place. */
  isKnown(place: Place): boolean;
  /** ms since the day began, and the number of the hour; of a known place. */
  at(place: Place): number;
  hour(place: Place): number;
  /** Notes a hit; `at` in whole ms since the day began, at most 2^31. */
  note(place: Place, at: number, hour: number): void;
}

export function createVisitorTable(): VisitorTable {
  let high = new Int32Array(SMALLEST);
  let low = new Int32Array(SMALLEST);
  let ats = new Int32Array(SMALLEST);
  /** -1: empty; -2: made, no hit yet. */
  let hours = new Int8Array(SMALLEST).fill(-1);
  let size = 0;

  /** Where these bits stand, or the empty place where they would go. */
  function find(idHigh: number, idLow: number): Place {
    const mask = high.length - 1;
    let place = (idHigh ^ Math.imul(idLow, 0x9e3779b1)) & mask;
    while (hours[place] !== -1 && (high[place] !== idHigh || low[place] !== idLow)) place = (place + 1) & mask;
    return place;
  }

  function grow(): void {
    const [oldHigh, oldLow, oldAts, oldHours] = [high, low, ats, hours];
    const length = oldHigh.length * 2;
    high = new Int32Array(length);
    low = new Int32Array(length);
    ats = new Int32Array(length);
    hours = new Int8Array(length).fill(-1);
    for (let i = 0; i < oldHigh.length; i += 1) {
      if (oldHours[i] === -1) continue;
      const place = find(oldHigh[i] ?? 0, oldLow[i] ?? 0);
      high[place] = oldHigh[i] ?? 0;
      low[place] = oldLow[i] ?? 0;
      ats[place] = oldAts[i] ?? 0;
      hours[place] = oldHours[i] ?? -1;
    }
  }

  return {
    place(id) {
      if (size >= high.length * FULLEST) grow();
      const idHigh = Number.parseInt(id.slice(0, 8), 16) | 0;
      const idLow = Number.parseInt(id.slice(8), 16) | 0;
      const place = find(idHigh, idLow);
      if (hours[place] === -1) {
        high[place] = idHigh;
        low[place] = idLow;
        hours[place] = -2;
        size += 1;
      }
      return place;
    },
    isKnown: (place) => (hours[place] ?? -1) >= 0,
    at: (place) => ats[place] ?? 0,
    hour: (place) => hours[place] ?? -1,
    note(place, at, hour) {
      ats[place] = at;
      hours[place] = hour;
    },
  };
}
