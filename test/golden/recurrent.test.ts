/** RNN, GRU and LSTM beside PyTorch's; recurrent.py wrote the numbers. */
import { describeKinds, type KindCase } from './kind-cases.ts';
import cases from './recurrent.json';

describeKinds(cases as unknown as readonly KindCase[]);
