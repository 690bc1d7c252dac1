// `data-track="outbound downloads forms 404"`: what the script reports by itself, and only when its tag asks for it.
import { report } from './events.ts';
import { listen } from './listen.ts';
import { tag } from './tag.ts';

const track = (name: string, properties?: object): void => {
  if (tag.dataset.track?.includes(name)) report(name, properties);
};

const isFile = (path: string): boolean => /\.(pdf|zip|gz|dmg|exe|mp[34]|epub|csv|docx?|xlsx?)$/i.test(path);

const noticeLink = (event: Event): void => {
  // Also in the shadow tree of a component. What has no `href` in there is no 
  const { host, pathname, attributes } = event.composedPath().find((node) => (node as HTMLAnchorElement).href) as HTMLAnchorElement;
  const url = { url: host + pathname };
  // `auxclick` is a click of any other button than the first; the middle one opens the link, in a new tab.
  if (host && (event as MouseEvent).button < 2) {
    if ((attributes as never as Record<string, Attr>).download || /\.(pdf|zip|gz|dmg|exe|mp[34]|epub|csv|docx?|xlsx?)$/i.test(pathname)) track('download', url);
    if (host !== location.host) track('outbound', url);
  }
};

const noticeForm = (event: Event): void => {
  // Never `form.id`, which is the field that goes by this name, if there is one:
  // https://html.spec.whatwg.org/multipage/forms.html#the-form-element
  const { id, name, action } = (event.target as Element).attributes as never as Record<string, Attr | undefined>;
  track('form', { form: (id || name || action)?.value.split('?')[0] });
};

/** From now on, reports what there is to report. */
export const watchActions = (): void => {
  listen('click auxclick', noticeLink, true);
  listen('submit', noticeForm, true);
  // The first entry is the document's own. 404 in Chromium and Firefox; Safari does not tell.
  // https://developer.mozilla.org/en-US/docs/Web/API/PerformanceResourceTiming/responseStatus
  track((performance.getEntries()[0] as any).responseStatus);
};
