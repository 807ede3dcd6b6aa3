/**
 * The command line: the same document, compiler, engine and backends as in the page, without one.
 * One file for each command; this is their list. Wrong input ends with exit code 1 and the issues on
 * stderr.
 */
import { availableParallelism } from 'node:os';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { readNumber } from '../src/base/number.ts';
import { MEASURES } from '../src/sweep/summary.ts';
import { check } from './check.ts';
import { type Console, Disagreed, json, plainIssues, Refused, tell } from './console.ts';
import { BACKENDS } from './engine.ts';
import { explain, PHASES } from './explain.ts';
import { exportTo } from './export.ts';
import { gradcheck } from './gradcheck.ts';
import { kinds } from './kinds.ts';
import { plan } from './plan.ts';
import { samples } from './samples.ts';
import { sweepOver } from './sweep.ts';
import { trace } from './trace.ts';
import { train } from './train.ts';
import { readUntil } from './until.ts';

const whole = (text: string): number => {
  const reading = readNumber(text, true);
  if (!reading || !Number.isSafeInteger(reading.value) || reading.value < 0)
    throw new InvalidArgumentError('Expected a whole number from 0 up.');
  const { value, other } = reading;
  // Nobody is there to look at how it was read.
  if (other !== undefined && Number.isInteger(other))
    throw new InvalidArgumentError(`It may be ${value} or ${other}. Expected a whole number.`);
  return value;
};

const positive = (text: string): number => {
  const value = whole(text);
  if (value === 0) throw new InvalidArgumentError('Expected a whole number from 1 up.');
  return value;
};

/** A table of one's own. */
const withTable = (command: Command): Command =>
  command
    .option('--data <csv>', 'train on this table; its last column is the target')
    .option('--target <column>', 'another target column')
    .option('--inputs <columns...>', 'only these input columns')
    .addOption(
      new Option('--target-type <type>', 'what the target is').choices(['class', 'number']),
    )
    .option('--node <id>', 'the data node that takes the table');

function commands(console: Console): Command {
  const program = new Command('chainrule')
    .description('Draw a neural network, train it on the spot, and see how it learns.')
    .exitOverride()
    .configureOutput({ writeOut: console.out, writeErr: console.err });
  const command = (name: string, description: string) =>
    program.command(name).description(description).option('--json', 'machine-readable output');

  command('check', 'tell the issues of a document, or its shapes and parameters')
    .argument('<file>')
    .action((file, options) => check(file, options, console));
  withTable(command('train', 'train a document and tell the final metrics').argument('<file>'))
    .option('--steps <n>', 'training steps at most (1000; with --until as many as it takes)', whole)
    .option(
      '--until <end>',
      'end at steps=500, epochs=20, cost=0.01 or accuracy=99%, over the training rows',
      readUntil,
    )
    .option('--seed <n>', "instead of the document's seed", whole)
    .option(
      '--save <file>',
      'write the document with its trained weights; from there optimiser and schedule start anew',
    )
    .option(
      '--state',
      'save the whole state of training: train that file, and it goes on as if it had never stopped',
    )
    .option(
      '--best',
      'end with the weights of the lowest validation cost, where early stopping looks',
    )
    .addOption(new Option('--backend <name>', 'what computes').choices(BACKENDS).default('wasm'))
    .option(
      '--threads <n>',
      'threads that share large kernels; the numbers are the same with any',
      positive,
      Math.min(8, availableParallelism()),
    )
    .action((file, options) => train(file, options, console));
  withTable(
    command(
      'sweep',
      'train a document with every combination of the values of up to three settings',
    ).argument('<file>'),
  )
    .requiredOption(
      '--set <path=values>',
      'a setting and its values: run.optimiser.lr=1,0.25,0.1, run.batchSize=lin:8:32:4, run.optimiser.lr=log:0.001:1:4, run.optimiser=sgd,adam, nodes.dense1.units=4,16; up to three times',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option('--seeds <n>', 'run each combination with the seeds 1 … n, for medians', whole, 0)
    .option('--steps <n>', 'training steps of each run', positive, 1_000)
    .option('--until <end>', 'end a run before that, as in train', readUntil)
    .option(
      '--halving',
      'successive halving (Jamieson, Talwalkar 2016): all for a little, the better half for twice as long, and so on',
    )
    .addOption(
      new Option(
        '--by <figure>',
        'what is compared (the validation cost; the cost where there is none)',
      ).choices(MEASURES),
    )
    .addOption(new Option('--backend <name>', 'what computes').choices(BACKENDS).default('wasm'))
    .option(
      '--threads <n>',
      'runs at a time; the numbers are the same with any',
      positive,
      Math.max(1, availableParallelism() - 1),
    )
    .action((file, options) => sweepOver(file, options, console));
  command('trace', 'one forward and backward pass in float64, with every value and gradient')
    .argument('<file>')
    .option(
      '--weights <json>',
      'weights by name: {"dense1.weight": {"shape", "data"}}, or safetensors',
    )
    .option('--batch <json>', 'the rows: {"data1.x": {"shape", "data"}, "data1.y": …}')
    .option('--update', 'also the new weights and the optimiser’s state')
    .action((file, options) => trace(file, options, console));
  command('explain', 'one training step by the textbook: equations in letters and with numbers')
    .argument('<file>')
    .option('--node <id>', 'only what this node does')
    .addOption(new Option('--phase <phase>', 'only this part of the step').choices(PHASES))
    .option('--sample <k>', 'whose numbers are put in, counted from 0 in the batch', whole, 0)
    .action((file, options) => explain(file, options, console));
  command('gradcheck', 'compare back-propagation with central differences, in float64')
    .argument('<file>')
    .option('--node <id>', 'only the weights of this node and the wires that arrive at it')
    .action((file, options) => gradcheck(file, options, console));
  command(
    'export',
    'write the network for another framework, with a check that both compute the same',
  )
    .argument('<file>')
    .addOption(
      new Option('--to <framework>', 'what it is written for')
        .choices(['pytorch'])
        .default('pytorch'),
    )
    .requiredOption('--out <folder>', 'where the files go')
    .option('--weights <file>', 'weights by name: JSON, or safetensors')
    .action((file, options) => exportTo(file, options, console));
  command('plan', 'print the plan of a document')
    .argument('<file>')
    .action((file, options) => plan(file, options, console));
  command('kinds', 'list the catalogue with ports and parameters').action((options) =>
    kinds(options, console),
  );
  command('samples', 'list the samples, or print one as a file')
    .argument('[name]')
    .action((name, options) => samples(name, options, console));
  return program;
}

/** Runs one command; gives the exit code. */
export async function main(args: readonly string[], console: Console): Promise<number> {
  const run = { ...console };
  try {
    await commands(run).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    if (error instanceof Disagreed) return 1;
    if (!(error instanceof Refused)) throw error;
    tell(run, error.issues);
    // Whoever reads stdout as JSON gets JSON.
    if (args.includes('--json'))
      console.out(json({ ok: false, issues: plainIssues(run, error.issues) }));
    return 1;
  }
}
