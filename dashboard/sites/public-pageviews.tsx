// Whether a site tells anybody how many views its pages have had, with the line to ask by.
import type { Site } from '../../server/contract/browser.ts';
import { CopyBox } from '../ui/copy-box.tsx';
import { PublicSetting } from './public-setting.tsx';

export const PublicPageviews = ({ site }: { site: Site }) => (
  <PublicSetting
    site={site}
    setting="publicPageviews"
    legend="Who may see how many views a page has had"
    hint="A number behind a post, of all time."
    owner="you alone"
    everybody={{
      word: 'anybody who asks',
      meaning: 'Anybody may ask how many views a page has had, and nothing else.',
    }}
  >
    <CopyBox label="Views of a page, as JSON" text={site.pageviewsUrl} deed="copy the address" rows={2} />
  </PublicSetting>
);
