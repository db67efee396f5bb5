export { EventReader, type EventFault } from './event-reader.ts';
