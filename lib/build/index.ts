export {
  buildDigest,
  encodeFileList,
  FILE_LIST,
  parseFileList,
  type BuildErrorCode,
} from './build-digest.ts';
