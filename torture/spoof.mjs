// Row 18: visitors who claim to be somebody else, in four ways to stand on the internet; and readers whose addresses, user agents
// and secrets would be recognised anywhere, looked for in every byte that was written. Whom a hit was attributed to is told by
// its visitor id: the same sender must get the same one, whatever else the head says.

import { CLIENTS, forge } from './spoof-forged.mjs';
import { findCanaries } from './spoof-traces.mjs';

export const name = 'spoof';
export const row = 18;
export const minutes = 2;
export const title = 'forged addresses in four topologies, and canaries in every byte at rest';
export const target =
  '0 of 10,000 forged hits misattributed; 0 canary bytes in the database, WAL, backup and log; forgotten salts in 0 files';

/** @param {import('./harness.mjs').Context} context */
export async function run(context) {
  const count = context.size(2_500, 200);
  const topologies = {
    direct: { trust: '', proxies: 0, count },
    oneProxy: { trust: 'loopback', proxies: 1, count },
    twoProxies: { trust: 'loopback', proxies: 2, count },
    notCloudflare: { trust: 'cloudflare', proxies: 0, count },
  };
  /** @type {Record<string, Awaited<ReturnType<typeof forge>>>} */
  const told = {};
  for (const [where, topology] of Object.entries(topologies)) {
    told[where] = await forge(context, topology);
    context.say(`${where}: ${told[where].misattributed} of ${told[where].forged} misattributed`);
  }
  // Whoever believes everybody is deceived: the same check must say so.
  const believer = await forge(context, { trust: '0.0.0.0/1,128.0.0.0/1', proxies: 0, count: 100 });
  const { control: searched, ...canaries } = await findCanaries(context);

  const sum = (key) => Object.values(told).reduce((total, numbers) => total + numbers[key], 0);
  const apart = Object.values(told).every(({ toldApart }) => toldApart === CLIENTS);
  const { forged, misattributed, refused } = {
    forged: sum('forged'),
    misattributed: sum('misattributed'),
    refused: sum('refused'),
  };
  const control = {
    misattributedByBeliever: believer.misattributed,
    ...searched,
    passed: believer.misattributed > 0 && searched.passed,
  };
  return {
    forged,
    misattributed,
    refused,
    topologies: told,
    ...canaries,
    reached: `${misattributed} of ${forged} misattributed; ${canaries.traces} traces of ${canaries.canaries} canaries and ${canaries.salts} salts in ${canaries.filesSearched} files and ${canaries.logBytes} bytes of log; ${canaries.saltsNotForgotten} salts not forgotten`,
    control,
    passed:
      misattributed + refused + canaries.traces + canaries.saltsNotForgotten + canaries.idsThatTell === 0 &&
      apart &&
      canaries.exitCode === 0 &&
      control.passed,
  };
}
