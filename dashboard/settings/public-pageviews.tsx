// Whether a site tells anybody how many views its pages have had, with the line to ask by.
import type { Site } from '../../server/contract/browser.ts';
import { CopyBox } from '../ui/copy-box.tsx';
import { laterWords } from '../words/later.ts';
import { PublicSetting } from './public-setting.tsx';

const t = laterWords('settings');

export const PublicPageviews = ({ site }: { site: Site }) => (
  <PublicSetting
    site={site}
    setting="publicPageviews"
    legend={t('viewsLegend')}
    hint={t('viewsHint')}
    owner={t('ownerViews')}
    everybody={{ word: t('everybodyViews'), meaning: t('everybodyViewsMeans') }}
  >
    <CopyBox label={t('viewsLabel')} text={site.pageviewsUrl} deed={t('viewsCopy')} rows={2} />
  </PublicSetting>
);
