import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Annotation, EditorState, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { LineProblem } from './yaml-lines.ts';

/** Marks a change that came from the form, so that it is not told back. */
const fromForm = Annotation.define<boolean>();
const setProblems = StateEffect.define<readonly LineProblem[]>();

const problemLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setProblems)) next = decorations(transaction.state, effect.value);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function decorations(state: EditorState, problems: readonly LineProblem[]): DecorationSet {
  const lines = new Map(problems.map((problem) => [problem.line, problem.message]));
  const marks = [...lines]
    .filter(([line]) => line >= 1 && line <= state.doc.lines)
    .sort(([a], [b]) => a - b)
    .map(([line, message]) =>
      Decoration.line({ class: 'cm-problem', attributes: { title: message } }).range(
        state.doc.line(line).from,
      ),
    );
  return Decoration.set(marks);
}

const colors = HighlightStyle.define([
  {
    tag: [tags.propertyName, tags.definition(tags.propertyName)],
    color: 'var(--ink)',
    fontWeight: '600',
  },
  { tag: tags.comment, color: 'var(--ink-faint)' },
  { tag: [tags.number, tags.bool, tags.atom], color: 'var(--accent-ink)' },
  { tag: [tags.string, tags.content], color: 'var(--accent-ink)' },
]);

const look = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--ink)', fontSize: '12px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
  '.cm-gutters': { backgroundColor: 'transparent', border: '0', color: 'var(--ink-faint)' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '4px 0 24px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-problem': {
    backgroundColor: 'var(--danger-wash)',
    boxShadow: 'inset 2px 0 0 var(--danger)',
  },
});

export function createYamlEditor(
  parent: HTMLElement,
  options: { text: string; label: string; ontext: (text: string) => void },
): EditorView {
  const state = EditorState.create({
    doc: options.text,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      yaml(),
      syntaxHighlighting(colors),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': options.label }),
      keymap.of([
        ...defaultKeymap.filter((binding) => binding.key !== 'Mod-Enter'),
        ...historyKeymap,
      ]),
      problemLines,
      look,
      EditorView.updateListener.of((update) => {
        const own = update.transactions.some((transaction) => transaction.annotation(fromForm));
        if (update.docChanged && !own) options.ontext(update.state.doc.toString());
      }),
    ],
  });
  return new EditorView({ parent, state });
}

/** Takes over the form's text, leaving the rest of the document and the cursor where they are. */
export function replaceText(view: EditorView, text: string): void {
  const old = view.state.doc.toString();
  if (old === text) return;
  let from = 0;
  while (from < old.length && from < text.length && old[from] === text[from]) from++;
  let tail = 0;
  const most = Math.min(old.length, text.length) - from;
  while (tail < most && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail++;
  view.dispatch({
    changes: { from, to: old.length - tail, insert: text.slice(from, text.length - tail) },
    annotations: fromForm.of(true),
  });
}

export function markProblems(view: EditorView, problems: readonly LineProblem[]): void {
  view.dispatch({ effects: setProblems.of(problems) });
}
