// Turns what a page said into what is kept of it: one row to store, one arrival to show. Everything that identifies the
// sender ends here; only the visitor id goes on.
import { type Day, dateBefore, dayOf } from '../calendar.ts';
import type { Beat, Event, View } from '../contract/hit.ts';
import type { Arrival } from '../live/presence.ts';
import type { Site } from '../sites/sites.ts';
import type { HitRow } from '../store/hit-row.ts';
import { type Cardinality, type Dimension, OTHER } from './cardinality.ts';
import type { Device, DeviceReader } from './device.ts';
import { readLanguage } from './language.ts';
import { type Page, readPage } from './page-url.ts';
import type { Place, Places } from './place.ts';
import { isInternal, type Referrer, readReferrer } from './referrer.ts';
import type { Salts } from './salts.ts';
import { screenClass } from './screen.ts';
import { type Origin, readSource } from './source.ts';
import { visitorId } from './visitor-id.ts';

/** Who sent a hit. Never stored, never logged. */
export interface Sender {
  /** Undefined: not known, so that nobody can be told apart by it. */
  address: string | undefined;
  /** Undefined: nobody says, as when a server leaves it out. A browser without one sends ''. */
  userAgent: string | undefined;
  acceptLanguage: string | undefined;
  /** Asked not to be told apart: Global Privacy Control or Do Not Track. */
  wantsPrivacy: boolean;
  /** The browser fetched ahead; nobody may ever look. */
  isPrefetch: boolean;
  /** Sends no beats: a pixel, a server. */
  isSilent: boolean;
}

/** What is known of a hit before anybody is told apart. */
export interface Facts {
  page: Page;
  referrer: Referrer | undefined;
  origin: Origin;
  device: Device;
  place: Place;
}

export interface Enrich {
  look(hit: View | Event | Beat, site: Site, sender: Sender): Facts;
  row(hit: View | Event, site: Site, sender: Sender, facts: Facts, at: number): HitRow;
  /** `row`: of the same hit, when there is one. */
  arrival(hit: View | Beat, site: Site, sender: Sender, facts: Facts, at: number, row?: HitRow): Arrival;
}

export interface EnrichParts {
  salts: Pick<Salts, 'of' | 'forPresence' | 'ifKnown'>;
  readDevice: DeviceReader;
  places: Places;
  cardinality: Pick<Cardinality, 'admit'>;
}

interface SiteDay extends Day {
  timezone: string;
  dateBefore: string;
}

