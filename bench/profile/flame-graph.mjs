// Draws the stacks that `perf script` prints as a flame graph: the width of a box is its share of
// the samples, callers stand below what they call.
// Usage: perf script -F ip,sym -i perf.data | node bench/profile/flame-graph.mjs PROGRAM > graph.svg
// PROGRAM, the one that was sampled, tells the file of functions that have no name of their own.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const ROOT = 'larch::extract';
const WIDTH = 1200;
const ROW = 18;
const LETTER = 6.6;
const NARROWEST = 0.5;

/** Frames innermost first, a blank line after each stack. */
function readStacks(text) {
  return text.split(/\n\s*\n/).map((stack) =>
    [...stack.matchAll(/^\s+([0-9a-f]+) (.+)$/gm)].map(([, address, symbol]) => ({
      address,
      symbol,
    })),
  );
}

/** The file of the function at each address, not of what was inlined into it, without its ending. */
function filesOf(program, addresses) {
  const answer = execFileSync('addr2line', ['-a', '-i', '-e', program, ...addresses], {
    encoding: 'utf8',
  });
  const places = answer
    .trimEnd()
    .split(/^0x.*\n/m)
    .slice(1);
  return new Map(
    places.map((lines, index) => {
      const outermost = lines.trimEnd().split('\n').at(-1) ?? '';
      return [addresses[index], basename(outermost.split(':')[0], '.cpp')];
    }),
  );
}

/** Without what is the same in all names, and without what is between brackets. */
function shortName({ address, symbol }, files) {
  const file = files.get(address);
  if (file !== undefined) return file.replaceAll('_', ' ');
  let name = symbol.replace(/^std::_Function_handler<.*/, 'std::function');
  while (/<[^<>]*>/.test(name)) name = name.replaceAll(/<[^<>]*>/g, '');
  return name
    .replace(/@@.*/, '')
    .replaceAll('larch::', '')
    .replaceAll('(anonymous namespace)::', '');
}

function treeOf(stacks, files) {
  const root = { name: ROOT.replace('larch::', ''), samples: 0, children: new Map() };
  for (const stack of stacks) {
    const outermost = stack.findLastIndex(({ symbol }) => symbol === ROOT);
    if (outermost < 0) continue;
    let node = root;
    node.samples += 1;
    for (const frame of stack.slice(0, outermost).toReversed()) {
      const name = shortName(frame, files);
      const child = node.children.get(name) ?? { name, samples: 0, children: new Map() };
      node.children.set(name, child);
      node = child;
      node.samples += 1;
    }
  }
  return root;
}

const escape = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One colour a name, from yellow to red. */
function colourOf(name) {
  let hash = 0;
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  return `hsl(${hash % 50} 85% ${62 + (hash % 7)}%)`;
}

function heightOf(node) {
  return 1 + Math.max(0, ...[...node.children.values()].map(heightOf));
}

function boxes(node, x, level, pixels, all, rows) {
  const width = node.samples * pixels;
  if (width < NARROWEST) return '';
  const y = (rows - level - 1) * ROW;
  const share = ((100 * node.samples) / all).toFixed(1);
  const letters = Math.floor((width - 6) / LETTER);
  const label = node.name.length <= letters ? node.name : `${node.name.slice(0, letters - 1)}…`;
  const text =
    letters < 3 ? '' : `<text x="${(x + 3).toFixed(1)}" y="${y + 13}">${escape(label)}</text>`;
  let svg = `<g><title>${escape(node.name)}: ${share} %</title><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colourOf(node.name)}"/>${text}</g>\n`;
  let left = x;
  for (const child of [...node.children.values()].toSorted((a, b) => b.samples - a.samples)) {
    svg += boxes(child, left, level + 1, pixels, all, rows);
    left += child.samples * pixels;
  }
  return svg;
}

const program = process.argv[2];
const stacks = readStacks(readFileSync(0, 'utf8'));
const unnamed = stacks.flat().filter(({ symbol }) => symbol.endsWith(')::evaluate'));
const files = filesOf(program, [...new Set(unnamed.map(({ address }) => address))]);
const tree = treeOf(stacks, files);
const rows = heightOf(tree);
process.stdout.write(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${rows * ROW}" font-family="monospace" font-size="11">\n${boxes(tree, 0, 0, WIDTH / tree.samples, tree.samples, rows)}</svg>\n`,
);
