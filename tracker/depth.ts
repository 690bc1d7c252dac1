// How far down the page the window reaches.

/**
 * The lower edge of the window in % of the page's height as it is now, 0–100. A page that scrolls in an element of its
 * own is as high as the window, and seen in full at once. What is no number, in a page that has replaced these, is 0.
 */
export const depth = (): number =>
  // Zoomed windows end at fractions of a pixel, and Safari's bounce at the end.
  Math.min(100, 0.5 + (100 * (scrollY + innerHeight)) / document.documentElement.scrollHeight) | 0;
