// How wide the page's window was, in five classes: enough to know what to design for, too little to tell people apart.

export type ScreenClass = '' | 'xs' | 'sm' | 'md' | 'lg' | 'xl';

/**
 * By the viewport's width in CSS pixels: `xs` below 576 (a phone upright), `sm` below 768 (a phone on its side), `md` below
 * 1,024 (a tablet), `lg` below 1,440 (a laptop), `xl` from there on; '' when the width is absent, nought or no width.
 */
export function screenClass(viewportWidth: number | undefined): ScreenClass {
  if (viewportWidth === undefined || !(viewportWidth > 0)) return '';
  if (viewportWidth < 576) return 'xs';
  if (viewportWidth < 768) return 'sm';
  if (viewportWidth < 1024) return 'md';
  return viewportWidth < 1440 ? 'lg' : 'xl';
}
