/**
 * One stated model at several servers, asked in the order of the statement. The next one is tried only while nobody
 * has said a word: from the first word on, the answer is one server's, which the receipt names.
 * Must never send a question to a server that the statement does not name, nor to two after an answer has begun.
 */
import type { StatementModel } from '../../../lib/binding/index.ts';
import { ModelError, type Model } from './model.ts';
import type { Upstream } from './upstream.ts';

export interface Leg {
  readonly upstream: Upstream;
  readonly model: Model;
}

export function createFailoverModel(stated: StatementModel, legs: readonly Leg[]): Model {
  return {
    ...stated,
    async *answer(messages, signal) {
      let failure: unknown = new ModelError('model-busy');
      for (const { upstream, model } of inOrder(legs)) {
        if (!upstream.enter()) continue;
        let hasBegun = false;
        try {
          for await (const event of model.answer(messages, signal)) {
            if (!hasBegun) {
              hasBegun = true;
              upstream.succeeded();
              yield { kind: 'upstream', upstream: upstream.name };
            }
            yield event;
          }
          return;
        } catch (cause) {
          if (hasBegun || signal.aborted) throw cause;
          // A question that this server will not take is no fault of the server, and no better elsewhere.
          if (cause instanceof ModelError && cause.isAboutQuestion) throw cause;
          upstream.failed();
          failure = cause;
        } finally {
          upstream.leave();
        }
      }
      throw failure;
    },
  };
}

function inOrder(legs: readonly Leg[]): readonly Leg[] {
  const resting = legs.filter(({ upstream }) => upstream.isResting);
  return [...legs.filter((leg) => !resting.includes(leg)), ...resting];
}
