// The deeds on one's own account, and where it is signed in.
import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { queryClient } from '../query-client.ts';

const SESSIONS_KEY = ['sessions'];
const readAnew = () => queryClient.invalidateQueries({ queryKey: SESSIONS_KEY });

export const useSessions = () => useQuery({ queryKey: SESSIONS_KEY, queryFn: api.sessions, staleTime: 0 });

/** A wrong guess is answered 401, which here does not mean that this session has ended. */
export const useChangePassword = () =>
  useMutation({ mutationFn: api.changePassword, onSuccess: readAnew, meta: { isSignIn: true } });

export const useSignOutElsewhere = () => useMutation({ mutationFn: api.signOutElsewhere, onSuccess: readAnew });
