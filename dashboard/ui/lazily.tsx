// Parts of the page that are fetched when they are shown. Where one cannot be fetched, because the server has another version by now
// and the old files are gone, the page says so and loads itself anew; once, so that it does not turn in circles.
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { basePath } from '../base-path.ts';

/** `hasNewVersion`: the server has another page than this one. `forget` it before the part is shown again: React remembers. */
export class NotLoaded extends Error {
  readonly hasNewVersion: boolean;
  readonly forget: () => void;
  constructor(hasNewVersion: boolean, forget: () => void) {
    super('a part of the page could not be fetched');
    this.hasNewVersion = hasNewVersion;
    this.forget = forget;
  }
}

const ownEntry = () => document.querySelector<HTMLScriptElement>('script[type="module"]')?.src.split('/').at(-1) ?? '';

async function isThereNewVersion(): Promise<boolean> {
  const page = await fetch(basePath, { cache: 'no-store' }).then(
    (response) => (response.ok ? response.text() : null),
    () => null, // no connection, or no server
  );
  return page !== null && !page.includes(ownEntry());
}

export function lazily<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) {
  const make = (): LazyExoticComponent<ComponentType<Props>> =>
    lazy(() =>
      load().catch(async () => {
        throw new NotLoaded(await isThereNewVersion(), () => {
          current = make();
        });
      }),
    );
  let current = make();
  return (props: Props) => {
    const Part = current;
    // biome-ignore lint/suspicious/noExplicitAny: a lazy component's own props, which the compiler cannot follow through lazy()
    return <Part {...(props as any)} />;
  };
}
