// Long answers on their way out: the text of each is made a piece at a time, when whoever reads it has room for another. So an answer
// of a million lines takes no more memory than one of a thousand, and its reader may be as slow as they like.

/** Characters of a piece; the last one may be shorter, and one longer by a line. */
export const PIECE_LENGTH = 64 * 1024;
/** Characters made in one step: some 0.1 ms. */
const STEP_LENGTH = 4 * 1024;
/** What is asked to go on that is not under way (any more). */
export const NOT_TOLD = 'NOT_TOLD';

export interface Piece {
  text: string;
  isLast: boolean;
}

/** Whose answer it is. */
interface Asked {
  /** Above 0; tells it from the others that are under way. */
  number: number;
  site: { id: number };
}

/** What an answer's text is made of; undefined: making the next takes a while longer, and others may have a turn. */
export type Texts = Iterator<string | undefined>;

export interface Tellings<Question extends Asked> {
  /** The beginning of an answer. Unless it is the last piece, the rest waits to be asked for. */
  begin(question: Question, texts: Texts): Promise<Piece>;
  /** What follows. Rejects when there is nothing of this number (code NOT_TOLD), and as the making of it does: then no more follows. */
  more(number: number): Promise<Piece>;
  /** Nobody reads on. */
  letGo(number: number): void;
  /** The site is gone, and what was to be told of it. */
  forget(siteId: number): void;
}

/** `take` takes all steps of a question, in turns with others', and rejects where it has to end. */
export function createTellings<Question extends Asked>(
  take: (question: Question, steps: Iterator<unknown>) => Promise<void>,
): Tellings<Question> {
  const underWay = new Map<number, { question: Question; texts: Texts }>();

  async function tell(question: Question, texts: Texts): Promise<Piece> {
    const piece = { text: '', isLast: false };
    await take(question, stepsOf(piece, texts));
    return piece;
  }

  return {
    async begin(question, texts) {
      const piece = await tell(question, texts);
      if (!piece.isLast) underWay.set(question.number, { question, texts });
      return piece;
    },
    async more(number) {
      const telling = underWay.get(number);
      if (!telling) throw Object.assign(new Error('this answer is not told any more'), { code: NOT_TOLD });
      const { question, texts } = telling;
      try {
        const piece = await tell(question, texts);
        if (piece.isLast) underWay.delete(number);
        return piece;
      } catch (error) {
        underWay.delete(number);
        throw error;
      }
    },
    letGo: (number) => void underWay.delete(number),
    forget(siteId) {
      for (const [number, { question }] of underWay) if (question.site.id === siteId) underWay.delete(number);
    },
  };
}

function* stepsOf(piece: Piece, texts: Texts): Generator<void> {
  for (let stepEnd = STEP_LENGTH; ; ) {
    const { value: text, done } = texts.next();
    if (done) {
      piece.isLast = true;
      return;
    }
    if (text !== undefined) piece.text += text;
    if (piece.text.length >= PIECE_LENGTH) return;
    if (text !== undefined && piece.text.length < stepEnd) continue;
    stepEnd = piece.text.length + STEP_LENGTH;
    yield;
  }
}
