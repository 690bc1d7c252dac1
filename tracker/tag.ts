// What the script's own tag says: the site it counts for and the server it came from.

export let tag: HTMLScriptElement;
export let site: string;
/** Where to post. */
export let collector: string;
/** Without `data-local`: what is nobody's visit is not to be counted. */
export let isStrict: boolean;

/** Fills the four above. Throws when no tag of the page can be told to be ours: then there is nobody to count for. */
export const readTag = (): void => {
  // `currentScript` is null in a module, and in a script that a tag manager evaluates:
  // https://html.spec.whatwg.org/multipage/dom.html#dom-document-currentscript
  tag = (document.currentScript ?? document.querySelector('script[data-site]')) as HTMLScriptElement;
  isStrict = tag.dataset.local == null;
  site = tag.dataset.site || location.hostname;
  // Beside the script, whatever its query (`?v=2`). The server writes its collect path over this when it serves it.
  collector = new URL('%COLLECT%', tag.src).href;
};
