// An example as a line for the shell. Pure.
import type { Example, Operation } from '../route-docs.ts';

/** Stands in lines of curl where the address of the server belongs. */
export const SERVER = '{server}';

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** Path and query of an example, beginning with a slash. */
export function pathOf(path: string, { params = {}, query }: Pick<Example, 'params' | 'query'>): string {
  const filled = path.replace(/:(\w+)|\*/g, (_, name = 'file') => encodeURIComponent(params[name] ?? `:${name}`));
  return query === undefined ? filled : `${filled}?${new URLSearchParams(query)}`;
}

/** Headers that an example is sent with, the type of its body included. */
export function headersOf({ body, headers = {} }: Example): { [name: string]: string } {
  return body === undefined || 'content-type' in headers ? headers : { 'content-type': 'application/json', ...headers };
}

/** The body as it is sent. */
export const bodyOf = ({ body }: Example) => (typeof body === 'string' ? body : JSON.stringify(body));

/** What makes a session keeps its cookie in a file, and whatever needs one takes it from there. */
export function curl({ method, path, access }: Operation, example: Example): string {
  const makesSession = method === 'POST' && ['/api/session', '/api/setup'].includes(path);
  const isImplied = method === (example.body === undefined ? 'GET' : 'POST');
  const command = [
    'curl',
    ...(example.events === undefined ? [] : ['-N']),
    ...(isImplied ? [] : [`-X ${method}`]),
    ...(makesSession ? ['-c cookies.txt'] : []),
    ...(access === 'person' && !example.isSignedOut ? ['-b cookies.txt'] : []),
    quoted(SERVER + pathOf(path, example)),
  ];
  return [
    command.join(' '),
    ...Object.entries(headersOf(example)).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(example.body === undefined ? [] : [`-d ${quoted(bodyOf(example))}`]),
  ].join(' \\\n  ');
}
