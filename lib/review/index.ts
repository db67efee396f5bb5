export { readProofs, type ImportEdges, type ReadProof } from './import.ts';
export { review, type ReviewEdges } from './review.ts';
export {
  isReviewCommand,
  type AlarmDetail,
  type OverviewView,
  type ReviewAnswer,
  type ReviewCommand,
} from './words.ts';
