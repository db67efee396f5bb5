/**
 * One ask while it runs: its view, the worker kept awake for it, what of it must survive, its proof.
 * Must never start by itself.
 */
import { registersOf } from '../attestation/index.ts';
import type { KeptAbout, KeptAsk, ProofFacts } from '../proofs/index.ts';
import type { Usage } from '../networks/index.ts';
import type { Settings } from '../settings/index.ts';
import { keptTexts } from './asked.ts';
import { applyChange, isRunning, stopView } from './ask-view.ts';
import { ask } from './ask.ts';
import type { Edges } from './edges.ts';
import type { EnclaveDesk } from './enclave.ts';
import { InOrder } from './in-order.ts';
import { rememberedView } from './recall.ts';
import type { Change, Question } from './story.ts';
import type { AskView } from './view.ts';

export interface RunEdges {
  readonly edges: Edges;
  readonly enclave: EnclaveDesk;
  /** The view after each change, and the text that was added while it streams. */
  onChange(view: AskView, addedText: string | undefined): void;
  onKeepFailed(thrown: unknown): void;
  /** Resolves once a later worker would know that something of it may have left. */
  leaving(): Promise<void>;
  /** Resolves once a later worker would find the ask as it stands. */
  written(): Promise<void>;
  /** Kept with a receipt that is now looked for in the log. */
  onWatched(): void;
}

export class RunningAsk {
  readonly #question: Question;
  readonly #run: RunEdges;
  #mayKeep: boolean;
  readonly #stop = new AbortController();
  #view: AskView;
  #facts: ProofFacts | null = null;
  #isDevelopmentRoot = false;
  #usage: Usage | undefined;
  #isWatched = false;
  readonly #keeping = new InOrder();

  constructor(
    question: Question,
    { view, mayKeep }: { readonly view: AskView; readonly mayKeep: boolean },
    run: RunEdges,
  ) {
    this.#question = question;
    this.#mayKeep = mayKeep;
    this.#run = run;
    this.#view = view;
  }

  get view(): AskView {
    return this.#view;
  }

  /** Resolves when the story has ended, its cover frames included. */
  async start(): Promise<void> {
    const { edges, enclave } = this.#run;
    const { settings } = this.#question;
    const rest = edges.stayAwake();
    const story = {
      edges,
      stop: this.#stop.signal,
      enclave: () => enclave.ready(settings),
      renewedEnclave: () => {
        enclave.forget();
        return enclave.ready(settings);
      },
      leaving: () => this.#run.leaving(),
      keep: () => this.#keep(),
    };
    try {
      await ask(this.#question, story, (change) => this.#apply(change));
    } finally {
      // Who waits for this answer to lock finds its end written down.
      await this.#run.written();
      rest();
    }
    // The next ask of this thread finds everything ready.
    if (this.#view.phase === 'done') enclave.ready(settings).catch(() => undefined);
  }

  /** Its receipt was found, or missed, while cover frames still come: later reports must not undo that. */
  settle(settlement: AskView['proof']['settlement']): void {
    this.#view = { ...this.#view, proof: { ...this.#view.proof, settlement } };
  }

  /** Forgets what was kept of it, with no keeping at that time: nor is any after it, unless it could not be forgotten. */
  letGo(forget: () => Promise<void>): Promise<void> {
    return this.#keeping.do(async () => {
      await forget();
      this.#mayKeep = false;
    });
  }

  stop(): void {
    this.#stop.abort();
    this.#show(stopView(this.#view, this.#run.edges.now()), undefined);
    void this.#keep();
  }

  #apply(change: Change): void {
    if (change.facts !== undefined) this.#takeFacts(change.facts);
    const isStopped = this.#view.phase === 'stopped';
    if (!isStopped) this.#usage = change.usage ?? this.#usage;
    if (!isStopped) this.#isWatched = change.isWatched ?? this.#isWatched;
    if (!isStopped && change.receipt !== undefined && this.#facts !== null) {
      const { receipt, upstream = this.#facts.upstream } = change;
      this.#facts = { ...this.#facts, receipt, upstream };
    }
    const before = this.#view;
    const after = this.#withEnclave(
      applyChange(before, this.#watched(change), this.#run.edges.now()),
    );
    if (after === before) return;
    // Once it may have left there is something to find again, should the worker die before the answer's end.
    if (before.phase !== 'waiting' && after.phase === 'waiting') void this.#keep();
    this.#show(after, after.phase === 'streaming' ? change.text : undefined);
  }

