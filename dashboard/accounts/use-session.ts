// Who is signed in, and the deeds that change it.
import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { ApiError } from '../api-error.ts';
import { queryClient, SESSION_KEY } from '../query-client.ts';

export type Session =
  | { state: 'signed_in'; email: string; simulated: boolean }
  | { state: 'sign_in_first' }
  | { state: 'set_up_first' };

async function readSession(): Promise<Session> {
  try {
    return { state: 'signed_in', ...(await api.session()) };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    return { state: error.code === 'set_up_first' ? 'set_up_first' : 'sign_in_first' };
  }
}

export function useSession() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: readSession,
    staleTime: 300_000,
    // The server is away (restarting, most likely): keep asking, so that nobody has to reload the page.
    refetchInterval: (query) => (query.state.status === 'error' ? 3_000 : false),
  });
}

const begin = (session: { email: string; simulated: boolean }) =>
  queryClient.setQueryData<Session>(SESSION_KEY, { state: 'signed_in', ...session });

export const useSignIn = () => useMutation({ mutationFn: api.signIn, onSuccess: begin, meta: { isSignIn: true } });

export const useSetUp = () => useMutation({ mutationFn: api.setUp, onSuccess: begin, meta: { isSignIn: true } });

export function useSignOut() {
  return useMutation({
    mutationFn: api.signOut,
    onSuccess() {
      queryClient.setQueryData<Session>(SESSION_KEY, { state: 'sign_in_first' });
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
    },
  });
}
