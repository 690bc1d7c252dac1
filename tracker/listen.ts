// One way to listen: on the window, which every event of interest reaches.
import { quietly } from './quietly.ts';

/**
 * Calls `act` at each event of these types, named in one string; what it throws stays in here. `first`: on the way down
 * to the target, before any listener of the page, since those may stop the event. None can hold up scrolling.
 */
export const listen = (types: string, act: (event: Event) => void, first?: boolean): void => {
  types.split(' ').map((type) => addEventListener(type, quietly(act), first));
};
