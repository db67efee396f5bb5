/** Style sheets are imported for their effect by the entrypoints. */
declare module '*.css';
