import { XMLParser } from 'fast-xml-parser';
import { decodeFile, type Encoding } from '../encoding.ts';

/** The sentences of one translation unit by language, in the order of the file. */
export type TranslationUnit = ReadonlyMap<string, string>;

/** A unit is a sentence in some languages: one beyond this is no TMX. */
const longestUnit = 8 * 2 ** 20;

/**
 * Translation units of a TMX file (versions 1.1 to 1.4b), one by one, so that a file of any size is
 * read in little memory. Each unit is parsed by itself: entities of a document type are not expanded
 * and nothing outside of the file is read.
 */
export async function* translationUnits(
  path: string,
  encoding: Encoding,
): AsyncGenerator<TranslationUnit> {
  let text = '';
  for await (const piece of decodeFile(path, encoding)) {
    text = withoutComments(text + piece);
    for (;;) {
      const unit = nextUnit(text);
      if (unit === null) break;
      yield parseUnit(text.slice(unit.start, unit.end));
      text = text.slice(unit.end);
    }
    if (text.length > longestUnit) text = text.slice(-longestUnit);
  }
}

/** Complete comments are dropped; what may become one stays. */
function withoutComments(text: string): string {
  return text.includes('<!--') ? text.replace(/<!--[\s\S]*?-->/g, '') : text;
}

function nextUnit(text: string): { start: number; end: number } | null {
  const start = text.search(/<tu[\s>]/);
  if (start < 0) return null;
  const comment = text.lastIndexOf('<!--', start);
  if (comment >= 0) return null;
  const end = text.indexOf('</tu>', start);
  return end < 0 ? null : { start, end: end + '</tu>'.length };
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  // Numeric references such as &#233;.
  htmlEntities: true,
});

type Node = Readonly<Record<string, unknown>>;

function parseUnit(xml: string): TranslationUnit {
  const sentences = new Map<string, string>();
  let nodes: Node[];
  try {
    nodes = parser.parse(xml) as Node[];
  } catch {
    return sentences;
  }
  for (const variant of childrenOf(nodes[0], 'tu')) {
    const attributes = (variant[':@'] ?? {}) as Readonly<Record<string, string>>;
    const language = attributes['xml:lang'] ?? attributes['lang'];
    const segment = childrenOf(variant, 'tuv').find((child) => 'seg' in child);
    if (language === undefined || segment === undefined || sentences.has(language)) continue;
    sentences.set(language, textOf(childrenOf(segment, 'seg')).replace(/\s+/g, ' ').trim());
  }
  return sentences;
}

function childrenOf(node: Node | undefined, name: string): Node[] {
  const children = node?.[name];
  return Array.isArray(children) ? (children as Node[]) : [];
}

/** Elements whose content is markup of the original document, not text (TMX 1.4b, "Inline"). */
const codes = ['bpt', 'ept', 'ph', 'it', 'ut'];

function textOf(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if ('#text' in node) return String(node['#text']);
      const name = Object.keys(node).find((key) => key !== ':@');
      return name === undefined || codes.includes(name) ? '' : textOf(childrenOf(node, name));
    })
    .join('');
}
