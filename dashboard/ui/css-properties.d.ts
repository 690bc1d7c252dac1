// React's style props take our own custom properties too: numbers that a stylesheet computes with.
import 'react';

declare module 'react' {
  interface CSSProperties {
    [property: `--${string}`]: number | string;
  }
}
