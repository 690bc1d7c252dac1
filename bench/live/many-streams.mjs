// Settings of a server that thousands of streams of one person and one address are opened to.
export const MANY_STREAMS = {
  MAX_STREAMS: '50000',
  MAX_STREAMS_PER_PERSON: '50000',
  MAX_STREAMS_PER_ADDRESS: '50000',
};
