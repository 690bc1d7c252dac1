// nginx, Caddy and HAProxy as docs/install.md says to set them up: the lines are taken from there, only addresses, ports and
// certificates are put in, and around them stands what Debian's packages bring along. Each runs in the foreground, with
// everything it writes in a folder of its own.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CannotRun, needTool } from './harness.mjs';
import { freePort } from './server.mjs';

const DOCUMENTED = readFileSync(fileURLToPath(new URL('../docs/install.md', import.meta.url)), 'utf8');
const READY_WITHIN_MS = 20_000;

/** @typedef {'nginx' | 'caddy' | 'haproxy'} ProxyName */

/**
 * @typedef {object} ProxyOptions
 * @property {string} folder an empty one
 * @property {number} target port of the server
 * @property {number} [timeoutSeconds] of silence after which it cuts a stream; else its own default (Caddy has none)
 * @property {string} [moreForNginx] lines for its `location`
 */

/** Where a program is, also for who has no sbin in the path. @param {ProxyName} name @returns {string} */
function find(name) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) throw new CannotRun(`${name} is missing. Install it: sudo apt-get install -y ${name}`);
  return found;
}

/** What a block of the documentation says. @param {RegExp} pattern @returns {string} */
function documented(pattern) {
  const found = pattern.exec(DOCUMENTED)?.[1];
  if (found === undefined) throw new Error(`docs/install.md no longer says ${pattern}`);
  return found;
}

/** Replaces what must be there. @param {string} text @param {[string, string][]} replacements */
function put(text, replacements) {
  return replacements.reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`docs/install.md no longer says ${from}`);
    return before.replaceAll(from, to);
  }, text);
}

/** Makes a certificate for localhost. @param {string} folder */
function makeCertificate(folder) {
  needTool('openssl', 'Install it: sudo apt-get install -y openssl');
  const [cert, key, both] = ['cert.pem', 'key.pem', 'both.pem'].map((name) => join(folder, name));
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const { status, stderr } = spawnSync('openssl', [...args, ...names, '-keyout', key, '-out', cert]);
  if (status !== 0) throw new CannotRun(`openssl makes no certificate: ${stderr}`);
  writeFileSync(both, readFileSync(cert, 'utf8') + readFileSync(key, 'utf8'));
  return { cert, key, both };
}

/** @type {Record<ProxyName, (options: ProxyOptions & { port: number, certificate: ReturnType<typeof makeCertificate> }) => { args: string[], text: string }>} */
const PROXIES = {
  nginx({ folder, target, port, certificate, timeoutSeconds, moreForNginx = '' }) {
    const timeout = timeoutSeconds === undefined ? '' : `proxy_read_timeout ${timeoutSeconds}s;`;
    const server = put(documented(/```nginx\n([\s\S]*?)```/), [
      ['listen 443', `listen 127.0.0.1:${port}`],
      ['server_name stats.example.com', 'server_name localhost'],
      ['/etc/ssl/stats.example.com.pem', certificate.cert],
      ['/etc/ssl/stats.example.com.key', certificate.key],
      ['127.0.0.1:8080', `127.0.0.1:${target}`],
      // Its port is 443 in the documentation, and need not be said.
      ['Host $host;', `Host $host:${port}; ${timeout} ${moreForNginx}`],
    ]);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const text = `${process.getuid?.() === 0 ? 'user root;' : ''}
      daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
      events { worker_connections 768; }
      http {
        sendfile on; tcp_nopush on; types_hash_max_size 2048;
        include /etc/nginx/mime.types; default_type application/octet-stream;
        access_log ${folder}/access.log; gzip on;
        ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
        ${server}
      }`;
    return { args: ['-p', folder, '-e', `${folder}/error.log`, '-c', `${folder}/config`], text };
  },
  caddy({ folder, target, port, certificate }) {
    const site = put(documented(/whole\s+Caddyfile:\s+```\n([\s\S]*?)```/), [
      [
        'stats.example.com {',
        `https://localhost:${port} {\n bind 127.0.0.1\n tls ${certificate.cert} ${certificate.key}`,
      ],
      ['\treverse_proxy', '\tencode gzip zstd\n\treverse_proxy'],
      ['127.0.0.1:8080', `127.0.0.1:${target}`],
    ]);
    const text = `{\n admin off\n auto_https off\n}\n${site}`;
    return { args: ['run', '--adapter', 'caddyfile', '--config', `${folder}/config`], text };
  },
  haproxy({ folder, target, port, certificate, timeoutSeconds }) {
    const sections = put(documented(/```haproxy\n([\s\S]*?)```/), [
      ['bind :443', `bind 127.0.0.1:${port}`],
      ['/etc/ssl/stats.example.com.pem', certificate.both],
      ['127.0.0.1:8080', `127.0.0.1:${target}`],
    ]);
    const ms = timeoutSeconds === undefined ? 50_000 : timeoutSeconds * 1000;
    const defaults = ` timeout connect 5000\n timeout client ${ms}\n timeout server ${ms}`;
    const text = `defaults\n mode http\n option dontlognull\n${defaults}\n\n${sections}`;
    return { args: ['-db', '-f', `${folder}/config`], text };
  },
};

/** Whether somebody answers there. @param {number} port */
function answers(port) {
  return new Promise((resolve) => {
    const asked = request({ port, host: 'localhost', path: '/', rejectUnauthorized: false }, (reply) => {
      reply.resume();
      resolve((reply.statusCode ?? 502) < 500);
    });
    asked.on('error', () => resolve(false));
    asked.end();
  });
}

/**
 * Starts a proxy in front of the server and waits until it passes something on. Fails with a sentence when it is not
 * installed.
 *
 * @param {ProxyName} name
 * @param {ProxyOptions} options
 */
export async function startProxyProgram(name, options) {
  const program = find(name);
  const folder = join(options.folder, name);
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const { args, text } = PROXIES[name]({ ...options, folder, port, certificate: makeCertificate(folder) });
  writeFileSync(join(folder, 'config'), text);
  const env = {
    HOME: folder,
    XDG_DATA_HOME: folder,
    XDG_CONFIG_HOME: folder,
  };
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  child.on('error', (error) => (output += error));
  const ended = new Promise((resolve) => child.once('close', resolve));

  const proxy = {
    name,
    port,
    /** As a browser would have it; the certificate is of our own making. */
    address: `https://localhost:${port}`,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
    },
  };
  for (const began = performance.now(); !(await answers(port)); await sleep(100)) {
    if (child.exitCode !== null || performance.now() - began > READY_WITHIN_MS) {
      await proxy.stop();
      throw new Error(`${name} does not pass on what it is asked: ${output.slice(-1_000)}`);
    }
  }
  return proxy;
}
