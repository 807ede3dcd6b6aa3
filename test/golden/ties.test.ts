/** Bends beside PyTorch, exactly where they are; ties.py wrote the numbers. */
import { describeKinds, type KindCase } from './kind-cases.ts';
import cases from './ties.json';

describeKinds(cases as unknown as readonly KindCase[]);
