// Leads from a reason to the list that decides it: wherever on the page its form is, folded away or not.
import type { RuleList } from './rules-text.ts';

export function showRule(list: RuleList) {
  const field = document.querySelector<HTMLElement>(`textarea[name="${list}"]`);
  for (let outer = field?.closest('details'); outer; outer = outer.parentElement?.closest('details')) outer.open = true;
  field?.scrollIntoView({ block: 'center' });
  field?.focus({ preventScroll: true });
}