  /** An ask that was refused keeps the enclave that it was refused over. */
  #withEnclave(view: AskView): AskView {
    if (view.enclave !== undefined || isRunning(view)) return view;
    return { ...view, enclave: this.#run.enclave.view };
  }

  /** Only what is kept is looked for in the log. */
  #watched(change: Change): Change {
    const isWatched = change.isWatched === true && change.proof?.receipt === 'holds';
    if (!isWatched || !this.#mayKeep) return change;
    return { ...change, proof: { ...change.proof, settlement: 'pending' } };
  }

  #takeFacts(facts: ProofFacts): void {
    const { view } = this.#run.enclave;
    this.#view = { ...this.#view, enclave: view };
    this.#facts = facts;
    this.#isDevelopmentRoot = view.isDevelopmentRoot ?? false;
    const model = view.models?.find(({ id }) => id === facts.model);
    if (model !== undefined) {
      this.#view = { ...this.#view, isLanguageModel: model.isLanguageModel };
    }
  }

  #show(view: AskView, addedText: string | undefined): void {
    this.#view = view;
    this.#run.onChange(view, addedText);
  }

  /** One after another, so that an earlier state never overwrites a later one. */
  #keep(): Promise<void> {
    return this.#keeping.do(() => this.#keepNow());
  }

  async #keepNow(): Promise<void> {
    // An ask of which nothing left the device is no ask yet: its text is still in the draft.
    if (!this.#mayKeep || this.#facts === null) return;
    try {
      const kept = {
        ...keptAsk(this.#view, this.#facts, this.#isDevelopmentRoot, this.#question.settings),
        about: aboutOf(this.#view, this.#facts, this.#usage),
      };
      const isProven = this.#isWatched && this.#view.proof.receipt === 'holds';
      const { settings } = this.#question;
      const watch = isProven ? await this.#run.enclave.watchOf(settings, this.#facts) : undefined;
      await this.#run.edges.proofs.keep(kept, watch);
      if (watch !== undefined) this.#run.onWatched();
    } catch (thrown) {
      this.#run.onKeepFailed(thrown);
    }
  }
}

/** What the store keeps of a view. */
export function keptAsk(
  view: AskView,
  facts: ProofFacts | null,
  isDevelopmentRoot: boolean,
  settings: Settings,
): KeptAsk {
  const texts = keptTexts(view.draft, settings);
  return {
    id: view.id,
    createdAtMs: view.startedAtMs,
    phase: view.phase,
    model: view.model,
    isDevelopmentRoot,
    states: view.proof,
    error: view.error ?? null,
    text: {
      ...texts,
      answer: view.answerText,
      thread: view.place,
      view: rememberedView(view, texts),
    },
    facts,
  };
}

function aboutOf(view: AskView, { relayHost }: ProofFacts, usage: Usage | undefined): KeptAbout {
  const { measurement } = view.enclave ?? {};
  const { sentBytes = 0, receivedBytes = 0 } = view;
  // The first part of an image stands for it where lists are filtered.
  const pcr0 = measurement === undefined ? '' : (registersOf(measurement)[0]?.hex ?? '');
  const known = { relayHost, pcr0, sentBytes, receivedBytes };
  if (usage === undefined || view.proof.receipt !== 'holds') {
    return { ...known, inputTokens: 0, outputTokens: 0, currency: '', amount: '' };
  }
  const { inputTokens, outputTokens, currency, amount, cost } = usage;
  const usd = cost?.usd === undefined ? {} : { usd: cost.usd };
  return { ...known, inputTokens, outputTokens, currency, amount, ...usd };
}
