import { describe, expect, it } from 'vitest';
import { withSection } from '../../src/reproduce/section.ts';

const section = (name: string, text: string) =>
  `<!-- reproduce ${name} -->\n\n### ${name}\n\n${text}\n\n<!-- end of ${name} -->`;

describe('a file of results', () => {
  it('begins with a heading where there was none', () => {
    const document = withSection('', 'a', section('a', 'first'));
    expect(document).toMatch(/^# Results\n\n## Reproduced\n\n[\s\S]*### a\n\nfirst/);
  });

  it('keeps what others wrote, and every other section', () => {
    const written = '# Results\n\nMine.\n';
    const two = withSection(withSection(written, 'a', section('a', '1')), 'b', section('b', '2'));
    const renewed = withSection(two, 'a', section('a', '3'));
    expect(renewed).toBe(two.replace('\n1\n', '\n3\n'));
    expect(renewed).toMatch(/^# Results\n\nMine\.\n\n## Reproduced\n/);
    expect(renewed.match(/## Reproduced\n/g)).toHaveLength(1);
    expect(renewed.endsWith('<!-- end of b -->\n')).toBe(true);
  });

  it('keeps what follows the sections', () => {
    const document = `${withSection('', 'a', section('a', '1'))}\n## The window\n\nFast.\n`;
    const renewed = withSection(document, 'a', section('a', '2'));
    expect(renewed).toBe(document.replace('\n1\n', '\n2\n'));
  });
});
