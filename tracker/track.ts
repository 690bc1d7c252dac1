// `data-track="outbound downloads forms 404"`: what the script reports by itself, if its tag asks for it.
import { report } from './events.ts';
import { listen } from './listen.ts';
import { tag } from './tag.ts';

/** Reports the event whose name stands in `data-track`. */
const track = (name: string, properties?: object): void => {
  if (tag.dataset.track?.includes(name)) report(name, properties);
};

/** An element's attributes by name. Its properties go by the name of a form's fields, these do not. */
type Attributes = Record<string, Attr | undefined>;

const noticeLink = (event: Event): void => {
  // In the shadow tree of a component, too. Where there is no link in the path, this throws, and that is the end of it.
  const { host, pathname, attributes } = event
    .composedPath()
    .find((node) => (node as HTMLAnchorElement).href) as HTMLAnchorElement;
  // No query: it is the place for tokens and addresses.
  const link = { url: host + pathname };
  // `mailto:` and the like have no host. `auxclick` tells of every other button; the middle one opens a tab:
  // https://w3c.github.io/pointerevents/#auxclick
  if (host && (event as MouseEvent).button < 2) {
    if (
      (attributes as never as Attributes).download ||
      /\.(pdf|zip|gz|dmg|exe|mp[34]|epub|csv|docx|xlsx)$/i.test(pathname)
    )
      track('download', link);
    if (host !== location.host) track('outbound', link);
  }
};

const noticeForm = (event: Event): void => {
  // `form.name` would be the field of this name, if there is one:
  // https://html.spec.whatwg.org/multipage/forms.html#dom-form-nameditem
  const { id, name, action } = (event.target as Element).attributes as never as Attributes;
  track('form', { form: (id || name || action)?.value.split('?')[0] });
};

/** From now on, reports what there is to report, also of a click that a listener further down stops or prevents. */
export const watchActions = (): void => {
  listen('submit', noticeForm, true);
  listen('click auxclick', noticeLink, true);
  // The first entry is the document's own, from time 0. In Safari it says nothing about the status:
  // https://developer.mozilla.org/en-US/docs/Web/API/PerformanceResourceTiming/responseStatus
  track((performance.getEntries()[0] as PerformanceNavigationTiming).responseStatus as unknown as string);
};
