// The cache of everything that is not live. A 401 from anywhere means that the session has ended: the question «who is
// signed in» is asked again, and its answer brings the sign-in page.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';

export const SESSION_KEY = ['session'];

function noticeSignOut(error: Error) {
  if (error instanceof ApiError && error.status === 401) {
    void queryClient.invalidateQueries({ queryKey: SESSION_KEY });
  }
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({
    onError: (error, _, __, mutation) => mutation.meta?.isSignIn || noticeSignOut(error),
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A refusal is an answer; only what may pass by itself is asked again.
      retry: (failures, error) =>
        failures < 3 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      networkMode: 'always', // a browser without internet still reaches the server on its own machine
    },
    mutations: { networkMode: 'always' },
  },
});
