/** Windows, convolution, pooling, norms and movement beside PyTorch's; layers.py wrote the numbers. */
import { describeKinds, type KindCase } from './kind-cases.ts';
import cases from './layers.json';

describeKinds(cases as unknown as readonly KindCase[]);
