/** Street addresses of China, Japan and Korea, and Arabic ones: read around the sign that ends or begins them. */
import { digitOf, isBlank, isEastAsian, isLetter } from '../characters.ts';
import type { Finding } from '../finding.ts';
import type { Source } from '../source.ts';

const MAX_BEHIND = 40;
const MAX_AHEAD = 60;

/** 号 and 號 end a Chinese address, 番地, 番 and 丁目 are parts of a Japanese one. */
const ENDS = new Set([...'号號番丁'].map((one) => one.charCodeAt(0)));
/** A road or quarter must stand before the number. */
const CHINESE =
  /(?:[\u3400-\u9fff]{2,8}(?:省|自治区|市|区|县|區|縣|镇|乡)){0,4}[\u3400-\u9fff]{1,8}(?:路|街|大道|巷|弄|胡同|道|段)[0-9０-９]{1,5}(?:[-之][0-9]{1,4})?[号號]$/;
const JAPANESE =
  /(?:〒?\d{3}-\d{4} ?)?(?:[\u3400-\u9fff]{1,3}[都道府県])?[\u3400-\u9fff\u3041-\u30ff]{1,8}[市区町村郡][\u3400-\u9fff\u3041-\u30ff]{1,10}[0-9０-９一二三四五六七八九十]{1,4}(?:丁目)?$/;
const JAPANESE_REST = /^(?:丁目|番地?|号|[-−ー‐]?[0-9０-９]{1,4}){1,6}/;
const JAPANESE_DASHED =
  /(?:〒?\d{3}-\d{4} ?)?(?:[\u3400-\u9fff]{1,3}[都道府県])[\u3400-\u9fff\u3041-\u30ff]{1,12}[市区町村][\u3400-\u9fff\u3041-\u30ff]{1,10}$/;
const CHINESE_REST = /^(?:[0-9０-９A-Za-z]{1,4}(?:号楼|栋|幢|单元|楼|层|室|号)){1,4}/;
const ROOM = /^[0-9０-９]{2,4}室/;

export function findEastern(source: Source): Finding[] {
  const found: Finding[] = [];
  let from = 0;
  for (let at = 0; at < source.length; at += 1) {
    const unit = source.at(at);
    const finding = ENDS.has(unit)
      ? aroundSign(source, at, from)
      : unit === 0x2d || unit === 0x2212
        ? dashed(source, at, from)
        : unit === 0x0634
          ? arabic(source, at)
          : undefined;
    if (finding === undefined || finding.start < from) continue;
    found.push(finding);
    from = finding.end;
    at = finding.end - 1;
  }
  return found;
}

function aroundSign(source: Source, at: number, from: number): Finding | undefined {
  if (digitOf(source.at(at - 1)) < 0 && !/[一二三四五六七八九十]/.test(source.slice(at - 1, at)))
    return undefined;
  const start = Math.max(from, at - MAX_BEHIND);
  const before = source.slice(start, at + 1);
  const chinese = CHINESE.exec(before);
  if (chinese !== null) {
    const ahead = source.slice(at + 1, at + 1 + MAX_AHEAD);
    const rest = (CHINESE_REST.exec(ahead) ?? ROOM.exec(ahead))?.[0].length ?? 0;
    return { kind: 'address', start: start + chinese.index, end: at + 1 + rest };
  }
  const japanese = JAPANESE.exec(source.slice(start, at));
  if (japanese === null) return undefined;
  const rest = JAPANESE_REST.exec(source.slice(at, at + MAX_AHEAD))?.[0].length ?? 0;
  return { kind: 'address', start: start + japanese.index, end: at + rest };
}

/** 東京都千代田区千代田1-1: a prefecture makes the dashes an address. */
function dashed(source: Source, at: number, from: number): Finding | undefined {
  let first = at;
  while (first > at - 4 && digitOf(source.at(first - 1)) >= 0) first -= 1;
  if (first === at || !isEastAsian(source.at(first - 1)) || digitOf(source.at(at + 1)) < 0)
    return undefined;
  const start = Math.max(from, first - MAX_BEHIND);
  const place = JAPANESE_DASHED.exec(source.slice(start, first));
  if (place === null) return undefined;
  const rest = /^(?:[-−][0-9０-９]{1,4}){1,3}/.exec(source.slice(at, at + 20))?.[0].length ?? 0;
  return { kind: 'address', start: start + place.index, end: at + rest };
}

const STREET = 'شارع';
const ARABIC =
  /^شارع (?:[\u0621-\u064a]{2,15} ){1,4}?(?:،? ?(?:رقم|مبنى|عمارة) )?[0-9\u0660-\u0669]{1,4}/;
const ARABIC_COMMA =
  /^شارع (?:[\u0621-\u064a]{2,15} ?){1,4}، ?(?:رقم |مبنى |عمارة )?[0-9\u0660-\u0669]{1,4}/;
/** Its number stands in front: a name of two words, which most have. */
const ARABIC_NAME = /^شارع [\u0621-\u064a]{2,15}(?: [\u0621-\u064a]{2,15})?/;

const MAX_TOWN = 40;
/** "، جدة 21442". */
const ARABIC_TOWN =
  /^،? ?(?:[\u0621-\u064a]{2,15} ){1,2}[0-9\u0660-\u0669]{5}(?![0-9\u0660-\u0669])/;

function arabic(source: Source, at: number): Finding | undefined {
  if (!source.has(at, STREET) || (isLetter(source.at(at - 1)) && !isBlank(source.at(at - 1))))
    return undefined;
  const ahead = source.slice(at, at + MAX_AHEAD);
  const number = numberBefore(source, at);
  const named = number < at ? ARABIC_NAME.exec(ahead) : null;
  const hit = ARABIC.exec(ahead) ?? ARABIC_COMMA.exec(ahead) ?? named;
  if (hit === null) return undefined;
  const behind = source.slice(at + hit[0].length, at + hit[0].length + MAX_TOWN);
  const town = ARABIC_TOWN.exec(behind)?.[0].length ?? 0;
  return { kind: 'address', start: number, end: at + hit[0].length + town };
}

/** "12 شارع ..." has its number in front. */
function numberBefore(source: Source, at: number): number {
  let start = at;
  if (isBlank(source.at(start - 1)) && digitOf(source.at(start - 2)) >= 0) {
    start -= 1;
    while (at - start < 6 && digitOf(source.at(start - 1)) >= 0) start -= 1;
  }
  return start;
}
