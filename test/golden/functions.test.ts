/** Activations and losses beside PyTorch; functions.py wrote the numbers. */
import cases from './functions.json';
import { describeKinds, type KindCase } from './kind-cases.ts';

describeKinds(cases as unknown as readonly KindCase[]);
