import type { Problem, WordData } from '../../../src/contract/index.ts';

export type ProblemWords = Pick<Problem, 'message' | 'hint'>;

export function fixed(message: string, hint: string): (problem: Problem) => ProblemWords {
  return () => ({ message, hint });
}

/** 句子以所涉及的文件、列或运行开头。 */
export function about(message: string, hint: string): (problem: Problem) => ProblemWords {
  return ({ where }) => ({ message: `${where === undefined ? '' : `${where} `}${message}`, hint });
}

/** 带数字的句子；以前保存的问题没有数字，用一般的说法。 */
export function withFigures(
  words: (data: WordData, problem: Problem) => ProblemWords,
  message: string,
  hint: string,
): (problem: Problem) => ProblemWords {
  return (problem) =>
    problem.data === undefined ? { message, hint } : words(problem.data, problem);
}
