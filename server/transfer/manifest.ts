// What a backup says of itself, and why a changed byte cannot hide: the database by its SHA-256, the manifest by a seal over
// its own text, which has to be letter for letter what this program would write.
import { createHash } from 'node:crypto';
import { z } from 'zod';

export const MANIFEST_FILE = 'manifest.json';
export const DATABASE_FILE = 'headcount.db';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

const Manifest = z.strictObject({
  /** Of the manifest and the folder; a program reads this one only. */
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** How many migrations had run. */
  schema: count,
  sqlite: z.string().regex(/^\d+\.\d+\.\d+$/),
  /** Of the database. */
  bytes: count,
  sha256,
  /** 0 when there is none. */
  lastHitId: count,
  hits: count,
});
export type Manifest = z.infer<typeof Manifest>;

const sealOf = (manifest: Manifest) => createHash('sha256').update(JSON.stringify(manifest)).digest('hex');

/** The file's content. */
export function writeManifest(manifest: Manifest): string {
  const ordered = Manifest.parse(manifest); // in the order of the schema
  return `${JSON.stringify({ ...ordered, seal: sealOf(ordered) }, undefined, 2)}\n`;
}

/** Undefined unless the text is, to the byte, what writeManifest() once wrote. */
export function readManifest(text: string): Manifest | undefined {
  try {
    const { seal: _, ...rest } = JSON.parse(text) as { [key: string]: unknown };
    const manifest = Manifest.parse(rest);
    return writeManifest(manifest) === text ? manifest : undefined;
  } catch {
    return undefined;
  }
}
