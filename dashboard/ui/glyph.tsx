// A small picture beside a value that has one: a country's flag, a kind of device. It says nothing that the words do not say.
import { Gamepad2, Monitor, MonitorSmartphone, Smartphone, Tablet, Tv, Watch } from 'lucide-react';
import { basePath } from '../base-path.ts';
import styles from './glyph.module.css';

/** Where the server has the flags: files of their own, under a name that changes with them. Set by the build. */
declare const FLAGS_FOLDER: string;

const DEVICES = {
  console: Gamepad2,
  desktop: Monitor,
  mobile: Smartphone,
  other: MonitorSmartphone,
  tablet: Tablet,
  tv: Tv,
  wearable: Watch,
} as const;

export function Glyph({ dimension, value }: { dimension: string; value: string }) {
  if (dimension === 'country') return <Flag country={value} />;
  if (dimension !== 'device') return null;
  const Device = DEVICES[Object.hasOwn(DEVICES, value) ? (value as keyof typeof DEVICES) : 'other'];
  return <Device className={styles.device} aria-hidden="true" />;
}

/** Room for one where there is none, so that the names begin below each other. */
const Flag = ({ country }: { country: string }) =>
  /^[A-Z]{2}$/.test(country) ? (
    <img
      className={styles.flag}
      src={`${basePath}${FLAGS_FOLDER}/${country}.svg`}
      alt=""
      width="18"
      height="12"
      loading="lazy"
      decoding="async"
    />
  ) : (
    <span className={styles.flag} />
  );
