/** What a conformance run says of one entry of an index. `why` is for the reader of a failure. */
export interface Outcome {
  id: string;
  ok: boolean;
  why?: string;
}
