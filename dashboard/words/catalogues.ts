// What is wrong with a language's catalogue beside the English one, and what the build makes of it. For the build and for tests: the
// program does not need it.
import compile from 'icu-minify/compile';
import { IntlMessageFormat } from 'intl-messageformat';
import de from './de.ts';
import deLater from './de-later.ts';
import en, { type Catalogue } from './en.ts';
import enLater, { type LaterCatalogue } from './en-later.ts';

/** All but English, by their names. */
export const CATALOGUES: { readonly [name: string]: Catalogue } = { de };
/** Of what is fetched later. */
export const LATER_CATALOGUES: { readonly [name: string]: LaterCatalogue } = { de: deLater };

/** Every file of messages, by its name in this folder. */
export const FILES: { readonly [file: string]: Rooms } = {
  en,
  'en-later': enLater,
  ...CATALOGUES,
  ...Object.fromEntries(Object.entries(LATER_CATALOGUES).map(([name, catalogue]) => [`${name}-later`, catalogue])),
};

type Part = ReturnType<IntlMessageFormat['getAst']>[number];

/** Arguments and elements of a message, sorted. Throws a SyntaxError where it is no message. */
export function namesIn(message: string): string[] {
  const names = new Set<string>();
  const look = (parts: readonly Part[]) => {
    for (const part of parts) {
      // An argument has a value that names it; plain text is no argument, nor is the # within a plural.
      if ('value' in part && part.type !== 0) names.add(part.type === 8 ? `<${part.value}>` : part.value);
      if ('options' in part) for (const { value } of Object.values(part.options)) look(value);
      if ('children' in part) look(part.children);
    }
  };
  look(new IntlMessageFormat(message, 'en').getAst());
  return [...names].sort();
}

export type Rooms = { readonly [room: string]: { readonly [key: string]: string } };

/** A line for each message that is missing, unknown, no message, or asks for something else than the English one does. */
export function faultsOf(others: Rooms, rooms: Rooms = en): string[] {
  const faults: string[] = [];
  for (const [room, messages] of Object.entries(rooms)) {
    const found = others[room] ?? {};
    for (const [key, message] of Object.entries(messages)) {
      const other = found[key];
      if (other === undefined || other === '') {
        faults.push(`${room}.${key} is missing`);
        continue;
      }
      try {
        const [wanted, has] = [namesIn(message).join(', '), namesIn(other).join(', ')];
        if (wanted !== has)
          faults.push(`${room}.${key} has ${has || 'nothing'} to fill in, not ${wanted || 'nothing'}`);
      } catch (error) {
        faults.push(`${room}.${key} is no message: ${(error as Error).message}`);
      }
    }
    for (const key of Object.keys(found)) if (!(key in messages)) faults.push(`${room}.${key} is not in English`);
  }
  for (const room of Object.keys(others))
    if (!(room in rooms)) faults.push(`${room} is no room of the English catalogue`);
  return faults;
}

/** What is wrong with any of them. */
export const allFaults = (): string[] => [
  ...Object.entries(CATALOGUES).flatMap(([name, rooms]) => faultsOf(rooms).map((fault) => `${name}: ${fault}`)),
  ...Object.entries(LATER_CATALOGUES).flatMap(([name, rooms]) =>
    faultsOf(rooms, enLater).map((fault) => `${name}: ${fault}`),
  ),
];

/** Its messages as they are when they have been read, so that a browser need not know how to read them. */
export const compiled = (catalogue: Rooms): object => mapValues(catalogue, (messages) => mapValues(messages, compile));

const mapValues = <From, To>(record: { readonly [key: string]: From }, map: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
