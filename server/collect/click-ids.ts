// The parameters that advertisers, networks and mailers hang on to a link to recognise who clicked. That one is there says
// what kind of link it was; its value is never read and never kept.
import type { Channel } from './source.ts';

export interface ClickId {
  /** Who adds it, as in known-sources.ts; '' when it serves senders of many names. */
  source: string;
  /** `paid`: only clicks on advertisements carry it. Others: any link shared there does. */
  channel: Channel;
}

/** Parameter → what it says. Names are compared as written: nobody spells them otherwise. */
export const CLICK_IDS: ReadonlyMap<string, ClickId> = new Map(
  Object.entries({
    gclid: { source: 'Google', channel: 'paid' },
    gbraid: { source: 'Google', channel: 'paid' },
    wbraid: { source: 'Google', channel: 'paid' },
    gad_source: { source: 'Google', channel: 'paid' },
    gad_campaignid: { source: 'Google', channel: 'paid' },
    dclid: { source: 'Google Ads', channel: 'paid' },
    msclkid: { source: 'Bing', channel: 'paid' },
    ttclid: { source: 'TikTok', channel: 'paid' },
    twclid: { source: 'X', channel: 'paid' },
    li_fat_id: { source: 'LinkedIn', channel: 'paid' },
    rdt_cid: { source: 'Reddit', channel: 'paid' },
    ScCid: { source: 'Snapchat', channel: 'paid' },
    qclid: { source: 'Quora', channel: 'paid' },
    yclid: { source: 'Yandex', channel: 'paid' },
    ysclid: { source: 'Yandex', channel: 'search' },
    tblci: { source: 'Taboola', channel: 'paid' },
    dicbo: { source: 'Outbrain', channel: 'paid' },
    // On every link that leaves Facebook or Instagram, paid or not (since 2018).
    fbclid: { source: 'Facebook', channel: 'social' },
    igsh: { source: 'Instagram', channel: 'social' },
    igshid: { source: 'Instagram', channel: 'social' },
    mc_eid: { source: 'Mailchimp', channel: 'email' },
    mc_cid: { source: 'Mailchimp', channel: 'email' },
    mkt_tok: { source: '', channel: 'email' },
    _hsenc: { source: '', channel: 'email' },
  } satisfies { [parameter: string]: ClickId }),
);
