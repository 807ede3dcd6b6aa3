/** Attention and positions beside PyTorch's; attention.py wrote the numbers. */

import cases from './attention.json';
import { describeKinds, type KindCase } from './kind-cases.ts';

describeKinds(cases as unknown as readonly KindCase[]);
