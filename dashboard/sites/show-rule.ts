// Leads from a reason to the list that decides it, which is among the site's settings.
import { useLocation } from 'wouter';
import { pages } from '../base-path.ts';
import type { RuleList } from './rules-text.ts';

export function useShowRule(host: string): (list: RuleList) => void {
  const [, navigate] = useLocation();
  return (list) => navigate(`${pages.settings(host, 'counts')}#${list}`);
}
