export { review, type ReviewEdges } from './review.ts';
export {
  isReviewCommand,
  type OverviewView,
  type ReviewAnswer,
  type ReviewCommand,
} from './words.ts';
