// What a site does not want counted, and whom it tells apart: saved as a whole, and put back by a word.
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Site, SiteRules } from '../../server/contract/browser.ts';
import { DontCountLink } from '../sites/dont-count-link.tsx';
import { objectionTo, RULE_LISTS, type RuleList, type RulesText, rulesOf, textOf } from '../sites/rules-text.ts';
import { useChangeSite } from '../sites/use-sites.ts';
import { ExplainedChoice } from '../ui/explained-choice.tsx';
import { Form, Lines } from '../ui/form.tsx';
import { WordButton } from '../ui/word-button.tsx';
import { laterWords } from '../words/later.ts';
import styles from './site-rules.module.css';

const t = laterWords('settings');

const LISTS: { [list in RuleList]: { label: string; hint: string } } = {
  allowedHosts: { label: t('hostsLabel'), hint: t('hostsHint') },
  excludedAddresses: { label: t('addressesLabel'), hint: t('addressesHint') },
  excludedPaths: { label: t('pathsLabel'), hint: t('pathsHint') },
  excludedCountries: { label: t('countries'), hint: t('countriesHint') },
};

const VISITOR_IDS = [
  { value: 'always', word: t('idsAlways'), meaning: t('idsAlwaysMeans') },
  { value: 'unless_refused', word: t('idsUnless'), meaning: t('idsUnlessMeans') },
  { value: 'never', word: t('idsNever'), meaning: t('idsNeverMeans') },
] as const;

export function SiteRulesForm({ site }: { site: Site }) {
  const changeSite = useChangeSite(site.host);
  /** Null while nothing is edited: then the form shows what is so, whoever changed it. */
  const [draft, setDraft] = useState<RulesText | null>(null);
  const [sent, setSent] = useState<RulesText | null>(null);
  const [saved, setSaved] = useState<{ before: SiteRules; word: string } | null>(null);
  const section = useRef<HTMLDivElement>(null);
  const text = draft ?? textOf(site.rules);
  const objection = sent && objectionTo(sent, changeSite.error);

  // The entry at fault is selected, once, as soon as its list has been given the focus.
  const error = changeSite.error;
  useEffect(() => {
    const { list, place } = (sent && objectionTo(sent, error)) ?? {};
    if (!place) return;
    section.current?.querySelector<HTMLTextAreaElement>(`textarea[name="${list}"]`)?.setSelectionRange(...place);
  }, [sent, error]);

  // Who comes from a reason for which hits do not count is led to the list that decides it: …/settings/counts#excludedPaths
  useLayoutEffect(() => {
    const list = location.hash.slice(1);
    section.current?.querySelector<HTMLTextAreaElement>(`textarea[name="${CSS.escape(list)}"]`)?.focus();
  }, []);

  const edit = (part: Partial<RulesText>) => setDraft({ ...text, ...part });

  function save(typed: RulesText, word: string) {
    if (changeSite.isPending) return;
    const before = site.rules;
    setSent(typed);
    changeSite.mutate(
      { rules: rulesOf(typed) },
      {
        onSuccess() {
          setSaved({ before, word });
          setDraft((now) => (now === draft ? null : now)); // typed on meanwhile: kept
        },
      },
    );
  }

  return (
    <div ref={section} className={styles.rules}>
      <Form
        error={objection?.error ?? changeSite.error}
        fields={RULE_LISTS}
        button={t('saveCounts')}
        isBusy={changeSite.isPending}
        onSubmit={() => save(text, t('saved'))}
      >
        {RULE_LISTS.map((list) => (
          <Lines
            key={list}
            name={list}
            {...LISTS[list]}
            value={text[list]}
            onChange={(typed) => edit({ [list]: typed })}
          >
            {list === 'excludedAddresses' && <DontCountLink host={site.host} />}
          </Lines>
        ))}
        <ExplainedChoice
          legend={t('idsLegend')}
          hint={t('idsHint')}
          options={VISITOR_IDS}
          chosen={text.visitorIds}
          onChoose={(visitorIds) => edit({ visitorIds })}
        />
      </Form>
      <p className={styles.saved}>
        <span role="status">{saved && !draft && saved.word}</span>{' '}
        {saved && !draft && (
          <WordButton onClick={() => save(textOf(saved.before), t('putBack'))}>{t('undo')}</WordButton>
        )}
      </p>
    </div>
  );
}
