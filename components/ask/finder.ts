/** The finders, apart: a page loads them when there is something to read, and is usable before. */
export { findAll, redact } from '../../lib/redaction/index.ts';
