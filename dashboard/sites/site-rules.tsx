// What a site does not want counted, and whom it tells apart: saved as a whole, and put back by a word.
import { useEffect, useRef, useState } from 'react';
import type { Site, SiteRules } from '../../server/contract/browser.ts';
import { ExplainedChoice } from '../ui/explained-choice.tsx';
import { Form, Lines } from '../ui/form.tsx';
import { WordButton } from '../ui/word-button.tsx';
import { DontCountLink } from './dont-count-link.tsx';
import { objectionTo, RULE_LISTS, type RuleList, type RulesText, rulesOf, textOf } from './rules-text.ts';
import styles from './site-rules.module.css';
import { useChangeSite } from './use-sites.ts';

const LISTS: { [list in RuleList]: { label: string; hint: string } } = {
  allowedHosts: {
    label: 'Hosts that count',
    hint: 'One per line; *.example.com is every host below that one. Hits from any other host do not count. Empty: any host counts.',
  },
  excludedAddresses: {
    label: 'Addresses that do not count',
    hint: 'One per line: 192.0.2.7, or a range such as 192.0.2.0/24 or 2001:db8::/32. Yours may change from day to day; the link below leaves your own device out wherever it is.',
  },
  excludedPaths: {
    label: 'Paths that do not count',
    hint: 'One per line: /drafts/*, as a report shows it or the address bar. The * stands for anything.',
  },
  excludedCountries: {
    label: 'Countries that do not count',
    hint: 'One per line, in two letters: DE.',
  },
};

const VISITOR_IDS = [
  {
    value: 'always',
    word: 'always',
    meaning: 'Everybody is told apart for a day, those too whose browser asks for privacy.',
  },
  {
    value: 'unless_refused',
    word: 'unless refused',
    meaning:
      'Whoever asks for privacy (Global Privacy Control, Do Not Track) gets no id: their pageviews count, visitors and visits do not.',
  },
  {
    value: 'never',
    word: 'never',
    meaning: 'Nobody gets an id: there are pageviews, but no visitors and visits. Live, every open page is a visitor.',
  },
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
        button="Save what counts"
        isBusy={changeSite.isPending}
        onSubmit={() => save(text, 'Saved.')}
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
          legend="Visitor ids"
          hint="An id is made anew each day from a secret that is then deleted. No address is kept, and nothing is stored on a reader’s device."
          options={VISITOR_IDS}
          chosen={text.visitorIds}
          onChoose={(visitorIds) => edit({ visitorIds })}
        />
      </Form>
      <p className={styles.saved}>
        <span role="status">{saved && !draft && saved.word}</span>{' '}
        {saved && !draft && <WordButton onClick={() => save(textOf(saved.before), 'Put back.')}>Undo</WordButton>}
      </p>
    </div>
  );
}
