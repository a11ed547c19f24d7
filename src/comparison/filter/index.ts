export { type Completion, type CompletionItem, complete, type FilterName } from './completion.ts';
export {
  boundsOf,
  type Comparator,
  everything,
  type Field,
  type Filter,
  FilterError,
  type Operand,
} from './filter.ts';
export { type FilterNames, parseFilter } from './parse.ts';
export { predicateFor } from './predicate.ts';
export type { FilterSubject } from './properties.ts';
