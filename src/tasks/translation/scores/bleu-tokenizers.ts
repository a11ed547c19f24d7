/** How BLEU cuts a line into tokens; names as in sacreBLEU's signature. */
export type BleuTokenizer = '13a' | 'zh' | 'char';

/** @returns tokens of a line */
export function bleuTokens(line: string, tokenizer: BleuTokenizer): string[] {
  switch (tokenizer) {
    case '13a':
      return separateMarks(` ${unescapeEntities(line)} `);
    case 'zh':
      return separateMarks(separateHan(line.trim()));
    case 'char':
      return [...line].filter((sign) => !/\s/u.test(sign));
  }
}

/** The tokenisation of mteval-v13a, by which WMT has scored since 2013. */
function unescapeEntities(line: string): string {
  return line
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
}

/** Signs of ASCII stand alone; full stop and comma do unless between digits; a dash after a digit. */
function separateMarks(line: string): string[] {
  return line
    .replace(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ')
    .split(/\s+/u)
    .filter((token) => token !== '');
}

/** Ideographs, full-width signs and the symbols beside them, as sacreBLEU lists them. */
const han =
  /[\u2600-\u27bf\u2e80-\u2fdf\u2ff0-\u303f\u3100-\u312f\u31c0-\u31ef\u3200-\u33ff\u3400-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef]/gu;

function separateHan(line: string): string {
  return line.replace(han, ' $& ');
}
