// The part of the benchmark at-list.ts that runs inside the extension host: measures, and writes the figures to a file.
import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { test } from '../vscode/in-host.ts';
import { measureAtList } from './at-list-measure.ts';

test(
  'the list behind @',
  async () => {
    const {
      PARLEY_BENCH_QUERIES: queries = '',
      PARLEY_BENCH_ROUNDS: rounds,
      PARLEY_BENCH_OUT: out,
    } = process.env;
    if (out === undefined) throw new Error('PARLEY_BENCH_OUT must name the file for the figures');
    await writeFile(out, JSON.stringify(await measureAtList(queries.split(','), Number(rounds))));
  },
  { timeoutMs: 600_000 },
);
