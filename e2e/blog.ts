// A static blog of three pages and a single-page app, served as any web server would serve it, each page with the snippet
// that the dashboard showed.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Blog {
  port: number;
  /** The tag that every page carries from now on. */
  paste(snippet: string): void;
  close(): Promise<void>;
}

const PAGES: Record<string, string> = {
  '/': '<h1>Home</h1><a href="/two">Two</a> <a href="/three">Three</a>',
  '/two': '<h1>Two</h1><a href="/three">Three</a>',
  '/three': '<h1>Three</h1><a href="/">Home</a>',
  // As the routers of frameworks do it: push, and then replace with the same address.
  '/app': `<h1>App</h1><button>Next</button>
    <script>
      document.querySelector('button').onclick = () => {
        history.pushState({}, '', '/app/chapter');
        history.replaceState({ scroll: 0 }, '', '/app/chapter');
      };
    </script>`,
};

export async function startBlog(): Promise<Blog> {
  let snippet = '';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://blog');
    const page = PAGES[pathname] ?? (pathname === '/favicon.ico' ? '' : undefined);
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><html lang="en"><head><title>A blog</title>${snippet}</head><body>${page ?? ''}</body></html>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    paste(tag) {
      snippet = tag;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
