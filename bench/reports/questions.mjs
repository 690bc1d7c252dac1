// What is asked: visitors by one dimension, and all of a dashboard's page at once.
import { DAYS } from './made-hits.mjs';

export const DIMENSIONS = /** @type {const} */ ([
  ...['page', 'entry_page', 'exit_page', 'referrer', 'source', 'channel'],
  ...['utm_campaign', 'country', 'city', 'browser', 'os', 'device'],
]);

/** The last thirty days, and all ninety; `days` as numbers from 0 on. */
export const RANGES = /** @type {const} */ ({
  30: { range: [DAYS.lastThirty, DAYS.last], days: [DAYS.count - 30, DAYS.count - 1] },
  90: { range: [DAYS.first, DAYS.last], days: [0, DAYS.count - 1] },
});

/** A fifth of all visits are from there. */
export const COUNTRY = 'AA';
const FILTER = ['is', 'country', [COUNTRY]];

/** @typedef {{range: keyof typeof RANGES, isFiltered: boolean}} Over */

/** @param {Over} over */
const base = ({ range, isFiltered }) => ({ range: RANGES[range].range, filters: isFiltered ? [FILTER] : [] });

/** @param {Over & {dimension: string, limit: number, offset?: number}} asked */
export const breakdownOf = ({ dimension, limit, offset = 0, ...over }) => ({
  ...base(over),
  queries: [{ metrics: ['visitors'], dimensions: [dimension], limit, offset }],
});

const PANELS = ['page', 'entry_page', 'source', 'referrer', 'utm_campaign', 'country', 'browser', 'device'];

/** The figures, a chart by day, and eight tables. @param {Over} over */
export const wholePage = (over) => ({
  ...base(over),
  queries: [
    { metrics: ['visitors', 'visits', 'pageviews', 'views_per_visit', 'bounce_rate', 'visit_duration'] },
    { metrics: ['visitors', 'pageviews'], dimensions: ['time:day'] },
    ...PANELS.map((dimension) => ({ metrics: ['visitors', 'pageviews'], dimensions: [dimension], limit: 10 })),
  ],
});
