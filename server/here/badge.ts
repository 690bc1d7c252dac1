// The badge: a small flat picture with a label and how many read now, made here, without fonts or pictures from elsewhere.
// Everything that is not ours in it (label, host, words) is text, escaped, and cannot reorder what stands beside it. Pure.
import { createHash } from 'node:crypto';

/** Longest text that is taken, before the number or about it, in characters. */
export const MAX_LABEL = 60;

const HEIGHT = 20;
const PADDING = 6;

/** Colours only; the reader's own scheme decides. Constant, so that the policy below can name it by its hash. */
const STYLE =
  '.l{fill:#e4e4e4}.n{fill:#222}.lt{fill:#141414}.nt{fill:#fff}' +
  '@media(prefers-color-scheme:dark){.l{fill:#3a3a3a}.n{fill:#e2e2e2}.lt{fill:#ededed}.nt{fill:#131313}}';

/** For whoever opens the badge as a page: it may do nothing but be looked at. */
export const BADGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; sandbox`;

/** What XML cannot hold, even escaped; line breaks; and what would turn the direction of the text around it. */
const UNFIT = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/gu;
const ENTITIES: { [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** As it may stand in XML, in text and in attributes. */
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** Pixels at 11 px in the usual sans-serif faces, about; the text is stretched or squeezed to exactly that. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/[iljtfrI.,:;|!'()[\] ]/.test(character)) width += 4;
    else if (/[mwMW@]/.test(character)) width += 10;
    else if (/[\p{Lu}\p{Nd}]/u.test(character)) width += 7;
    else if (
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Extended_Pictographic}]/u.test(
        character,
      )
    )
      width += 11;
    else width += /\p{M}/u.test(character) ? 0 : 6.3;
  }
  return Math.ceil(width);
}

function part(kind: 'l' | 'n', text: string, left: number): { svg: string; width: number } {
  const textWidth = widthOf(text);
  const width = textWidth + 2 * PADDING;
  const svg =
    `<rect class="${kind}" x="${left}" width="${width}" height="${HEIGHT}"/>` +
    `<text class="${kind}t" x="${left + PADDING}" y="14" textLength="${textWidth}" lengthAdjust="spacingAndGlyphs">${escaped(text)}</text>`;
  return { svg, width };
}

/** `label` stands before `text`, and may be empty: then there is only the text. Equal arguments make equal bytes. */
export function badge(label: string, said: string): string {
  const name = label.replace(UNFIT, ' ').trim();
  const text = said.replace(UNFIT, ' ').trim();
  const before = name === '' ? { svg: '', width: 0 } : part('l', name, 0);
  const after = part('n', text, before.width);
  const width = before.width + after.width;
  const title = escaped(name === '' ? text : `${name}: ${text}`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${title}">` +
    `<title>${title}</title><style>${STYLE}</style>` +
    `<g font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">${before.svg}${after.svg}</g></svg>\n`
  );
}
