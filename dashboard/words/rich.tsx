// Elements that messages are marked up with: `<code>/setup</code>`, `<b>…</b>`.
import type { ReactNode } from 'react';

export const code = (text: ReactNode) => <code>{text}</code>;
export const b = (text: ReactNode) => <b>{text}</b>;
export const bdi = (text: ReactNode) => <bdi>{text}</bdi>;
