// Says what changes all the time to those who listen to the page: at most every 15 s, so that it can be followed and does
// not shout.
import { useEffect, useRef, useState } from 'react';
import hidden from './hidden.module.css';

const SAY_EVERY_MS = 15_000;

export function Announcement({ text }: { text: string }) {
  const [said, setSaid] = useState(text);
  const saidAt = useRef(Date.now());

  useEffect(() => {
    const say = () => {
      saidAt.current = Date.now();
      setSaid(text);
    };
    const timer = setTimeout(say, Math.max(0, saidAt.current + SAY_EVERY_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <p role="status" aria-live="polite" className={hidden.hidden} data-announcement>
      {said}
    </p>
  );
}
