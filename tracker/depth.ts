// How far down the page the window reaches.

/**
 * The lower edge of the window in % of the page's height as it is now: an integer, 0–100. A page that scrolls in an
 * element of its own is as high as the window, and seen in full at once. In a page that has made nonsense of these, 0.
 */
export const depth = (): number =>
  // Zoomed windows end at fractions of a pixel, a bouncing one in Safari below the page, one in quirks mode anywhere.
  Math.min(100, 0.5 + (100 * (scrollY + innerHeight)) / document.documentElement.scrollHeight) | 0;
