import { jsonPointer } from './faults.ts';
import { Problem } from './problem.ts';

interface JsonFault {
  readonly offset: number;
  /** To the value that is wrong, or the innermost one that is not complete. */
  readonly pointer: string;
  readonly detail: string;
}

/** An array or object that is open, and where in it the reader is. */
interface Container {
  readonly isArray: boolean;
  key: string | number | undefined;
}

/** Bounds the pointer that is given back; bodies that are of use have five levels. */
const MAXIMUM_DEPTH = 100;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Space, tab, line feed, carriage return. */
const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const WORD = /[\w+\-.]{1,20}|./suy;

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

/** The string that begins at `offset`, and the offset behind it; undefined where it is malformed. */
function readString(text: string, offset: number): { value: string; end: number } | undefined {
  for (let at = offset + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') {
      try {
        return { value: JSON.parse(text.slice(offset, at + 1)) as string, end: at + 1 };
      } catch {
        return undefined;
      }
    }
  }
  return undefined;
}

/**
 * Where `text` stops being JSON (RFC 8259). `JSON.parse` is the judge of that and far faster; it
 * does not say where, so its refusals are read again by this.
 */
function findJsonFault(text: string): JsonFault | undefined {
  const open: Container[] = [];
  let offset = 0;
  let expected: 'value' | 'key' | 'end of value' = 'value';

  const fault = (what: string): JsonFault => {
    const word = matchAt(WORD, text, offset);
    const found = word === undefined ? 'the end' : JSON.stringify(word);
    const hint = /^[-+]?(?:nan|inf)/i.test(word ?? '') ? '; a missing number is null' : '';
    return {
      offset,
      pointer: jsonPointer(open.flatMap(({ key }) => (key === undefined ? [] : [key]))),
      detail: `expected ${what}, found ${found}${hint}`,
    };
  };
  const skipWhiteSpace = () => {
    while (WHITE_SPACE.has(text.charCodeAt(offset))) offset++;
  };

  if (text.charCodeAt(0) === 0xfeff) offset++;
  for (;;) {
    skipWhiteSpace();
    const container = open.at(-1);
    const character = text[offset];

    if (expected === 'end of value') {
      if (container === undefined) return offset < text.length ? fault('the end') : undefined;
      if (character === ',') {
        offset++;
        if (container.isArray) container.key = Number(container.key) + 1;
        expected = container.isArray ? 'value' : 'key';
      } else if (character === (container.isArray ? ']' : '}')) {
        offset++;
        open.pop();
      } else {
        return fault(container.isArray ? 'a comma or ]' : 'a comma or }');
      }
      continue;
    }

    if (expected === 'key') {
      const key = character === '"' ? readString(text, offset) : undefined;
      if (container === undefined || key === undefined) return fault('a key in double quotes');
      container.key = key.value;
      if (key.value === '__proto__') return fault('any key but __proto__');
      offset = key.end;
      skipWhiteSpace();
      if (text[offset] !== ':') return fault('a colon');
      offset++;
      expected = 'value';
      continue;
    }

    if (character === '{' || character === '[') {
      const isArray = character === '[';
      offset++;
      skipWhiteSpace();
      if (text[offset] === (isArray ? ']' : '}')) {
        offset++;
        expected = 'end of value';
      } else {
        if (open.length === MAXIMUM_DEPTH) return fault('less nesting');
        open.push({ isArray, key: isArray ? 0 : undefined });
        expected = isArray ? 'value' : 'key';
      }
      continue;
    }
    const end =
      character === '"'
        ? readString(text, offset)?.end
        : offset + (matchAt(SCALAR, text, offset) ?? '').length;
    if (end === undefined) return fault('a string that is well formed');
    if (end === offset) return fault('a value');
    offset = end;
    expected = 'end of value';
  }
}

/**
 * The problem of a text that is not JSON, with the line, the column and a JSON Pointer to it.
 * @param firstLine - number of the line that the text begins on
 */
export function jsonProblem(text: string, firstLine = 1): Problem {
  if (text.trim() === '') return new Problem('INVALID_JSON', 'The text is empty.');
  const fault = findJsonFault(text);
  if (fault === undefined) {
    return new Problem('INVALID_JSON', 'A key constructor.prototype is not accepted.');
  }
  let line = firstLine;
  for (
    let at = text.indexOf('\n');
    at !== -1 && at < fault.offset;
    at = text.indexOf('\n', at + 1)
  ) {
    line++;
  }
  const column = fault.offset - text.lastIndexOf('\n', fault.offset - 1);
  const detail = `line ${line}, column ${column}: ${fault.detail}`;
  return new Problem('INVALID_JSON', `Not JSON at ${detail}`, {
    errors: [{ pointer: fault.pointer, detail }],
  });
}