export function createEnrich({ salts, readDevice, places, cardinality }: EnrichParts): Enrich {
  /** A site's current day, looked up once per day and zone and not per hit. */
  const days = new Map<number, SiteDay>();

  function dayAt(site: Site, at: number): SiteDay {
    const known = days.get(site.id);
    if (known && known.timezone === site.timezone && at >= known.start && at < known.end) return known;
    const found = dayOf(site.timezone, at);
    const day = { ...found, timezone: site.timezone, dateBefore: dateBefore(found.date) };
    days.set(site.id, day);
    return day;
  }

  /** The value itself while a day's values can be told apart. */
  const keptOn = (site: Site, date: string, dimension: Dimension, value: string): string =>
    value === '' || cardinality.admit(site.id, date, dimension, value) ? value : OTHER;

  const isToldApart = (site: Site, { wantsPrivacy, address }: Sender): boolean =>
    address !== undefined &&
    (site.rules.visitorIds === 'always' || (site.rules.visitorIds !== 'never' && !wantsPrivacy));

  return {
    look(hit, site, sender) {
      const page = readPage(hit.u);
      const { campaign, clickId, host: pageHost } = page;
      const referrer = readReferrer(hit.k === 'event' ? undefined : hit.r);
      return {
        page,
        referrer,
        origin: readSource({ referrer, campaign, clickId, siteHost: site.host, pageHost }),
        device: readDevice(sender.userAgent ?? ''),
        place: places.of(sender.address ?? '', hit.k === 'view' ? hit.z : undefined),
      };
    },

    row(hit, site, sender, { page, referrer, origin, device, place }, at) {
      const { date } = dayAt(site, at);
      const salt = salts.of(date);
      const kept = (dimension: Dimension, value: string) => keptOn(site, date, dimension, value);
      const keptOrNone = (dimension: Dimension, value: string | undefined) =>
        value === undefined ? undefined : kept(dimension, value);

      const { address = '', userAgent = '' } = sender;
      const { campaign } = page;
      const isView = hit.k === 'view';
      return {
        siteId: site.id,
        at,
        kind: hit.k,
        pageInstance: hit.p,
        seq: hit.q,
        visitor: isToldApart(site, sender) ? visitorId(salt, site.id, address, userAgent) : undefined,
        host: kept('hostname', page.host),
        path: kept('page', page.path),
        referrer: keptOrNone('referrer', referrer?.url),
        campaign: {
          utm_source: keptOrNone('utm_source', campaign.utm_source),
          utm_medium: keptOrNone('utm_medium', campaign.utm_medium),
          utm_campaign: keptOrNone('utm_campaign', campaign.utm_campaign),
          utm_content: keptOrNone('utm_content', campaign.utm_content),
          utm_term: keptOrNone('utm_term', campaign.utm_term),
        },
        title: isView ? hit.t : undefined,
        viewportWidth: isView ? hit.w : undefined,
        timezone: isView ? hit.z : undefined,
        eventName: isView ? undefined : kept('event', hit.n),
        eventProps: isView ? undefined : keptProps(hit.d, kept),
        // An event does not say what brought its visitor; the view before it did.
        source: isView ? kept('source', origin.source) : '',
        channel: isView ? origin.channel : '',
        device: device.kind,
        browser: kept('browser', device.browser),
        browserVersion: kept('browser_version', device.browserVersion),
        os: kept('os', device.os),
        osVersion: kept('os_version', device.osVersion),
        country: place.country,
        region: kept('region', place.region),
        city: kept('city', place.city),
        language: kept('language', readLanguage(sender.acceptLanguage)),
        screen: screenClass(isView ? hit.w : undefined),
      };
    },

    arrival(hit, site, sender, { page, referrer, origin, device, place }, at, row) {
      const day = dayAt(site, at);
      const { address = '', userAgent = '' } = sender;
      const isPerson = isToldApart(site, sender);
      const kept = (dimension: Dimension, value: string) => keptOn(site, day.date, dimension, value);
      const isFromElsewhere = referrer !== undefined && !isInternal(referrer, site.host, page.host);
      const idFrom = (salt: Buffer) => visitorId(salt, site.id, address, userAgent);
      /** Made when somebody asks for the first time: it costs as much as the id itself. */
      let previous: string | undefined;
      return {
        siteId: site.id,
        page: hit.p,
        // Who does not want to be told apart is present as a page, not as a person.
        visitor: row?.visitor ?? (isPerson ? idFrom(salts.forPresence(day.date)) : hit.p),
        previousVisitor() {
          const yesterday = isPerson ? salts.ifKnown(day.dateBefore) : undefined;
          if (yesterday) previous ??= idFrom(yesterday);
          return previous;
        },
        path: row?.path ?? kept('page', page.path),
        // A page of the site itself says nothing about what brought them.
        referrer: isFromElsewhere ? (row?.referrer ?? kept('referrer', referrer.url)) : '',
        source: row?.source ?? kept('source', origin.source),
        country: place.country,
        device: device.kind,
        campaign: row ? (row.campaign.utm_campaign ?? '') : kept('utm_campaign', page.campaign.utm_campaign ?? ''),
        by: hit.k,
        reading: hit.k === 'beat' && hit.a !== undefined ? hit.a === 1 : undefined,
        inferred: sender.isSilent,
        at,
        engagement: hit.k === 'beat' && hit.e !== undefined ? { engagedMs: hit.e, scrollDepth: hit.y ?? 0 } : undefined,
      };
    },
  };
}

/** A name or a value beyond its limit becomes `(other)`; a flood of the one takes nothing from the other. */
function keptProps(props: Event['d'], kept: (dimension: Dimension, value: string) => string): Event['d'] {
  if (props === undefined) return undefined;
  const entries = Object.entries(props).map(([name, value]) => {
    return [kept('prop', name), kept('prop_value', `${name}=${value}`) === OTHER ? OTHER : value] as const;
  });
  return Object.fromEntries(entries);
}
