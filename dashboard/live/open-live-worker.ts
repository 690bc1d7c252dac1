// Starts the shared worker, or finds the one that runs. Its address is the only script address that this page may make at run
// time: the content security policy demands that a policy vouches for it.
import workerUrl from './live-worker.ts?sharedworker&url';
import type { Port } from './tab-messages.ts';

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): {
    createScriptURL(url: string): string;
  };
}

const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('headcount', {
  createScriptURL(url) {
    if (url !== workerUrl) throw new TypeError('not a script of this dashboard');
    return url;
  },
});

export function openLiveWorker(onFailure: () => void): Port {
  // As a module it would need a newer browser; only Vite's own development server has it no other way.
  const type = import.meta.env.DEV ? 'module' : 'classic';
  const worker = new SharedWorker(policy?.createScriptURL(workerUrl) ?? workerUrl, { name: 'headcount live', type });
  worker.addEventListener('error', onFailure);
  return worker.port;
}
