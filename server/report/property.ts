// The properties of an event, as they are stored.

/** The property as text; '' of an object without it, and of none (''). */
export function readProperty(json: string, key: string): string {
  if (json === '') return '';
  const properties: { [key: string]: unknown } = JSON.parse(json);
  return Object.hasOwn(properties, key) ? String(properties[key]) : '';
}
