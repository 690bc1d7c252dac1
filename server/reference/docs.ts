// What the API reference says of itself.
import { z } from 'zod';
import type { RouteDocs } from '../route-docs.ts';

export const pageDocs: RouteDocs = {
  chapter: 'Server',
  summary: 'This reference',
  replies: { 200: { when: 'The page.', type: 'text/html' } },
  examples: [{ name: 'Read it', status: 200, replyHeaders: { 'content-type': 'text/html; charset=utf-8' } }],
};

export const openApiDocs: RouteDocs = {
  chapter: 'Server',
  summary: 'This reference for programs',
  text: 'OpenAPI 3.1. `x-examples` has each example with its request, its reply and a line for curl; `x-events` the events of a stream.',
  replies: {
    200: { when: 'The document.', schema: z.looseObject({ openapi: z.literal('3.1.0').describe('Its version.') }) },
  },
  examples: [{ name: 'The document', status: 200 }],
};

export const styleDocs: RouteDocs = {
  chapter: 'Pages',
  summary: 'How the reference looks',
  replies: { 200: { when: 'Its style sheet.', type: 'text/css' } },
  examples: [{ name: 'The style sheet', status: 200 }],
};

export const scriptDocs: RouteDocs = {
  chapter: 'Pages',
  summary: 'How the reference is searched',
  replies: { 200: { when: 'Its script.', type: 'text/javascript' } },
  examples: [{ name: 'The script', status: 200 }],
};
