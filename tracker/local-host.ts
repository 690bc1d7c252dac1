// Is this page on somebody's own machine? A blog under development must not count its author.

/**
 * True for localhost, *.localhost, 127.0.0.0/8 and [::1], and for the empty host of `file:`.
 * The names that begin with "127." and are no address are aliases of one (127.0.0.1.nip.io).
 */
export const isLocal = (): boolean => /^(127\.|\[::1]|$)|\blocalhost$/.test(location.hostname);
